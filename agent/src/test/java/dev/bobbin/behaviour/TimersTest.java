package dev.bobbin.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.EventLoop;
import dev.bobbin.TimerHandle;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callbacks at a time: in the order of their deadlines, never early, and gone when cancelled. */
@Timeout(60)
class TimersTest {
  @Test
  @Covers({"T1"})
  void timersRunInTheOrderOfTheirDeadlines() {
    var log = new ArrayList<Integer>();
    try (var cranked = new CrankedLoop()) {
      for (int seconds : new int[] {3, 1, 5, 2, 4}) {
        cranked.loop.schedule(Duration.ofSeconds(seconds), () -> log.add(seconds));
      }
      cranked.advance(Duration.ofSeconds(10));
    }

    assertEquals(List.of(1, 2, 3, 4, 5), log);
  }

  @Test
  @Covers({"T1", "T4"})
  void orderSurvivesAnyMixOfSchedulingAndCancelling() {
    var random = new Random(20_221);
    try (var cranked = new CrankedLoop()) {
      var log = new ArrayList<Integer>();
      var handles = new ArrayList<TimerHandle>();
      var deadlines = new ArrayList<Integer>();
      for (int i = 0; i < 2_000; i++) {
        int millis = random.nextInt(1_000);
        handles.add(cranked.loop.schedule(Duration.ofMillis(millis), () -> log.add(millis)));
        deadlines.add(millis);
        if (random.nextInt(3) == 0) {
          int victim = random.nextInt(handles.size());
          assertTrue(handles.remove(victim).cancel());
          deadlines.remove(victim);
        }
      }
      cranked.settle();
      cranked.advance(Duration.ofMillis(1_000));

      Collections.sort(deadlines);
      assertEquals(deadlines, log);
    }
  }

  @Test
  @Covers({"T2"})
  void timersOfTheSameDeadlineRunInTheOrderOfTheirInsertion() {
    var log = new ArrayList<Integer>();
    try (var cranked = new CrankedLoop()) {
      for (int i = 0; i < 100; i++) {
        int number = i;
        cranked.loop.schedule(Duration.ofSeconds(1), () -> log.add(number));
      }
      cranked.advance(Duration.ofSeconds(1));
    }

    for (int i = 0; i < 100; i++) {
      assertEquals(i, log.get(i));
    }
  }

  @Test
  @Covers({"T2"})
  void deadlineCountsNotTheDelay() {
    var log = new ArrayList<String>();
    try (var cranked = new CrankedLoop()) {
      cranked.loop.schedule(Duration.ofSeconds(2), () -> log.add("scheduled first"));
      cranked.settle();
      cranked.ticker.advance(Duration.ofSeconds(1));
      cranked.loop.schedule(Duration.ofSeconds(1), () -> log.add("scheduled second"));
      cranked.advance(Duration.ofSeconds(1));
    }

    assertEquals(List.of("scheduled first", "scheduled second"), log);
  }

  @Test
  @Covers({"T3"})
  void timerWithoutDelayRunsAfterWhatIsQueuedAlready() {
    assertDelayRunsAfterQueued(Duration.ZERO);
  }

  @Test
  @Covers({"T3"})
  void timerWithNegativeDelayRunsAfterWhatIsQueuedAlready() {
    assertDelayRunsAfterQueued(Duration.ofDays(-1));
  }

  private static void assertDelayRunsAfterQueued(Duration delay) {
    var steps = new Steps();
    try (var cranked = new CrankedLoop()) {
      cranked.loop.execute(
          () -> {
            cranked.loop.execute(() -> steps.reach(2));
            cranked.loop.schedule(delay, () -> steps.reach(3));
            steps.reach(1);
          });
      cranked.turn();
      steps.finish(2);

      cranked.turn();
      steps.finish(4);
    }
  }

  @Test
  @Covers({"T4"})
  void cancelledTimerNeverRuns() {
    var steps = new Steps();
    try (var cranked = new CrankedLoop()) {
      TimerHandle timer = cranked.loop.schedule(Duration.ofSeconds(1), () -> steps.reach(99));
      assertTrue(timer.cancel());
      cranked.advance(Duration.ofSeconds(2));
    }

    steps.finish(1);
  }

  @Test
  @Covers({"T4"})
  void timerCancelledFromAnotherThreadNeverRuns() {
    var steps = new Steps();
    try (var cranked = new CrankedLoop()) {
      TimerHandle timer = cranked.loop.schedule(Duration.ofSeconds(1), () -> steps.reach(99));
      cranked.settle();
      assertTrue(Bounded.call(timer::cancel));
      cranked.advance(Duration.ofSeconds(2));
    }

    steps.finish(1);
  }

