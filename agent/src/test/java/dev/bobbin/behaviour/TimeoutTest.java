package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;
import static dev.bobbin.Bobbin.timeout;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.AsyncCallable;
import dev.bobbin.Task;
import dev.bobbin.TimeoutException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One limit: reached or not, and who wins where other things happen as well. */
@Timeout(60)
class TimeoutTest {
  private static final Duration LIMIT = Duration.ofSeconds(1);

  @Test
  @Covers({"M1"})
  void operationWithinTheLimitGivesItsValue() {
    try (var cranked = new CrankedLoop()) {
      Task<String> task =
          cranked.start(() -> timeout(LIMIT, () -> sleepThen(millis(999), "value")));
      cranked.advance(millis(999));

      Ended.assertValue("value", task);
    }
  }

  @Test
  @Covers({"M1"})
  void operationThatNeverSuspendsGivesItsValue() {
    try (var cranked = new CrankedLoop()) {
      assertEquals("value", cranked.run(() -> timeout(LIMIT, () -> Task.of("value"))));
    }
  }

  @Test
  @Covers({"M1"})
  void operationThatFailsWithinTheLimitFailsTheTimeoutWithThatVeryException() {
    var failure = new IOException("disk");
    try (var cranked = new CrankedLoop()) {
      assertSame(
          failure,
          cranked.run(() -> Outcome.failureOf(timeout(LIMIT, () -> yieldThenFail(failure)))));
    }
  }

  @Test
  @Covers({"M1"})
  void exceptionOfTheCallItselfIsInTheTask() {
    var failure = new IOException("start");
    try (var cranked = new CrankedLoop()) {
      Task<String> task =
          cranked.start(
              () ->
                  timeout(
                      LIMIT,
                      () -> {
                        throw failure;
                      }));

      assertSame(failure, Ended.failureOf(task));
    }
  }

  @Test
  @Covers({"M1"})
  void timerOfALimitThatWasNotReachedIsRemoved() {
    try (var cranked = new CrankedLoop()) {
      var timeouts = new ArrayList<WeakReference<Task<String>>>();
      Task<String> task = cranked.start(() -> timeoutNoted(Duration.ofDays(1), timeouts));
      cranked.advance(millis(1));

      Ended.assertValue("value", task);
      assertEquals(1, timeouts.size());
      Bounded.untilCollected(timeouts, cranked.loop);
    }
  }

  @Async
  private static Task<String> timeoutNoted(
      Duration limit, List<WeakReference<Task<String>>> timeouts) {
    Task<String> timeout = timeout(limit, () -> sleepThen(millis(1), "value"));
    timeouts.add(new WeakReference<>(timeout));
    return Task.of(await(timeout));
  }

  @Test
  @Covers({"M2"})
  void operationThatReachesTheLimitIsCancelledAndTimeoutExceptionThrown() {
    var log = new ArrayList<String>();
    try (var cranked = new CrankedLoop()) {
      Task<String> task = cranked.start(() -> timeout(LIMIT, () -> stuck(log)));
      cranked.advance(LIMIT.minusNanos(1));
      assertFalse(task.isDone());

      cranked.advance(Duration.ofNanos(1));
      Ended.failureOf(task, TimeoutException.class);
      assertFalse(task.isCancelled());
      assertEquals(List.of("cancelled"), log);
    }
  }

  @Test
  @Covers({"M2"})
  void timeoutExceptionShowsWhereTheOperationWaited() {
    try (var cranked = new CrankedLoop()) {
      Task<String> task = cranked.start(() -> timeout(LIMIT, () -> stuck(new ArrayList<>())));
      cranked.advance(LIMIT);

      var text = new StringWriter();
      Ended.failureOf(task, TimeoutException.class).printStackTrace(new PrintWriter(text));
      assertTrue(text.toString().contains("TimeoutTest.stuck(TimeoutTest.java:"), text::toString);
    }
  }

