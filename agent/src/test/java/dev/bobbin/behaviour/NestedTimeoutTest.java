package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;
import static dev.bobbin.Bobbin.timeout;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.AsyncCallable;
import dev.bobbin.Deadline;
import dev.bobbin.Task;
import dev.bobbin.TimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Limits inside limits: each reports its own expiry only, and the outer one is never absorbed. */
@Timeout(60)
@SuppressWarnings("try") // a deadline is there to be over
class NestedTimeoutTest {
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofSeconds(5);

  @Test
  @Covers({"M8"})
  void innerCodeSeesCancellationOnlyWhereTheOuterLimitIsReachedFirst() {
    var log = new ArrayList<String>();
    try (var cranked = new CrankedLoop()) {
      Task<String> task = cranked.start(() -> timeout(SHORT, () -> absorbing("inner", LONG, log)));
      cranked.advance(SHORT);

      Ended.failureOf(task, TimeoutException.class);
      assertEquals(List.of("stuck: CancellationException", "inner: CancellationException"), log);
    }
  }

  @Test
  @Covers({"M8"})
  void outerGoesOnWhereTheInnerLimitIsReachedFirst() {
    var log = new ArrayList<String>();
    try (var cranked = new CrankedLoop()) {
      Task<String> task = cranked.start(() -> timeout(LONG, () -> absorbing("inner", SHORT, log)));
      cranked.advance(SHORT);

      Ended.assertValue("inner went on", task);
      assertEquals(List.of("stuck: CancellationException", "inner: TimeoutException"), log);
    }
  }

  @Test
  @Covers({"M9"})
  void outermostReportsWhereBothLimitsAreReachedAtOnce() {
    var log = new ArrayList<String>();
    try (var cranked = new CrankedLoop()) {
      Task<String> task = cranked.start(() -> timeout(SHORT, () -> absorbing("inner", SHORT, log)));
      cranked.advance(SHORT);

      Ended.failureOf(task, TimeoutException.class);
      assertEquals(List.of("stuck: CancellationException", "inner: CancellationException"), log);
    }
  }

  @Test
  @Covers({"M9", "M10"})
  void outermostReportsWhereTheLoopWasBusyPastBothLimits() {
    var log = new ArrayList<String>();
    try (var cranked = new CrankedLoop()) {
      Task<String> task = cranked.start(() -> timeout(LONG, () -> absorbing("inner", SHORT, log)));
      cranked.loop.execute(() -> cranked.ticker.advance(LONG));
      cranked.settle();

      Ended.failureOf(task, TimeoutException.class);
      assertEquals(List.of("stuck: CancellationException", "inner: CancellationException"), log);
    }
  }

  @Test
  @Covers({"M10"})
  void expiriesOfABusyLoopEndTheTaskWithoutMoreTimePassing() {
    try (var cranked = new CrankedLoop()) {
      Task<String> task =
          cranked.start(() -> timeout(LONG, () -> timeout(SHORT, () -> stuck(new ArrayList<>()))));
      cranked.loop.execute(() -> cranked.ticker.advance(LONG.multipliedBy(10)));
      cranked.settle();

      assertTrue(task.isDone());
      Ended.failureOf(task, TimeoutException.class);
      assertEquals(List.of(), cranked.reports);
    }
  }

  @Test
  @Covers({"M8"})
  void threeLevelsOfWhichTheMiddleOneIsReached() {
    var log = new ArrayList<String>();
    try (var cranked = new CrankedLoop()) {
      Task<String> task =
          cranked.start(
              () ->
                  timeout(
                      Duration.ofDays(1),
                      () -> continuing(SHORT, () -> absorbing("inner", LONG, log), log)));
      cranked.advance(SHORT);

      Ended.assertValue("middle went on", task);
      assertEquals(
          List.of(
              "stuck: CancellationException",
              "inner: CancellationException",
              "middle: TimeoutException"),
          log);
    }
  }

  @Test
  @Covers({"M6", "M8"})
  void cancelFromOutsideGoesThroughAllLevelsAsCancellation() {
    var log = new ArrayList<String>();
    try (var cranked = new CrankedLoop()) {
      Task<String> task = cranked.start(() -> timeout(LONG, () -> absorbing("inner", SHORT, log)));
      task.cancel("from outside");
      cranked.settle();

      Ended.assertCancelled(task);
      assertEquals(List.of("stuck: CancellationException", "inner: CancellationException"), log);
    }
  }

  @Test
  @Covers({"M10", "M14"})
  void aDeadlineAroundALimitReportsWhereTheLoopWasBusyPastBoth() {
    var log = new ArrayList<String>();
    try (var cranked = new CrankedLoop()) {
      Task<String> task = cranked.start(() -> inDeadline(LONG, () -> absorbing("in", SHORT, log)));
      cranked.advance(LONG);

      Ended.assertValue("not done within PT5S", task);
      assertEquals(List.of("stuck: CancellationException", "in: CancellationException"), log);
    }
  }

  @Test
  @Covers({"M14"})
  void aDeadlineReportsAlsoWhereWhatItInterruptsWasCancelledAlready() {
    var log = new ArrayList<String>();
    try (var cranked = new CrankedLoop()) {
      Task<String> task =
          cranked.start(
              () -> inDeadline(LONG, () -> timeout(SHORT, () -> cleaningUpFor(LONG, log))));
      cranked.advance(SHORT);
      cranked.advance(LONG);

      Ended.assertValue("not done within PT5S", task);
      assertEquals(List.of("cancelled", "again"), log);
    }
  }

  @Async
  private static Task<String> inDeadline(Duration limit, AsyncCallable<String> op)
      throws Exception {
    try (var deadline = Deadline.after(limit)) {
      return Task.of(await(op.call()));
    } catch (TimeoutException e) {
      return Task.of(e.getMessage());
    }
  }

  @Async
  private static Task<String> cleaningUpFor(Duration time, List<String> log) {
    try {
      await(new CompletableFuture<>());
    } catch (CancellationException e) {
      log.add("cancelled");
      try {
        await(sleep(time));
      } catch (CancellationException again) {
        log.add("again");
      }
      throw e; // not the one of the limit around it
    }
    return Task.of("never");
  }

  /** Goes on after a limit of its own, and after nothing else. */
  @Async
  private static Task<String> absorbing(String name, Duration limit, List<String> log) {
    try {
      await(timeout(limit, () -> stuck(log)));
    } catch (TimeoutException e) {
      log.add(name + ": TimeoutException");
    } catch (CancellationException e) {
      log.add(name + ": CancellationException");
      throw e;
    }
    await(yieldNow());
    return Task.of(name + " went on");
  }

  @Async
  private static Task<String> continuing(
      Duration limit, AsyncCallable<String> op, List<String> log) {
    try {
      await(timeout(limit, op));
    } catch (TimeoutException e) {
      log.add("middle: TimeoutException");
    }
    await(yieldNow());
    return Task.of("middle went on");
  }

  @Async
  private static Task<String> stuck(List<String> log) {
    try {
      await(new CompletableFuture<>());
    } catch (CancellationException e) {
      log.add("stuck: CancellationException");
      throw e;
    }
    return Task.of("never");
  }
}
