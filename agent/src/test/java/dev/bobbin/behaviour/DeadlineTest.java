package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;
import static dev.bobbin.Bobbin.uncancellable;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.Deadline;
import dev.bobbin.Task;
import dev.bobbin.TaskGroup;
import dev.bobbin.TaskGroup.FailedException;
import dev.bobbin.TimeoutException;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Limits of blocks: what their awaits throw, and what a deadline allows. */
@Timeout(60)
@SuppressWarnings("try") // a resource is there to be closed
class DeadlineTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Forks forks = new Forks();
  private final List<String> notes = forks.notes;

  @Test
  @Covers("M14")
  void awaitsOfTheBlockThrowTimeoutExceptionAndTheBlocksCatchClauseGetsIt() {
    try (var cranked = new CrankedLoop()) {
      Task<String> task = cranked.start(this::catches);
      cranked.advance(SECOND.minusNanos(1));
      assertFalse(task.isDone());
      assertEquals(List.of(), notes);
      cranked.advance(Duration.ofNanos(1));
      assertEquals(List.of("callee cancelled", "caught"), notes);
      cranked.advance(SECOND);

      Ended.assertValue("after the block", task);
      assertFalse(task.isCancelRequested());
    }
  }

  @Async
  private Task<String> catches() throws Exception {
    try (var deadline = Deadline.after(SECOND)) {
      await(forks.stuck("callee").call());
    } catch (TimeoutException e) {
      notes.add("caught");
      await(sleep(SECOND));
    }
    return Task.of("after the block");
  }

  @Test
  @Covers("M14")
  void itsCauseShowsWhereTheCalleeWaitedAndItsMessageTheLimit() {
    try (var cranked = new CrankedLoop()) {
      Task<Void> task = cranked.start(() -> limited(SECOND));
      cranked.advance(SECOND);

      TimeoutException timeout = Ended.failureOf(task, TimeoutException.class);
      assertTrue(String.valueOf(timeout.getMessage()).contains("PT1S"));
      var cause = assertInstanceOf(CancellationException.class, timeout.getCause());
      assertTrue(
          List.of(cause.getStackTrace()).toString().contains("Forks.java"),
          () -> List.of(cause.getStackTrace()).toString());
      assertTrue(List.of(timeout.getStackTrace()).toString().contains("DeadlineTest.limited("));
    }
  }

  @Async
  private Task<Void> limited(Duration limit) throws Exception {
    try (var deadline = Deadline.after(limit)) {
      await(forks.stuck("callee").call());
    }
    return Task.done();
  }

  @Test
  @Covers("M14")
  void aLimitThatIsNotReachedLeavesNoTimerBehind() {
    try (var cranked = new CrankedLoop()) {
      assertEquals("value", cranked.run(this::inTime));
      cranked.ticker.advance(Duration.ofDays(1));
      assertEquals(0, cranked.turn());
    }
  }

  @Async
  private Task<String> inTime() {
    try (var deadline = Deadline.after(SECOND)) {
      String value = await(Forks.after(Duration.ZERO, "value"));
      assertFalse(deadline.expired());
      return Task.of(value);
    }
  }

  @Test
  @Covers("M14")
  void everyAwaitOfTheBlockThatWaitsThrowsAgainAndOthersRunInBetween() {
    try (var cranked = new CrankedLoop()) {
      var turns = new int[1];
      Task<Integer> task = cranked.start(() -> retries(turns));
      cranked.loop.scheduleAtFixedRate(SECOND, Duration.ofNanos(1), () -> turns[0]++);
      cranked.ticker.advance(SECOND);
      for (int i = 0; i < 10; i++) {
        cranked.turn();
      }

      Ended.assertValue(3, task);
      assertTrue(turns[0] >= 1);
    }
  }

  @Async
  private Task<Integer> retries(int[] turns) {
    int timeouts = 0;
    try (var deadline = Deadline.after(SECOND)) {
      while (timeouts < 3) {
        try {
          await(new CompletableFuture<>());
        } catch (TimeoutException e) {
          timeouts++;
        }
      }
    }
    return Task.of(timeouts);
  }

  @Test
  @Covers("M14")
  void uncancellableOperationsOfTheBlockAreNotInterrupted() {
    try (var cranked = new CrankedLoop()) {
      Task<Void> task = cranked.start(this::cleansUp);
      cranked.advance(SECOND);
      assertEquals(List.of("timed out"), notes);
      cranked.advance(SECOND);

      Ended.failureOf(task, TimeoutException.class);
      assertEquals(List.of("timed out", "clean"), notes);
    }
  }

  @Async
  private Task<Void> cleansUp() {
    try (var deadline = Deadline.after(SECOND)) {
      try {
        await(new CompletableFuture<>());
      } finally {
        notes.add("timed out");
        await(uncancellable(() -> forks.note(SECOND, "clean")));
      }
    }
    return Task.done();
  }

  @Test
  @Covers("M9")
  void ofTwoDeadlinesInOneMethodTheOutersIsThrownAgainAtTheNextAwait() {
    try (var cranked = new CrankedLoop()) {
      Task<Void> task = cranked.start(() -> pair(SECOND, Duration.ofSeconds(2)));
      cranked.advance(Duration.ofSeconds(2));

      TimeoutException timeout = Ended.failureOf(task, TimeoutException.class);
      assertEquals("not done within PT1S", timeout.getMessage());
      assertEquals(List.of("inner caught not done within PT1S"), notes);
    }
  }

  @Test
  @Covers({"M9", "M10"})
  void whereBothAreReachedAtOnceTheOutermostReports() {
    try (var cranked = new CrankedLoop()) {
      Task<Void> task = cranked.start(() -> pair(Duration.ofSeconds(2), SECOND));
      cranked.ticker.advance(Duration.ofSeconds(3)); // a busy loop sees both at once
      cranked.settle();

      assertEquals(
          "not done within PT2S", Ended.failureOf(task, TimeoutException.class).getMessage());
      assertEquals(List.of("inner caught not done within PT2S"), notes);
    }
  }

  @Test
  @Covers("M8")
  void whereTheInnerOneIsReachedTheOuterBlockGoesOn() {
    try (var cranked = new CrankedLoop()) {
      Task<Void> task = cranked.start(() -> pair(Duration.ofSeconds(5), SECOND));
      cranked.advance(SECOND);
      assertEquals(List.of("inner caught not done within PT1S"), notes);
      assertFalse(task.isDone());
      cranked.advance(SECOND);

      Ended.assertValue(null, task);
    }
  }

  @Async
  private Task<Void> pair(Duration outerLimit, Duration innerLimit) {
    try (var outer = Deadline.after(outerLimit)) {
      try (var inner = Deadline.after(innerLimit)) {
        await(new CompletableFuture<>());
      } catch (TimeoutException e) {
        notes.add("inner caught " + e.getMessage());
      }
      await(sleep(SECOND));
    }
    return Task.done();
  }

  @Test
  @Covers("M5")
  void aLimitOfZeroOrLessIsOverBeforeASecondStep() {
    try (var cranked = new CrankedLoop()) {
      for (Duration limit : List.of(Duration.ZERO, SECOND.negated())) {
        Task<Void> task = cranked.start(() -> limited(limit));
        Ended.failureOf(task, TimeoutException.class);
      }
      assertEquals("done", cranked.run(this::needsNoTime));
    }
  }

  @Async
  private Task<String> needsNoTime() {
    try (var deadline = Deadline.after(Duration.ZERO)) {
      assertTrue(deadline.expired());
      return Task.of(await(Task.of("done")));
    }
  }

  @Test
  @Covers({"M6", "M7"})
  void aCancelOfTheMethodWinsOverTheLimitInEitherOrder() {
    for (boolean cancelsFirst : new boolean[] {true, false}) {
      notes.clear();
      try (var cranked = new CrankedLoop()) {
        var tasks = new ArrayList<Task<Void>>();
        if (cancelsFirst) {
          cranked.loop.schedule(SECOND, () -> tasks.get(0).cancel("unwanted"));
        }
        tasks.add(cranked.start(() -> limited(SECOND)));
        if (!cancelsFirst) {
          cranked.loop.execute(() -> tasks.get(0).cancel("unwanted"));
        }
        cranked.advance(SECOND);

        Ended.assertCancelled(tasks.get(0));
        assertEquals(List.of("callee cancelled"), notes);
      }
    }
  }

  @Test
  @Covers("M11")
  void aTimeoutExceptionOfOthersDoesNotMakeItExpired() {
    try (var cranked = new CrankedLoop()) {
      assertEquals("of a socket false", cranked.run(this::foreignTimeout));
    }
  }

  @Async
  private Task<String> foreignTimeout() {
    try (var deadline = Deadline.after(SECOND)) {
      try {
        await(forks.failing(Duration.ZERO, new TimeoutException("of a socket", null)).call());
      } catch (Exception e) {
        return Task.of(e.getMessage() + " " + deadline.expired());
      }
    }
    return Task.of("no failure");
  }

  @Test
  @Covers("M13")
  void aDeadlineCanBeMovedWhileItsBlockLasts() {
    try (var cranked = new CrankedLoop()) {
      Task<Void> longer = cranked.start(() -> moved(SECOND));
      Task<Void> shorter = cranked.start(() -> moved(Duration.ofMillis(-500)));
      cranked.advance(Duration.ofMillis(500));
      Ended.failureOf(shorter, TimeoutException.class);
      cranked.advance(Duration.ofMillis(1499));
      assertFalse(longer.isDone());
      cranked.advance(Duration.ofMillis(1));

      assertEquals(
          "not done within PT2S", Ended.failureOf(longer, TimeoutException.class).getMessage());
    }
  }

  private Task<Void> moved(Duration by) {
    return moved(by, 1);
  }

  @Async
  private Task<Void> moved(Duration by, int times) {
    try (var deadline = Deadline.after(SECOND)) {
      for (int i = 0; i < times; i++) {
        deadline.extend(by);
      }
      await(new CompletableFuture<>());
    }
    return Task.done();
  }

  @Test
  @Covers({"M13", "T7"})
  void aDeadlineCanBeMovedByAnyDuration() {
    Duration forever = ChronoUnit.FOREVER.getDuration();
    try (var cranked = new CrankedLoop()) {
      Task<Void> never = cranked.start(() -> moved(forever));
      Task<Void> oftenMoved = cranked.start(() -> moved(Duration.ofDays(365 * 200), 5));
      Task<Void> now = cranked.start(() -> moved(Duration.ofSeconds(Long.MIN_VALUE)));
      cranked.advance(Duration.ofDays(365 * 100));
      assertFalse(never.isDone());
      assertFalse(oftenMoved.isDone());
      Ended.failureOf(now, TimeoutException.class);
    }
  }

  @Test
  @Covers("M13")
  void afterExpiryAndAfterTheBlockItCannotBeMovedNorUsedAgain() {
    try (var cranked = new CrankedLoop()) {
      Task<Void> task = cranked.start(this::usedUp);
      cranked.advance(SECOND);

      Ended.assertValue(null, task);
    }
  }

  @Async
  private Task<Void> usedUp() {
    Deadline kept = Deadline.after(Duration.ofDays(1));
    kept.close();
    assertFalse(kept.expired());
    assertThrows(IllegalStateException.class, () -> kept.extend(SECOND));
    assertThrows(IllegalStateException.class, kept::close);
    try (var deadline = Deadline.after(SECOND)) {
      try {
        await(new CompletableFuture<>());
      } catch (TimeoutException e) {
        assertTrue(deadline.expired());
        assertThrows(IllegalStateException.class, () -> deadline.extend(SECOND));
      }
    }
    return Task.done();
  }

  @Test
  @Covers("M13")
  void aDeadlineNeedsATask() {
    assertThrows(IllegalStateException.class, () -> Deadline.after(SECOND));
    try (var cranked = new CrankedLoop()) {
      cranked.loop.execute(
          () -> assertThrows(IllegalStateException.class, () -> Deadline.after(SECOND)));
      cranked.settle();
      assertEquals(List.of(), cranked.reports);
    }
  }

  @Test
  @Covers("M15")
  void aGroupInsideIsCancelledAndItsFailuresAreSuppressedInTheTimeout() {
    var failure = new IOException("while cleaning up");
    for (boolean joins : new boolean[] {true, false}) {
      try (var cranked = new CrankedLoop()) {
        Task<Void> task = cranked.start(() -> groupInside(joins, failure));
        cranked.advance(SECOND);

        TimeoutException timeout = Ended.failureOf(task, TimeoutException.class);
        assertEquals(1, timeout.getSuppressed().length);
        var failed = assertInstanceOf(FailedException.class, timeout.getSuppressed()[0]);
        assertSame(failure, failed.getCause());
        assertEquals(List.of("fork cancelled"), notes);
        notes.clear();
      }
    }
  }

  @Async
  private Task<Void> groupInside(boolean joins, Exception failure) {
    try (var deadline = Deadline.after(SECOND);
        var group = TaskGroup.open()) {
      group.fork(() -> forks.stuck("fork").call());
      group.fork(() -> forks.failingWhenCancelled(failure).call());
      await(joins ? group.join() : new CompletableFuture<Void>());
    }
    return Task.done();
  }

  @Test
  @Covers("M16")
  void limitsFollowTheLoopsClockAndADayPassesAtOnce() {
    try (var cranked = new CrankedLoop()) {
      Task<Void> task = cranked.start(() -> limited(Duration.ofDays(1)));
      cranked.advance(Duration.ofDays(1).minusNanos(1));
      assertFalse(task.isDone());
      cranked.advance(Duration.ofNanos(1));

      Ended.failureOf(task, TimeoutException.class);
    }
  }
}
