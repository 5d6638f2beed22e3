package dev.bobbin.samples.generators;

import static dev.bobbin.Bobbin.await;

import dev.bobbin.Async;
import dev.bobbin.Task;
import dev.bobbin.stream.Emitter;
import dev.bobbin.stream.Generator;
import java.util.List;
import java.util.stream.Collectors;

/** Sequences that could not be lists: one has no end, one would not fit, one listens. */
final class LazySequences {

  private LazySequences() {}

  /** Without an end. Nothing is computed that nobody asks for. */
  static Generator<Integer> fibonacci() {
    return Generator.of(
        out -> {
          for (int a = 0, b = 1, next; ; next = a + b, a = b, b = next) {
            await(out.emit(a));
          }
        });
  }

  /** The moves of the towers of Hanoi; of 64 discs, more than any memory holds. */
  static Generator<String> hanoi(int discs) {
    return Generator.of(out -> move(discs, 'A', 'B', 'C', out));
  }

  /** The recursion that everybody knows, with an emit where others print. */
  @Async
  private static Task<Void> move(
      int discs, char from, char over, char to, Emitter<? super String> out) {
    if (discs > 0) {
      await(move(discs - 1, from, to, over, out));
      await(out.emit(discs + ":" + from + to));
      await(move(discs - 1, over, from, to, out));
    }
    return Task.done();
  }

  /** Takes a number for each that it gives: the mean of all that it was told. */
  static Generator<Double> mean() {
    return Generator.of(
        out -> {
          double sum = 0;
          for (int count = 1; ; count++) {
            sum += await(out.emit(count == 1 ? 0 : sum / (count - 1), Double.class));
          }
        });
  }

  static void print() {
    StringBuilder small = new StringBuilder();
    for (int number : fibonacci()) { // a generator is an Iterable
      if (number > 100) {
        break;
      }
      small.append(' ').append(number);
    }
    System.out.println("below 100:  " + small.toString().strip());
    List<Integer> even =
        fibonacci().stream().filter(n -> n % 2 == 0).limit(6).collect(Collectors.toList());
    System.out.println("even:       " + even);
    System.out.println("64 discs:   " + hanoi(64).stream().limit(5).toList() + " ...");
    System.out.println("4 discs:    " + hanoi(4).stream().count() + " moves");
    Generator<Double> mean = mean();
    mean.next(); // to where it asks for a number
    System.out.println("mean:       " + mean.next(10.0) + " " + mean.next(20.0));
  }
}
