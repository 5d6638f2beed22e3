package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which thread is the loop, who knows it, and what wakes it. */
@Timeout(60)
class LoopThreadTest {
  @Test
  @Covers({"L11"})
  void currentLoopIsKnownInsideCallbacksOnly() {
    var steps = new Steps();
    try (var cranked = new CrankedLoop()) {
      assertNull(EventLoop.currentOrNull());
      assertFalse(cranked.loop.inLoop());
      cranked.loop.execute(
          () -> {
            assertSame(cranked.loop, EventLoop.current());
            assertSame(cranked.loop, EventLoop.currentOrNull());
            assertTrue(cranked.loop.inLoop());
            steps.reach(1);
          });
      cranked.settle();
      assertNull(EventLoop.currentOrNull());
      assertThrows(IllegalStateException.class, EventLoop::current);
      assertFalse(cranked.loop.inLoop());
    }

    steps.finish(2);
  }

  @Test
  @Covers({"L11"})
  void currentLoopIsUnknownAfterRun() {
    try (var loop = EventLoop.create()) {
      loop.run(
          () -> {
            assertSame(loop, EventLoop.current());
            return Task.done();
          });

      assertNull(EventLoop.currentOrNull());
    }
  }

  @Test
  @Covers({"L11"})
  void currentLoopIsUnknownToOtherThreadsMeanwhile() {
    var seen = new AtomicReference<EventLoop>();
    try (var cranked = new CrankedLoop()) {
      cranked.loop.execute(() -> onAnotherThread(() -> seen.set(EventLoop.currentOrNull())));
      cranked.settle();
      assertEquals(List.of(), cranked.reports);
    }

    assertNull(seen.get());
  }

  @Test
  @Covers({"L11"})
  void plainCallbacksHaveNoCurrentTask() {
    var steps = new Steps();
    try (var cranked = new CrankedLoop()) {
      cranked.loop.execute(
          () -> {
            assertNull(Task.current());
            steps.reach(1);
          });
      cranked.loop.schedule(
          Duration.ZERO,
          () -> {
            assertNull(Task.current());
            steps.reach(2);
          });
      cranked.settle();
    }

    steps.finish(3);
  }

  @Test
  @Covers({"L4"})
  void executeWakesAParkedLoop() {
    var thread = new AtomicReference<Thread>();
    try (var loop = EventLoop.create().start()) {
      var started = new CountDownLatch(1);
      loop.execute(
          () -> {
            thread.set(Thread.currentThread());
            started.countDown();
          });
      Bounded.await(started, loop);
      assertNotSame(Thread.currentThread(), thread.get());
      Bounded.until("parked", () -> ThreadStates.isParked(thread.get()), loop);

      var woken = new CountDownLatch(1);
      loop.execute(woken::countDown);
      Bounded.await(woken, loop);
    }
  }

  @Test
  @Covers({"L12"})
  void interruptFlagSetByACallbackDoesNotEndTheLoop() {
    var ran = new CountDownLatch(3);
    try (var loop = EventLoop.create().start()) {
      for (int i = 0; i < 3; i++) {
        loop.execute(
            () -> {
              Thread.currentThread().interrupt();
              ran.countDown();
            });
      }
      Bounded.await(ran, loop);

      var timer = new CountDownLatch(1);
      loop.schedule(Duration.ofMillis(1), timer::countDown);
      Bounded.await(timer, loop);
    }
  }

  @Test
  @Covers({"L12"})
  void interruptFlagSetByACallbackDoesNotKeepTheLoopFromParking() {
    var thread = new AtomicReference<Thread>();
    try (var loop = EventLoop.create().start()) {
      var ran = new CountDownLatch(1);
      loop.execute(
          () -> {
            thread.set(Thread.currentThread());
            Thread.currentThread().interrupt();
            ran.countDown();
          });
      Bounded.await(ran, loop);

      Bounded.until("parked", () -> ThreadStates.isParked(thread.get()), loop);
    }
  }

  @Test
  @Covers({"L15"})
  void tasksOfTwoLoopsResumeOnTheirOwnLoopOnly() {
    try (var one = EventLoop.create().start();
        var two = EventLoop.create().start()) {
      Task<Integer> onOne = one.fork(() -> askTheOther(one, two));
      Task<Integer> onTwo = two.fork(() -> askTheOther(two, one));

      assertEquals(50, Bounded.get(onOne, one, two));
      assertEquals(50, Bounded.get(onTwo, one, two));
    }
  }

  @Test
  @Covers({"L15"})
  void failureOfAnotherLoopsTaskIsThrownHereItself() {
    var failure = new IOException("there");
    try (var there = EventLoop.create().start();
        var here = EventLoop.create().start()) {
      Task<Void> failing = there.fork(() -> failLater(failure));
      Task<Throwable> seen = here.fork(() -> Outcome.failureOf(failing));

      assertSame(failure, Bounded.get(seen, here, there));
    }
  }

  /** Awaits tasks of the other loop, and counts after how many it is back on its own. */
  @Async
  private static Task<Integer> askTheOther(EventLoop own, EventLoop other) {
    Thread thread = Thread.currentThread();
    int right = 0;
    for (int i = 0; i < 50; i++) {
      EventLoop answer = await(other.fork(LoopThreadTest::whereAmI));
      if (answer == other && EventLoop.current() == own && Thread.currentThread() == thread) {
        right++;
      }
    }
    return Task.of(right);
  }

  @Async
  private static Task<EventLoop> whereAmI() {
    await(yieldNow());
    return Task.of(EventLoop.current());
  }

  @Async
  private static Task<Void> failLater(Exception failure) throws Exception {
    await(yieldNow());
    throw failure;
  }

  private static void onAnotherThread(Runnable body) {
    var thread = new Thread(body);
    thread.start();
    Bounded.join(thread);
  }
}
