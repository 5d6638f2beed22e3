package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.sleep;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.Ticker;
import dev.bobbin.TimerHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The mailbox among threads that race; {@code -Dbobbin.stress=n} runs everything n times as long.
 */
@Timeout(600)
class LoopStressTest {
  private static final int LENGTH = Integer.getInteger("bobbin.stress", 1);
  private static final int PRODUCERS = 4;

  @Test
  @Covers({"L5", "L1"})
  void callbacksOfEachProducerRunInItsOrderAndNoneIsLost() {
    int each = 250_000 * LENGTH;
    var next = new int[PRODUCERS];
    var disorder = new AtomicInteger();
    var done = new CountDownLatch(PRODUCERS);
    try (var loop = EventLoop.create().start()) {
      var threads = new ArrayList<Thread>();
      for (int p = 0; p < PRODUCERS; p++) {
        int producer = p;
        threads.add(
            new Thread(
                () -> {
                  for (int i = 0; i < each; i++) {
                    int number = i;
                    loop.execute(
                        () -> {
                          if (next[producer]++ != number) {
                            disorder.incrementAndGet();
                          }
                        });
                  }
                  loop.execute(done::countDown);
                }));
      }
      threads.forEach(Thread::start);
      threads.forEach(Bounded::join);
      Bounded.await(done, loop);

      assertEquals(0, disorder.get());
      for (int producer = 0; producer < PRODUCERS; producer++) {
        assertEquals(each, next[producer]);
      }
    }
  }

  /** A wake-up that gets lost between two parks shows as a round trip that never ends. */
  @Test
  @Covers({"L4"})
  void roundTripsToALoopThatParksEachTimeAllEnd() {
    try (var loop = EventLoop.create().start()) {
      for (int i = 0; i < 20_000 * LENGTH; i++) {
        var ran = new CountDownLatch(1);
        loop.execute(ran::countDown);
        Bounded.await(ran, loop);
      }
    }
  }

  @Test
  @Covers({"L4", "T10"})
  void roundTripsThroughTimersOfALoopThatParksEachTimeAllEnd() {
    try (var loop = EventLoop.create().start()) {
      for (int i = 0; i < 2_000 * LENGTH; i++) {
        loop.schedule(Duration.ofDays(1), () -> {});
        var ran = new CountDownLatch(1);
        loop.schedule(Duration.ofNanos(i % 100_000), ran::countDown);
        Bounded.await(ran, loop);
      }
    }
  }

  @Test
  @Covers({"L6"})
  void floodFromOtherThreadsStarvesNeitherTimersNorTasks() {
    var flooding = new AtomicBoolean(true);
    try (var loop = EventLoop.create().start()) {
      var unrun = new AtomicInteger();
      var flood =
          new Thread(
              () -> {
                while (flooding.get()) {
                  // The flood outruns the loop, but not the heap.
                  if (unrun.get() < 100_000) {
                    unrun.incrementAndGet();
                    loop.execute(unrun::decrementAndGet);
                  }
                }
              });
      flood.start();
      try {
        assertEquals(100, Bounded.get(loop.fork(() -> yieldTimes(100 * LENGTH)), loop) / LENGTH);
        assertEquals(20, Bounded.get(loop.fork(() -> sleepTimes(20)), loop));
      } finally {
        flooding.set(false);
        Bounded.join(flood, loop);
      }
    }
  }

  @Test
  @Covers({"L7", "H6"})
  void forkRacingWithCloseEitherEndsOrIsRejected() {
    for (int round = 0; round < 200 * LENGTH; round++) {
      var loop = EventLoop.create().start();
      var accepted = new ArrayList<Task<Integer>>();
      var started = new CountDownLatch(1);
      var forking =
          new Thread(
              () -> {
                try {
                  for (; ; ) {
                    accepted.add(loop.fork(() -> yieldTimes(1)));
                    started.countDown();
                  }
                } catch (RejectedExecutionException e) {
                  started.countDown();
                }
              });
      forking.start();
      Bounded.await(started, loop);
      Bounded.call(
          () -> {
            loop.close();
            return null;
          },
          loop);
      Bounded.join(forking, loop);

      for (Task<Integer> task : accepted) {
        Bounded.until("ended", task::isDone, loop);
      }
    }
  }

  @Test
  @Covers({"L7"})
  void executeRacingWithCloseIsEitherRunOrRejected() {
    for (int round = 0; round < 200 * LENGTH; round++) {
      var loop = EventLoop.create().start();
      var ran = new AtomicInteger();
      var accepted = new AtomicInteger();
      var started = new CountDownLatch(1);
      var executing =
          new Thread(
              () -> {
                try {
                  for (; ; ) {
                    loop.execute(ran::incrementAndGet);
                    accepted.incrementAndGet();
                    started.countDown();
                  }
                } catch (RejectedExecutionException e) {
                  started.countDown();
                }
              });
      executing.start();
      Bounded.await(started, loop);
      Bounded.call(
          () -> {
            loop.close();
            return null;
          },
          loop);
      Bounded.join(executing, loop);

      assertEquals(accepted.get(), ran.get(), "run of those accepted, round " + round);
    }
  }

