package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.Task;
import dev.bobbin.stream.AsyncIterator;
import dev.bobbin.stream.AsyncStream;
import dev.bobbin.stream.Emitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What code emits: pulled, ended early, failing. */
@Timeout(60)
class StreamTest {
  private final List<String> log = new ArrayList<>();

  @Async
  private Task<Void> numbers(Emitter<Integer> out, int count) {
    try {
      for (int i = 1; i <= count; i++) {
        log.add("emit " + i);
        await(out.emit(i));
      }
      log.add("end");
    } finally {
      await(yieldNow());
      log.add("finally");
    }
    return Task.done();
  }

  private AsyncStream<Integer> numbers(int count) {
    return AsyncStream.generate(out -> numbers(out, count));
  }

  @Test
  @Covers("I1")
  void hasNextSaysTheSameUntilNext() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      AsyncIterator<Integer> iterator = numbers(2).iterator();
      assertThrows(NoSuchElementException.class, iterator::next);
      assertTrue(cranked.run(iterator::hasNext));
      assertTrue(cranked.run(iterator::hasNext));
      assertEquals(1, iterator.next());
      assertThrows(NoSuchElementException.class, iterator::next);
      assertTrue(cranked.run(iterator::hasNext));
      assertEquals(2, iterator.next());
      assertFalse(cranked.run(iterator::hasNext));
      assertFalse(cranked.run(iterator::hasNext));
      assertThrows(NoSuchElementException.class, iterator::next);
      assertEquals(List.of("emit 1", "emit 2", "end", "finally"), log);
    }
  }

  @Test
  @Covers("I1")
  void soDoOtherIterators() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      for (AsyncStream<Integer> stream :
          List.of(
              AsyncStream.of(1, 2),
              AsyncStream.of(1, 2, 3).take(2),
              AsyncStream.of(1, 2).buffer(1),
              AsyncStream.of(1, 2).flatMap(1, i -> AsyncStream.of(i)),
              AsyncStream.of(1, 2).mapAsync(1, i -> Task.of(i)),
              AsyncStream.from(cranked.run(() -> Task.of(numbers(2).toPublisher()))))) {
        AsyncIterator<Integer> iterator = stream.iterator();
        assertThrows(NoSuchElementException.class, iterator::next);
        for (int i = 1; i <= 2; i++) {
          assertTrue(cranked.run(iterator::hasNext));
          assertTrue(cranked.run(iterator::hasNext));
          assertEquals(i, iterator.next());
          assertThrows(NoSuchElementException.class, iterator::next);
        }
        assertFalse(cranked.run(iterator::hasNext));
        assertFalse(cranked.run(iterator::hasNext));
        cranked.run(iterator::closeAsync);
        cranked.run(iterator::closeAsync);
      }
    }
  }

  @Test
  @Covers("I4")
  void theCodeRunsOnlyWhileAnElementIsAskedFor() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      AsyncIterator<Integer> iterator = numbers(3).iterator();
      cranked.settle();
      assertEquals(List.of(), log);
      cranked.run(iterator::hasNext);
      iterator.next();
      cranked.settle();
      assertEquals(List.of("emit 1"), log);
      cranked.run(iterator::hasNext);
      assertEquals(List.of("emit 1", "emit 2"), log);
    }
  }

  @Test
  @Covers("I2")
  void closingEarlyRunsTheFinallyBlockAndItsAwaits() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      AsyncIterator<Integer> iterator = numbers(3).iterator();
      cranked.run(iterator::hasNext);
      cranked.run(iterator::closeAsync);
      assertEquals(List.of("emit 1", "finally"), log);
      cranked.run(iterator::closeAsync);
      assertEquals(1, iterator.next());
      assertFalse(cranked.run(iterator::hasNext));
      AsyncIterator<Integer> never = numbers(3).iterator();
      cranked.run(never::closeAsync);
      assertFalse(cranked.run(never::hasNext));
      assertEquals(List.of("emit 1", "finally"), log);
    }
  }

  @Test
  @Covers("I2")
  void closingWhileAnElementIsAskedForFails() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      var gate = new CompletableFuture<Void>();
      AsyncIterator<Integer> iterator =
          AsyncStream.<Integer>generate(
                  out -> {
                    await(gate);
                    await(out.emit(1));
                    return Task.done();
                  })
              .iterator();
      Task<Boolean> asked = cranked.start(iterator::hasNext);
      assertThrows(IllegalStateException.class, iterator::closeAsync);
      assertThrows(IllegalStateException.class, iterator::hasNext);
      gate.complete(null);
      cranked.settle();
      Ended.assertValue(true, asked);
      assertEquals(1, iterator.next());
    }
  }

  @Test
  @Covers("I3")
  void aFailureComesOutOnceThenThereIsNothing() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      var failure = new IllegalArgumentException("broken");
      AsyncIterator<Integer> iterator =
          AsyncStream.<Integer>generate(
                  out -> {
                    await(out.emit(1));
                    throw failure;
                  })
              .iterator();
      assertTrue(cranked.run(iterator::hasNext));
      iterator.next();
      assertSame(failure, Ended.failureOf(cranked.start(iterator::hasNext)));
      assertFalse(cranked.run(iterator::hasNext));
      cranked.run(iterator::closeAsync);
    }
  }

  @Test
  @Covers("I3")
  void codeThatFailsAtOnceFailsTheFirstQuestion() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      AsyncIterator<Integer> iterator =
          AsyncStream.<Integer>generate(
                  out -> {
                    throw new IllegalArgumentException("at once");
                  })
              .iterator();
      Ended.failureOf(cranked.start(iterator::hasNext), IllegalArgumentException.class);
      assertFalse(cranked.run(iterator::hasNext));
    }
  }

  @Test
  @Covers({"I2", "I3"})
  void aFailureThatNobodySawComesOutOfClose() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      var gate = new CompletableFuture<Void>();
      var failure = new IllegalArgumentException("late");
      AsyncIterator<Integer> iterator =
          AsyncStream.<Integer>generate(
                  out -> {
                    Task<Void> emitted = out.emit(1);
                    await(gate);
                    throw failure;
                  })
              .iterator();
      assertTrue(cranked.run(iterator::hasNext));
      gate.complete(null);
      cranked.settle();
      assertSame(failure, Ended.failureOf(cranked.start(iterator::closeAsync)));
      cranked.run(iterator::closeAsync);
    }
  }

  @Test
  @Covers({"I2", "C3"})
  void aCancellationOfWhoAsksTravelsIntoTheCode() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      AsyncStream<Integer> slow =
          AsyncStream.generate(
              out -> {
                try {
                  await(sleep(Duration.ofHours(1)));
                } catch (CancellationException e) {
                  log.add("cancelled");
                  throw e;
                }
                return Task.done();
              });
      Task<List<Integer>> list = cranked.start(slow::toList);
      list.cancel("enough");
      cranked.settle();
      Ended.assertCancelled(list);
      assertEquals(List.of("cancelled"), log);
    }
  }

  @Test
  @Covers({"I2", "C6"})
  void anElementThatCameBeforeTheCancelIsGiven() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      var gate = new CompletableFuture<Void>();
      AsyncIterator<Integer> iterator =
          AsyncStream.<Integer>generate(
                  out -> {
                    await(gate);
                    await(out.emit(7));
                    return Task.done();
                  })
              .iterator();
      Task<Boolean> asked = cranked.start(iterator::hasNext);
      cranked.run(
          () -> {
            gate.complete(null);
            asked.cancel("too late");
            return Task.done();
          });
      Ended.assertValue(true, asked);
      assertEquals(7, iterator.next());
      assertFalse(cranked.run(iterator::hasNext)); // the code was not interrupted
    }
  }

  @Test
  @Covers("I5")
  void whatWasLeftOpenIsClosedWithItsLoop() {
    CrankedLoop cranked = new CrankedLoop();
    try (cranked) {
      AsyncIterator<Integer> iterator = numbers(3).iterator();
      cranked.run(iterator::hasNext);
      AsyncIterator<Integer> failing =
          AsyncStream.<Integer>generate(
                  out -> {
                    try {
                      await(out.emit(1));
                    } finally {
                      await(yieldNow());
                      log.add("broken");
                    }
                    return Task.done();
                  })
              .map(one -> one)
              .iterator();
      cranked.run(failing::hasNext);
      AsyncIterator<Integer> worse =
          AsyncStream.<Integer>generate(
                  out -> {
                    try {
                      await(out.emit(1));
                    } catch (CancellationException e) {
                      throw new IllegalStateException("in cleaning up");
                    }
                    return Task.done();
                  })
              .iterator();
      cranked.run(worse::hasNext);
      cranked.loop.shutdown(Duration.ofSeconds(1));
      cranked.settle();
    }
    assertTrue(log.contains("finally"), log::toString);
    assertTrue(log.contains("broken"), log::toString);
    assertEquals(1, cranked.reports.size(), cranked.reports::toString);
    assertEquals("in cleaning up", cranked.reports.get(0).failure().getMessage());
  }

  @Test
  @Covers("I4")
  void severalTasksMayEmitAndEachElementIsGivenOnce() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      AsyncStream<Integer> both =
          AsyncStream.generate(
              out -> {
                Task<Void> one = numbers(out, 3);
                Task<Void> other = numbers(out, 3);
                await(one);
                await(other);
                return Task.done();
              });
      assertEquals(List.of(1, 1, 2, 2, 3, 3), cranked.run(both::toList));
    }
  }

  private static AsyncStream<Integer> behind(CompletableFuture<Void> gate, int count) {
    return AsyncStream.generate(
        out -> {
          await(gate);
          for (int i = 1; i <= count; i++) {
            await(out.emit(i));
          }
          return Task.done();
        });
  }

  @Test
  @Covers({"C6", "C15"})
  void aCancelThatFindsTheElementOnItsWayInterruptsWhoAskedNotTheCode() {
    for (int count : new int[] {0, 2}) { // none: the code ends with what it waited for
      try (CrankedLoop cranked = new CrankedLoop()) {
        var gate = new CompletableFuture<Void>();
        AsyncIterator<Integer> iterator = behind(gate, count).iterator();
        List<Boolean> found = new ArrayList<>();
        Task<Void> reader =
            cranked.start(
                () -> {
                  found.add(await(iterator.hasNext()));
                  await(sleep(Duration.ofHours(1)));
                  return Task.done();
                });
        cranked.run(
            () -> {
              gate.complete(null);
              reader.cancel("at the same time");
              return Task.done();
            });
        assertEquals(List.of(count > 0), found);
        Ended.assertCancelled(reader);
        for (int i = 1; i <= count; i++) {
          assertTrue(cranked.run(iterator::hasNext));
          assertEquals(i, iterator.next());
        }
        assertFalse(cranked.run(iterator::hasNext));
      }
    }
  }

  @Test
  @Covers({"C6", "I2"})
  void aReaderOfElementsThatAreAlwaysReadyCanBeCancelled() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      AsyncIterator<Integer> iterator = numbers(Integer.MAX_VALUE).iterator();
      List<Integer> read = new ArrayList<>();
      Task<Void> reader =
          cranked.loop.fork(
              () -> {
                while (await(iterator.hasNext())) {
                  read.add(iterator.next());
                }
                return Task.done();
              });
      for (int turns = 0; turns < 10; turns++) {
        cranked.turn();
      }
      reader.cancel("enough");
      cranked.settle();
      Ended.assertCancelled(reader);
      assertTrue(cranked.run(iterator::hasNext));
      assertEquals(read.size() + 1, iterator.next()); // nothing is lost, and nothing comes twice
      cranked.run(iterator::closeAsync);
      assertTrue(log.contains("finally"), log::toString);
    }
  }

  @Test
  @Covers({"I2", "I4"})
  void closingEndsWhatOtherTasksEmit() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      AsyncIterator<Integer> both =
          AsyncStream.<Integer>generate(
                  out -> {
                    Task<Void> one = numbers(out, 3);
                    Task<Void> other = numbers(out, 3);
                    await(one);
                    await(other);
                    return Task.done();
                  })
              .iterator();
      assertTrue(cranked.run(both::hasNext));
      assertEquals(1, both.next());
      cranked.run(both::closeAsync);
      cranked.settle();
      assertEquals(List.of("emit 1", "emit 1", "finally", "finally"), log);
      assertTrue(cranked.loop.tasks().isEmpty(), () -> cranked.loop.dump().toString());
      assertFalse(cranked.run(both::hasNext));
    }
  }
}