  @Test
  @Covers({"M2"})
  void timeoutExceptionTellsTheLimit() {
    try (var cranked = new CrankedLoop()) {
      Task<String> task =
          cranked.start(() -> timeout(Duration.ofSeconds(17), () -> stuck(new ArrayList<>())));
      cranked.advance(Duration.ofSeconds(17));

      String message = String.valueOf(Ended.failureOf(task, TimeoutException.class).getMessage());
      assertTrue(message.contains("17"), message);
    }
  }

  @Test
  @Covers({"M3"})
  void timedOutOperationIsWaitedForUntilItsFinallyHasEnded() {
    var steps = new Steps();
    try (var cranked = new CrankedLoop()) {
      Task<Void> task =
          cranked.start(() -> timeout(LIMIT, () -> cleanUpFor(Duration.ofSeconds(5), steps)));
      cranked.advance(LIMIT);
      steps.finish(2);
      assertFalse(task.isDone());

      cranked.advance(Duration.ofSeconds(5).minusNanos(1));
      assertFalse(task.isDone());

      cranked.advance(Duration.ofNanos(1));
      steps.finish(3);
      Ended.failureOf(task, TimeoutException.class);
    }
  }

  @Test
  @Covers({"M4"})
  void operationsOwnExceptionDuringItsCancellationWins() {
    var failure = new IOException("while cleaning up");
    try (var cranked = new CrankedLoop()) {
      Task<String> task = cranked.start(() -> timeout(LIMIT, () -> failWhenCancelled(failure)));
      cranked.advance(LIMIT);

      assertSame(failure, Ended.failureOf(task));
    }
  }

  @Test
  @Covers({"M4"})
  void operationThatReturnsAValueInSpiteOfTheCancelGivesThatValue() {
    try (var cranked = new CrankedLoop()) {
      Task<String> task = cranked.start(() -> timeout(LIMIT, () -> returnWhenCancelled("partial")));
      cranked.advance(LIMIT);

      Ended.assertValue("partial", task);
    }
  }

  @Test
  @Covers({"M5"})
  void doneOperationGivesItsValueAlsoWhereTheLimitIsZeroOrNegative() {
    try (var cranked = new CrankedLoop()) {
      assertEquals("a", cranked.run(() -> timeout(Duration.ZERO, () -> Task.of("a"))));
      assertEquals("b", cranked.run(() -> timeout(Duration.ofDays(-1), () -> Task.of("b"))));
    }
  }

  @Test
  @Covers({"M5"})
  void operationThatSuspendsTakesNoSecondStepWhereTheLimitIsZero() {
    assertTimesOutBeforeTheSecondStep(Duration.ZERO);
  }

  @Test
  @Covers({"M5"})
  void operationThatSuspendsTakesNoSecondStepWhereTheLimitIsNegative() {
    assertTimesOutBeforeTheSecondStep(Duration.ofDays(-1));
  }

  private static void assertTimesOutBeforeTheSecondStep(Duration limit) {
    var steps = new Steps();
    try (var cranked = new CrankedLoop()) {
      Task<Void> task = cranked.start(() -> timeout(limit, () -> twoSteps(steps)));

      Ended.failureOf(task, TimeoutException.class);
    }
    steps.finish(2);
  }

  @Test
  @Covers({"M6"})
  void cancelFromOutsideIsCancellationNotTimeoutAndReachesTheOperation() {
    var log = new ArrayList<String>();
    try (var cranked = new CrankedLoop()) {
      Task<String> task = cranked.start(() -> awaitTimeout(LIMIT, () -> stuck(log)));
      task.cancel("from outside");
      cranked.settle();

      Ended.assertCancelled(task);
      assertEquals(List.of("cancelled"), log);

      cranked.advance(LIMIT);
      assertEquals(List.of("cancelled"), log);
    }
  }

  @Test
  @Covers({"M6"})
  void cancelOfTheTimeoutItselfIsCancellation() {
    var log = new ArrayList<String>();
    try (var cranked = new CrankedLoop()) {
      Task<String> task = cranked.start(() -> timeout(LIMIT, () -> stuck(log)));
      task.cancel("from outside");
      cranked.settle();

      Ended.assertCancelled(task);
      assertEquals(List.of("cancelled"), log);
    }
  }