  /** A million callbacks of 8 KB do not fit the heap together, so cancelled ones must be let go. */
  @Test
  @Covers({"T4"})
  void aMillionTimersScheduledAndCancelledLeaveNothingBehind() {
    try (var cranked = new CrankedLoop()) {
      cranked.loop.execute(
          () -> {
            for (int i = 0; i < 1_000_000; i++) {
              var payload = new byte[8_192];
              cranked
                  .loop
                  .schedule(Duration.ofDays(1), () -> assertEquals(8_192, payload.length))
                  .cancel();
            }
          });
      cranked.settle();

      assertEquals(List.of(), cranked.reports);
    }
  }

  @Test
  @Covers({"T4"})
  void callbackOfACancelledTimerIsCollectableThoughItsHandleIsHeld() {
    try (var cranked = new CrankedLoop()) {
      var callbacks = new ArrayList<WeakReference<Runnable>>();
      var handles = new ArrayList<TimerHandle>();
      for (int i = 0; i < 100; i++) {
        Runnable callback = new ArrayList<Runnable>()::clear;
        callbacks.add(new WeakReference<>(callback));
        handles.add(cranked.loop.schedule(Duration.ofDays(1), callback));
      }
      cranked.settle();
      handles.forEach(TimerHandle::cancel);
      cranked.settle();

      Bounded.untilCollected(callbacks, cranked.loop);
      assertEquals(100, handles.size(), "the handles are held until here");
    }
  }

  @Test
  @Covers({"T4"})
  void cancelledTimerLeavesTheLoop() {
    try (var cranked = new CrankedLoop()) {
      var timers = new ArrayList<WeakReference<TimerHandle>>();
      timers.add(new WeakReference<>(cancelledElsewhere(cranked)));
      cranked.loop.execute(() -> timers.add(new WeakReference<>(cancelledHere(cranked))));
      cranked.settle();

      assertEquals(2, timers.size());
      Bounded.untilCollected(timers, cranked.loop);
    }
  }

  private static TimerHandle cancelledHere(CrankedLoop cranked) {
    TimerHandle timer = cranked.loop.schedule(Duration.ofDays(1), () -> {});
    timer.cancel();
    return timer;
  }

  private static TimerHandle cancelledElsewhere(CrankedLoop cranked) {
    TimerHandle timer = cranked.loop.schedule(Duration.ofDays(1), () -> {});
    cranked.settle();
    timer.cancel();
    return timer;
  }

  @Test
  @Covers({"T6"})
  void timerIsNotRunAMomentTooEarly() {
    var steps = new Steps();
    try (var cranked = new CrankedLoop()) {
      cranked.loop.schedule(Duration.ofSeconds(1), () -> steps.reach(1));
      cranked.advance(Duration.ofSeconds(1).minusNanos(1));
      steps.finish(1);

      cranked.advance(Duration.ofNanos(1));
      steps.finish(2);
    }
  }

  @Test
  @Covers({"T6"})
  void timersOfARealClockAreNeverEarly() {
    var early = new ArrayList<Long>();
    var random = new Random(7);
    try (var loop = EventLoop.create().start()) {
      var ran = new CountDownLatch(100);
      for (int i = 0; i < 100; i++) {
        var delay = Duration.ofNanos(random.nextInt(3_000_000));
        long deadline = loop.nanoTime() + delay.toNanos();
        loop.schedule(
            delay,
            () -> {
              long now = loop.nanoTime();
              if (now - deadline < 0) {
                early.add(deadline - now);
              }
              ran.countDown();
            });
      }
      Bounded.await(ran, loop);
    }

    assertEquals(List.of(), early);
  }

  @Test
  @Covers({"T7"})
  void hugeDelaysDoNotOverflow() {
    assertHugeDelaysStayInTheFuture(new ManualTicker());
  }

  @Test
  @Covers({"T7"})
  void hugeDelaysDoNotOverflowWhereTheClockIsAboutTo() {
    assertHugeDelaysStayInTheFuture(new ManualTicker(Long.MAX_VALUE - 10));
  }

  @Test
  @Covers({"T7"})
  void hugeDelaysDoNotOverflowWhereTheClockIsNegative() {
    assertHugeDelaysStayInTheFuture(new ManualTicker(Long.MIN_VALUE));
  }

