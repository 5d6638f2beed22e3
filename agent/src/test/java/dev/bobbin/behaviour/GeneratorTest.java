package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.stream.Emitter;
import dev.bobbin.stream.Generator;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@link Generator}: coroutines without an event loop. */
@Timeout(60)
class GeneratorTest {
  private final List<String> log = new ArrayList<>();

  private Generator<Integer> countingFrom(int first) {
    return Generator.of(
        out -> {
          try {
            for (int i = first; ; i++) {
              await(out.emit(i));
            }
          } finally {
            await(yieldNow());
            log.add("finally");
          }
        });
  }

  @Test
  @Covers("I7")
  void itIsIterableAndAStream() {
    List<Integer> seen = new ArrayList<>();
    try (Generator<Integer> numbers = countingFrom(1)) {
      for (int number : numbers) {
        seen.add(number);
        if (number == 3) {
          break;
        }
      }
      try (var rest = numbers.stream()) {
        assertEquals(List.of(8, 10), rest.filter(i -> i % 2 == 0 && i > 6).limit(2).toList());
      }
    }
    assertEquals(List.of(1, 2, 3), seen);
    assertEquals(List.of("finally"), log);
  }

  /** Async methods may emit on behalf of the generator, to any depth. */
  @Async
  private static Task<Void> walk(Emitter<Integer> out, int from, int to) {
    if (from == to) {
      await(out.emit(from));
      return Task.done();
    }
    int middle = (from + to) / 2;
    await(walk(out, from, middle));
    await(walk(out, middle + 1, to));
    return Task.done();
  }

  @Test
  @Covers("I7")
  void recursionIsNatural() {
    Generator<Integer> walk = Generator.of(out -> walk(out, 0, 999));
    for (int i = 0; i < 1000; i++) {
      assertTrue(walk.hasNext());
      assertTrue(walk.hasNext());
      assertEquals(i, walk.next());
    }
    assertFalse(walk.hasNext());
    assertThrows(NoSuchElementException.class, walk::next);
    walk.close();
  }

  @Test
  @Covers("I7")
  void aValueCanBeSentBack() {
    Generator<Integer> sum =
        Generator.of(
            out -> {
              int total = 0;
              while (true) {
                Integer more = await(out.emit(total, Integer.class));
                if (more == null) {
                  return Task.done();
                }
                total += more;
              }
            });
    assertThrows(IllegalStateException.class, () -> sum.next(1));
    assertEquals(0, sum.next());
    assertEquals(5, sum.next(5));
    assertEquals(12, sum.next(7));
    assertThrows(ClassCastException.class, () -> sum.next("seven"));
    assertEquals(13, sum.next(1));
    assertFalse(sum.hasNext());
  }

  @Test
  @Covers("I7")
  void exceptionsComeOutWhereTheElementIsAskedFor() {
    var failure = new IllegalArgumentException("broken");
    Generator<Integer> broken =
        Generator.of(
            out -> {
              await(out.emit(1));
              throw failure;
            });
    assertEquals(1, broken.next());
    assertSame(failure, assertThrows(IllegalArgumentException.class, broken::next));
    assertThrows(NoSuchElementException.class, broken::next);
  }

  @Test
  @Covers("I7")
  void itRunsInsideOfALoopAndOnAnyThread() throws Exception {
    Generator<Integer> numbers = countingFrom(1);
    Generator<Integer> sums =
        Generator.of(
            out -> {
              int sum = 0;
              for (int number : numbers) {
                sum += number;
                await(out.emit(sum));
              }
              return Task.done();
            });
    run(
        () -> {
          EventLoop loop = EventLoop.current();
          Task<?> task = Task.current();
          assertEquals(1, sums.next());
          assertSame(loop, EventLoop.current());
          assertSame(task, Task.current());
          await(yieldNow());
          assertEquals(3, sums.next());
          return Task.done();
        });
    assertEquals(6, Bounded.call(() -> sums.next()).intValue());
    assertNull(EventLoop.currentOrNull());
    sums.close();
    numbers.close();
    assertEquals(List.of("finally"), log);
  }

  @Test
  @Covers("I7")
  void waitingForAnythingElseFailsAndSaysWhatFor() {
    Generator<Integer> wrong =
        Generator.of(
            out -> {
              await(new CompletableFuture<Void>());
              await(out.emit(1));
              return Task.done();
            });
    var failure = assertThrows(IllegalStateException.class, wrong::hasNext);
    assertTrue(failure.getMessage().contains("AsyncStream.generate"), failure.getMessage());
    assertTrue(failure.getMessage().contains("GeneratorTest.java"), failure.getMessage());
    assertFalse(wrong.hasNext());
  }

  @Test
  @Covers("I7")
  void itsOwnCodeCannotAskIt() {
    List<Generator<Integer>> self = new ArrayList<>();
    self.add(
        Generator.of(
            out -> {
              self.get(0).next();
              return Task.done();
            }));
    assertThrows(IllegalStateException.class, () -> self.get(0).next());
  }

  @Test
  @Covers("I7")
  void oneThatWillNotBeGivenUpSaysThatItIsUnderWay() {
    Generator<Integer> stubborn =
        Generator.of(
            out -> {
              try {
                await(new CompletableFuture<Void>());
              } catch (CancellationException e) {
                await(new CompletableFuture<Void>());
              }
              return Task.done();
            });
    assertThrows(IllegalStateException.class, stubborn::hasNext);
    var again = assertThrows(IllegalStateException.class, stubborn::hasNext);
    assertTrue(again.getMessage().contains("under way"), again.getMessage());
    assertThrows(IllegalStateException.class, stubborn::close);
  }
}