  /** The clock is read at least once a turn, so a loop that is awake without work shows there. */
  @Test
  @Covers({"L17"})
  void idleLoopDoesNotTurn() {
    var ticker = new ManualTicker();
    try (var loop = EventLoop.builder().ticker(ticker).build().start()) {
      settle(loop);

      assertTurnsLittle(ticker);
      loop.shutdown(Duration.ZERO);
    }
  }

  @Test
  @Covers({"L17"})
  void loopWhoseTimersAreFarAwayDoesNotTurn() {
    var ticker = new ManualTicker();
    try (var loop = EventLoop.builder().ticker(ticker).build().start()) {
      loop.schedule(Duration.ofDays(1), () -> {});
      settle(loop);

      assertTurnsLittle(ticker);
      loop.shutdown(Duration.ZERO);
    }
  }

  @Test
  @Covers({"L12"})
  void loopThreadLeftInterruptedDoesNotTurn() {
    var ticker = new ManualTicker();
    try (var loop = EventLoop.builder().ticker(ticker).build().start()) {
      loop.schedule(Duration.ofDays(1), () -> {});
      loop.execute(() -> Thread.currentThread().interrupt());
      settle(loop);

      assertTurnsLittle(ticker);
      loop.shutdown(Duration.ZERO);
    }
  }

  @Test
  @Covers({"L12", "R10"})
  void closeOnAnInterruptedThreadDoesNotSpin() {
    var readings = new AtomicLong();
    Ticker counting =
        () -> {
          readings.incrementAndGet();
          return System.nanoTime();
        };
    var loop = EventLoop.builder().ticker(counting).build();
    loop.fork(() -> sleepInFinally(Duration.ofMillis(50L * LENGTH)));
    loop.runOnce(Duration.ZERO);
    Thread.currentThread().interrupt();
    loop.close();

    assertTrue(Thread.interrupted(), "still interrupted");
    assertTrue(readings.get() < 100L * LENGTH, () -> readings + " readings of the clock");
  }

  @Async
  private static Task<Void> sleepInFinally(Duration time) {
    try {
      await(new CompletableFuture<>());
    } finally {
      await(sleep(time));
    }
    return Task.done();
  }

  /** Whoever is told that the cancel was in time must be able to rely on it. */
  @Test
  @Covers({"L3", "T4"})
  void timerCancelledInTimeByAnotherThreadNeverRuns() {
    try (var loop = EventLoop.create().start()) {
      for (int i = 0; i < 50_000 * LENGTH; i++) {
        var ran = new AtomicBoolean();
        TimerHandle timer = loop.schedule(Duration.ofNanos(1), () -> ran.set(true));
        for (int spin = i % 64; spin > 0; spin--) {
          Thread.onSpinWait();
        }
        if (timer.cancel()) {
          settle(loop);
          assertFalse(ran.get(), "run in spite of a cancel that said it was in time, round " + i);
        }
      }
    }
  }

  @Test
  @Covers({"L7", "R7"})
  void closeRacingWithStartEndsTheLoopsThreadInOrder() {
    var uncaught = new CopyOnWriteArrayList<Throwable>();
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> uncaught.add(failure));
    try {
      for (int i = 0; i < 1_000 * LENGTH; i++) {
        EventLoop.create().start().close();
      }
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }

    assertEquals(List.of(), uncaught);
  }

  private static void settle(EventLoop loop) {
    var ran = new CountDownLatch(1);
    loop.execute(ran::countDown);
    Bounded.await(ran, loop);
  }

  /** A loop that spins turns tens of thousands of times in the while; a parked one a few times. */
  private static void assertTurnsLittle(ManualTicker ticker) {
    long before = ticker.readings();
    run(() -> sleep(Duration.ofMillis(50L * LENGTH)));
    long turns = ticker.readings() - before;
    assertTrue(turns < 100L * LENGTH, () -> turns + " readings of the clock while idle");
  }

  @Async
  private static Task<Integer> yieldTimes(int times) {
    int done = 0;
    while (done < times) {
      await(yieldNow());
      done++;
    }
    return Task.of(done);
  }

  @Async
  private static Task<Integer> sleepTimes(int times) {
    int done = 0;
    while (done < times) {
      await(sleep(Duration.ofMillis(1)));
      done++;
    }
    return Task.of(done);
  }
}