  private static void assertHugeDelaysStayInTheFuture(ManualTicker ticker) {
    var log = new ArrayList<String>();
    try (var cranked = new CrankedLoop(ticker, builder -> builder)) {
      cranked.loop.schedule(Duration.ofNanos(Long.MAX_VALUE), () -> log.add("max nanos"));
      cranked.loop.schedule(Duration.ofSeconds(Long.MAX_VALUE), () -> log.add("max seconds"));
      cranked.loop.schedule(Duration.ofSeconds(2), () -> log.add("two seconds"));
      cranked.loop.schedule(Duration.ofSeconds(1), () -> log.add("one second"));
      cranked.loop.schedule(Duration.ofSeconds(Long.MIN_VALUE), () -> log.add("long ago"));
      cranked.settle();
      assertEquals(List.of("long ago"), log);

      cranked.advance(Duration.ofDays(365));
      assertEquals(List.of("long ago", "one second", "two seconds"), log);
    }
  }

  @Test
  @Covers({"T7", "T9"})
  void hugeDelayDoesNotHideATimerThatIsOverdue() {
    var log = new ArrayList<String>();
    try (var cranked = new CrankedLoop()) {
      cranked.loop.schedule(Duration.ofSeconds(1), () -> log.add("one second"));
      cranked.settle();
      cranked.loop.execute(
          () -> {
            cranked.ticker.advance(Duration.ofDays(1));
            cranked.loop.schedule(Duration.ofSeconds(Long.MAX_VALUE), () -> log.add("huge"));
          });
      cranked.settle();
    }

    assertEquals(List.of("one second"), log);
  }

  @Test
  @Covers({"T9"})
  void slowCallbackDelaysTimersButNeitherDropsNorReordersThem() {
    var log = new ArrayList<Integer>();
    try (var cranked = new CrankedLoop()) {
      for (int seconds : new int[] {5, 2, 4, 3}) {
        cranked.loop.schedule(Duration.ofSeconds(seconds), () -> log.add(seconds));
      }
      cranked.loop.schedule(
          Duration.ofSeconds(1),
          () -> {
            log.add(1);
            cranked.ticker.advance(Duration.ofSeconds(10));
          });
      cranked.advance(Duration.ofSeconds(1));
    }

    assertEquals(List.of(1, 2, 3, 4, 5), log);
  }

  @Test
  @Covers({"T9", "T2"})
  void timerScheduledByALateTimerComesAfterThoseDueBefore() {
    var log = new ArrayList<String>();
    try (var cranked = new CrankedLoop()) {
      cranked.loop.schedule(
          Duration.ofSeconds(1),
          () -> {
            log.add("one");
            cranked.loop.schedule(Duration.ofSeconds(-5), () -> log.add("of one"));
          });
      cranked.loop.schedule(Duration.ofSeconds(2), () -> log.add("two"));
      cranked.advance(Duration.ofSeconds(3));
    }

    assertEquals(List.of("one", "two", "of one"), log);
  }

  @Test
  @Covers({"T10"})
  void earlierTimerFromAnotherThreadShortensThePark() {
    var thread = new AtomicReference<Thread>();
    try (var loop = EventLoop.create().start()) {
      var started = new CountDownLatch(1);
      loop.schedule(Duration.ofDays(1), () -> {});
      loop.execute(
          () -> {
            thread.set(Thread.currentThread());
            started.countDown();
          });
      Bounded.await(started, loop);
      Bounded.until("parked", () -> ThreadStates.isParked(thread.get()), loop);

      var ran = new CountDownLatch(1);
      loop.schedule(Duration.ofMillis(1), ran::countDown);
      Bounded.await(ran, loop);
    }
  }

  @Test
  @Covers({"T10"})
  void runOnceParksUntilTheNextTimerOnly() {
    var steps = new Steps();
    try (var loop = EventLoop.create()) {
      var timer = new CountDownLatch(1);
      loop.schedule(Duration.ofMillis(2), timer::countDown);
      loop.runOnce(Duration.ZERO);
      while (timer.getCount() > 0) {
        loop.runOnce(Duration.ofDays(1)); // may wake for nothing
      }
      steps.reach(1);
    }

    steps.finish(2);
  }

  @Test
  @Covers({"T11"})
  void nullDelayIsRejected() {
    try (var cranked = new CrankedLoop()) {
      assertThrows(NullPointerException.class, () -> cranked.loop.schedule(null, () -> {}));
    }
  }

  @Test
  @Covers({"T11"})
  void nullCallbackIsRejected() {
    try (var cranked = new CrankedLoop()) {
      assertThrows(NullPointerException.class, () -> cranked.loop.schedule(Duration.ZERO, null));
      assertThrows(NullPointerException.class, () -> cranked.loop.execute(null));
    }
  }
}
