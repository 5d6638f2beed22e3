package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.forEach;
import static dev.bobbin.Bobbin.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.AsyncConsumer;
import dev.bobbin.Bobbin;
import dev.bobbin.Task;
import dev.bobbin.stream.AsyncIterator;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bounded fan-out over elements that are there, and over those that come one by one. */
@Timeout(60)
class ForEachTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final List<String> notes = new ArrayList<>();
  private int running;
  private int most;

  /** Takes a second for each element. */
  @Async
  private Task<Void> slowly(int element) {
    notes.add("start " + element);
    most = Math.max(most, ++running);
    try {
      await(sleep(SECOND));
    } catch (CancellationException e) {
      notes.add("cancelled " + element);
      throw e;
    } finally {
      running--;
    }
    return Task.done();
  }

  /** Gives the numbers from 1, one a second; or fails, or never gives one, from some on. */
  private static final class Ticks implements AsyncIterator<Integer> {
    private final int last;
    private final Task<Boolean> after;
    private int next;

    Ticks(int last, Task<Boolean> after) {
      this.last = last;
      this.after = after;
    }

    @Override
    @Async
    public Task<Boolean> hasNext() {
      await(sleep(SECOND));
      return next < last ? Task.of(true) : after;
    }

    @Override
    public Integer next() {
      return ++next;
    }
  }

  @Test
  @Covers("Y11")
  void neverMoreThanTheLimitRunAndTheyStartInOrder() {
    List<Integer> elements = IntStream.rangeClosed(1, 5).boxed().toList();
    try (var cranked = new CrankedLoop()) {
      Task<Void> task = cranked.start(() -> forEach(elements, 2, this::slowly));
      for (int i = 0; i < 3; i++) {
        assertFalse(task.isDone());
        cranked.advance(SECOND);
      }

      Ended.assertValue(null, task);
      assertEquals(2, most);
      assertEquals(elements.stream().map(element -> "start " + element).toList(), notes);
    }
  }

  @Test
  @Covers("Y11")
  void aFailureCancelsTheRestAndIsThrownOnceTheyHaveEnded() {
    var failure = new IOException("disk");
    AsyncConsumer<Integer> operation =
        element -> element == 3 ? Task.failed(failure) : slowly(element);
    try (var cranked = new CrankedLoop()) {
      Task<Void> task = cranked.start(() -> forEach(List.of(1, 2, 3, 4), 3, operation));

      assertSame(failure, Ended.failureOf(task));
      assertEquals(List.of("start 1", "start 2", "cancelled 1", "cancelled 2"), notes);
    }
  }

  @Test
  @Covers("Y11")
  void anExceptionOfTheIteratorOrOfTheCallIsAFailureToo() {
    var broken = new IllegalStateException("broken");
    Iterable<Integer> elements =
        () ->
            new Iterator<>() {
              @Override
              public boolean hasNext() {
                throw broken;
              }

              @Override
              public Integer next() {
                throw new AssertionError("not asked");
              }
            };
    try (var cranked = new CrankedLoop()) {
      assertSame(broken, Ended.failureOf(cranked.start(() -> forEach(elements, 1, this::slowly))));
      AsyncConsumer<Integer> throwing =
          element -> {
            throw broken;
          };
      assertSame(broken, Ended.failureOf(cranked.start(() -> forEach(List.of(1), 1, throwing))));
    }
  }

  @Test
  @Covers("Y11")
  void cancelReachesWhatIsUnderWayAndNothingElseStarts() {
    try (var cranked = new CrankedLoop()) {
      Task<Void> task = cranked.start(() -> forEach(List.of(1, 2, 3), 2, this::slowly));
      task.cancel("enough");
      cranked.settle();

      Ended.assertCancelled(task);
      assertEquals(List.of("start 1", "start 2", "cancelled 1", "cancelled 2"), notes);
    }
  }

  @Test
  @Covers("Y11")
  void elementsMayComeOneByOne() {
    try (var cranked = new CrankedLoop()) {
      Task<Void> task = cranked.start(() -> forEach(new Ticks(3, Task.of(false)), 2, this::slowly));
      for (int i = 0; i < 4; i++) {
        assertFalse(task.isDone());
        cranked.advance(SECOND);
      }

      Ended.assertValue(null, task);
      assertEquals(List.of("start 1", "start 2", "start 3"), notes);
      assertTrue(most <= 2);
    }
  }

  @Test
  @Covers("Y11")
  void aFailureOfTheIteratorCancelsWhatIsUnderWay() {
    var failure = new IOException("source");
    try (var cranked = new CrankedLoop()) {
      AsyncConsumer<Integer> longer =
          element -> Bobbin.timeout(Duration.ofDays(1), () -> endless(element));
      Task<Void> task = cranked.start(() -> forEach(new Ticks(1, Task.failed(failure)), 2, longer));
      cranked.advance(SECOND);
      cranked.advance(SECOND);

      assertSame(failure, Ended.failureOf(task));
      assertEquals(List.of("cancelled 1"), notes);
    }
  }

  @Async
  private Task<Void> endless(int element) {
    try {
      await(new CompletableFuture<>());
    } finally {
      notes.add("cancelled " + element);
    }
    return Task.done();
  }

  @Test
  @Covers("Y11")
  void aFailureCancelsTheWaitForTheNextElement() {
    var failure = new IOException("element");
    try (var cranked = new CrankedLoop()) {
      Task<Void> task =
          cranked.start(
              () ->
                  forEach(
                      new Ticks(2, Task.of(false)),
                      2,
                      element -> Bobbin.timeout(SECOND, () -> failLater(failure))));
      cranked.advance(SECOND);
      cranked.advance(Duration.ofMillis(1));

      assertSame(failure, Ended.failureOf(task));
      assertEquals(List.of(), List.copyOf(cranked.loop.tasks()));
    }
  }

  @Async
  private static Task<Void> failLater(Exception failure) throws Exception {
    await(sleep(Duration.ofMillis(1)));
    throw failure;
  }

  @Test
  @Covers("Y11")
  void cancelReachesTheWaitForTheNextElement() {
    try (var cranked = new CrankedLoop()) {
      Task<Void> task = cranked.start(() -> forEach(new Ticks(1, Task.of(false)), 1, this::slowly));
      task.cancel("enough");
      cranked.settle();

      Ended.assertCancelled(task);
      assertEquals(List.of(), notes);
    }
  }

  @Test
  @Covers("Y11")
  void aHundredThousandElementsThatNeedNoWaitingLetOthersRun() {
    List<Integer> elements = IntStream.range(0, 100_000).boxed().toList();
    var sum = new long[1];
    try (var cranked = new CrankedLoop()) {
      var during = new ArrayList<Long>();
      cranked.loop.execute(() -> during.add(sum[0]));
      Task<Void> task =
          cranked.loop.fork(
              () ->
                  forEach(
                      elements,
                      4,
                      element -> {
                        sum[0] += element;
                        return Task.done();
                      }));
      cranked.loop.execute(() -> during.add(sum[0]));
      for (int turns = 0; !task.isDone() && turns < 10_000; turns++) {
        cranked.turn();
      }

      Ended.assertValue(null, task);
      assertEquals(4_999_950_000L, sum[0]);
      assertTrue(during.get(1) < sum[0]);
    }
  }

  @Test
  @Covers("Y11")
  void aLimitOfZeroIsRefused() {
    try (var cranked = new CrankedLoop()) {
      cranked.run(
          () -> {
            assertThrows(
                IllegalArgumentException.class, () -> forEach(List.of(1), 0, this::slowly));
            return Task.done();
          });
    }
  }
}
