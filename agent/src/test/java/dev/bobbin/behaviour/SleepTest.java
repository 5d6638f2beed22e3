package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.bobbin.Async;
import dev.bobbin.Bobbin;
import dev.bobbin.Task;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waiting for time, and giving way to others. */
@Timeout(60)
class SleepTest {
  @Test
  @Covers({"T6"})
  void sleeperWakesWhenItsTimeHasComeAndNotBefore() {
    try (var cranked = new CrankedLoop()) {
      Task<String> task = cranked.start(() -> sleepThen(Duration.ofSeconds(1), "awake"));
      cranked.advance(Duration.ofSeconds(1).minusNanos(1));
      assertFalse(task.isDone());

      cranked.advance(Duration.ofNanos(1));
      Ended.assertValue("awake", task);
    }
  }

  @Test
  @Covers({"T1", "T2"})
  void sleepersWakeByDeadlineThenByTheOrderInWhichTheyLaidDown() {
    var log = new ArrayList<String>();
    try (var cranked = new CrankedLoop()) {
      cranked.start(() -> sleepThenLog(Duration.ofSeconds(2), "late 1", log));
      cranked.start(() -> sleepThenLog(Duration.ofSeconds(1), "early 1", log));
      cranked.start(() -> sleepThenLog(Duration.ofSeconds(2), "late 2", log));
      cranked.start(() -> sleepThenLog(Duration.ofSeconds(1), "early 2", log));
      cranked.advance(Duration.ofSeconds(5));
    }

    assertEquals(List.of("early 1", "early 2", "late 1", "late 2"), log);
  }

  @Test
  @Covers({"T11"})
  void yieldNowGivesEveryOtherReadyTaskOneTurn() {
    var log = new ArrayList<String>();
    try (var cranked = new CrankedLoop()) {
      cranked.loop.fork(() -> yieldAndLog("a", log));
      cranked.loop.fork(() -> yieldAndLog("b", log));
      cranked.loop.fork(() -> yieldAndLog("c", log));
      cranked.settle();
    }

    assertEquals(List.of("a0", "b0", "c0", "a1", "b1", "c1", "a2", "b2", "c2"), log);
  }

  @Test
  @Covers({"T11"})
  void sleepOfNothingGivesEveryOtherReadyTaskOneTurn() {
    var log = new ArrayList<String>();
    try (var cranked = new CrankedLoop()) {
      cranked.loop.fork(() -> napAndLog("a", log, Duration.ZERO));
      cranked.loop.fork(() -> napAndLog("b", log, Duration.ZERO));
      cranked.loop.fork(() -> napAndLog("c", log, Duration.ofSeconds(-1)));
      cranked.settle();
    }

    assertEquals(List.of("a0", "b0", "c0", "a1", "b1", "c1", "a2", "b2", "c2"), log);
  }

  @Test
  @Covers({"T11"})
  void yieldNowGivesPlainCallbacksATurn() {
    var steps = new Steps();
    try (var cranked = new CrankedLoop()) {
      cranked.run(
          () -> {
            cranked.loop.execute(() -> steps.reach(2));
            steps.reach(1);
            await(yieldNow());
            steps.reach(3);
            return Task.done();
          });
    }

    steps.finish(4);
  }

  @Test
  @Covers({"T11"})
  void cancelledSleepEndsAtOnce() {
    try (var cranked = new CrankedLoop()) {
      Task<String> task = cranked.start(() -> sleepThen(Duration.ofDays(1), "awake"));
      task.cancel("woken");
      cranked.settle();

      Ended.assertCancelled(task);
    }
  }

  @Test
  @Covers({"T11", "T4"})
  void cancelledSleepLeavesTheLoop() {
    try (var cranked = new CrankedLoop()) {
      var sleeps = new ArrayList<WeakReference<Task<Void>>>();
      Task<Void> task = cranked.start(() -> sleepNoted(Duration.ofDays(1), sleeps));
      task.cancel("woken");
      cranked.settle();

      Ended.assertCancelled(task);
      assertEquals(1, sleeps.size());
      Bounded.untilCollected(sleeps, cranked.loop);
    }
  }

  @Test
  @Covers({"T11"})
  void sleepOfANullDurationIsRejected() {
    try (var cranked = new CrankedLoop()) {
      Throwable thrown = cranked.run(() -> Outcome.failureOf(sleepWithoutADuration()));

      assertInstanceOf(NullPointerException.class, thrown);
    }
  }

  @Test
  @Covers({"T7"})
  void sleepForeverIsPossible() {
    try (var cranked = new CrankedLoop()) {
      Task<Void> task = cranked.start(() -> sleep(Duration.ofSeconds(Long.MAX_VALUE)));
      cranked.advance(Duration.ofDays(365));
      assertFalse(task.isDone());
    }
  }

  @Test
  @Covers({"T6", "R1"})
  void realTimePassesWhileAsleep() {
    long start = System.nanoTime();
    Bobbin.run(() -> sleepThen(Duration.ofMillis(5), "awake"));

    long slept = System.nanoTime() - start;
    assertFalse(slept < 5_000_000, () -> slept + " ns");
  }

  @Async
  private static Task<String> sleepThen(Duration time, String value) {
    await(sleep(time));
    return Task.of(value);
  }

  @Async
  private static Task<Void> sleepNoted(Duration time, List<WeakReference<Task<Void>>> sleeps) {
    Task<Void> sleep = sleep(time);
    sleeps.add(new WeakReference<>(sleep));
    return Task.of(await(sleep));
  }

  @Async
  private static Task<Void> sleepThenLog(Duration time, String entry, List<String> log) {
    await(sleep(time));
    log.add(entry);
    return Task.done();
  }

  @Async
  private static Task<Void> sleepWithoutADuration() {
    await(sleep(null));
    return Task.done();
  }

  @Async
  private static Task<Void> yieldAndLog(String name, List<String> log) {
    for (int i = 0; i < 3; i++) {
      log.add(name + i);
      await(yieldNow());
    }
    return Task.done();
  }

  @Async
  private static Task<Void> napAndLog(String name, List<String> log, Duration time) {
    for (int i = 0; i < 3; i++) {
      log.add(name + i);
      await(sleep(time));
    }
    return Task.done();
  }
}