  @Test
  @Covers({"M7"})
  void cancelBeforeTheExpiryInTheSameTurnWins() {
    try (var cranked = new CrankedLoop()) {
      var tasks = new ArrayList<Task<String>>();
      cranked.loop.schedule(LIMIT, () -> tasks.get(0).cancel("in the turn of the expiry"));
      tasks.add(cranked.start(() -> awaitTimeout(LIMIT, () -> stuck(new ArrayList<>()))));
      cranked.advance(LIMIT);

      Ended.assertCancelled(tasks.get(0));
    }
  }

  @Test
  @Covers({"M7"})
  void cancelAfterTheExpiryInTheSameTurnWins() {
    try (var cranked = new CrankedLoop()) {
      Task<String> task = cranked.start(() -> awaitTimeout(LIMIT, () -> stuck(new ArrayList<>())));
      // Ready before the turn begins, so it runs behind the expiry and ahead of what that resumes.
      cranked.loop.execute(() -> task.cancel("in the turn of the expiry"));
      cranked.advance(LIMIT);

      Ended.assertCancelled(task);
    }
  }

  @Test
  @Covers({"M11"})
  void timeoutExceptionOfOthersComesThroughAsItIs() {
    var failure = new java.util.concurrent.TimeoutException("of a socket");
    try (var cranked = new CrankedLoop()) {
      Task<String> task = cranked.start(() -> timeout(LIMIT, () -> yieldThenFail(failure)));

      assertSame(failure, Ended.failureOf(task));
    }
  }

  @Test
  @Covers({"M12"})
  void timeoutWorksInTheFinallyOfACancelledTask() {
    var log = new ArrayList<String>();
    try (var cranked = new CrankedLoop()) {
      Task<Void> task = cranked.start(() -> timeoutsInFinally(log));
      task.cancel("from outside");
      cranked.settle();
      cranked.advance(LIMIT);

      Ended.assertCancelled(task);
      assertEquals(List.of("value", "cancelled", "timed out"), log);
    }
  }

  @Async
  private static Task<Void> timeoutsInFinally(List<String> log) {
    try {
      await(new CompletableFuture<>());
    } finally {
      log.add(await(timeout(LIMIT, () -> sleepThen(Duration.ZERO, "value"))));
      try {
        await(timeout(LIMIT, () -> stuck(log)));
      } catch (TimeoutException e) {
        log.add("timed out");
      }
    }
    return Task.done();
  }

  @Async
  private static Task<String> awaitTimeout(Duration limit, AsyncCallable<String> op) {
    return Task.of(await(timeout(limit, op)));
  }

  @Async
  private static Task<String> sleepThen(Duration time, String value) {
    await(sleep(time));
    return Task.of(value);
  }

  @Async
  private static Task<String> yieldThenFail(Exception failure) throws Exception {
    await(yieldNow());
    throw failure;
  }

  @Async
  private static Task<String> stuck(List<String> log) {
    try {
      await(new CompletableFuture<>());
    } catch (CancellationException e) {
      log.add("cancelled");
      throw e;
    }
    return Task.of("never");
  }

  @Async
  private static Task<Void> cleanUpFor(Duration time, Steps steps) {
    try {
      await(new CompletableFuture<>());
    } finally {
      steps.reach(1);
      await(sleep(time));
      steps.reach(2);
    }
    return Task.done();
  }

  @Async
  private static Task<String> failWhenCancelled(Exception failure) throws Exception {
    try {
      await(new CompletableFuture<>());
    } catch (CancellationException e) {
      throw failure;
    }
    return Task.of("never");
  }

  @Async
  private static Task<String> returnWhenCancelled(String value) {
    try {
      await(new CompletableFuture<>());
    } catch (CancellationException e) {
      return Task.of(value);
    }
    return Task.of("never");
  }

  @Async
  private static Task<Void> twoSteps(Steps steps) {
    steps.reach(1);
    await(yieldNow());
    steps.reach(2);
    return Task.done();
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }
}
