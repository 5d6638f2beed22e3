package dev.bobbin.samples.generators;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;

import dev.bobbin.Async;
import dev.bobbin.Task;
import dev.bobbin.stream.AsyncStream;
import java.time.Duration;

/** A sensor that is always ready, and somebody who takes time for each reading. */
final class Readings {

  private static final Duration A_WHILE = Duration.ofMillis(2);

  private int made;
  private int mostAhead;

  /** Goes on for ever, but runs only while somebody asks: each emit waits for the next question. */
  private AsyncStream<Integer> sensor() {
    return AsyncStream.generate(
        out -> {
          made = 0;
          try {
            while (true) {
              made++;
              await(out.emit(made));
            }
          } finally {
            await(sleep(A_WHILE)); // also when nobody wants more: it may even wait here
            System.out.println("            the sensor is off");
          }
        });
  }

  @Async
  private Task<Void> digest(int reading) {
    mostAhead = Math.max(mostAhead, made - reading);
    await(sleep(A_WHILE));
    return Task.done();
  }

  @Async
  Task<Void> print() {
    await(sensor().take(20).forEach(this::digest));
    System.out.println("one by one: at most " + mostAhead + " readings ahead");

    mostAhead = 0;
    await(sensor().buffer(8).take(20).forEach(this::digest));
    System.out.println("buffer(8):  at most " + mostAhead + " readings ahead");

    var squares = sensor().mapAsync(4, Readings::squareLater).filter(n -> n % 2 == 0).take(5);
    System.out.println("squares:    " + await(squares.toList()));
    return Task.done();
  }

  /** The bigger the sooner, among those that are under way at the same time. */
  @Async
  private static Task<Integer> squareLater(int number) {
    await(sleep(Duration.ofMillis(40 - 10 * (number % 4))));
    return Task.of(number * number);
  }
}
