package dev.bobbin.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The loop ends in order: nothing accepted is lost, nothing late is accepted. */
@Timeout(60)
class LoopShutdownTest {
  @Test
  @Covers({"L7"})
  void executeAfterCloseIsRejected() {
    var loop = EventLoop.create();
    loop.close();

    assertThrows(RejectedExecutionException.class, () -> loop.execute(() -> {}));
  }

  @Test
  @Covers({"L7"})
  void scheduleAndForkAfterCloseAreRejected() {
    var loop = EventLoop.create();
    loop.close();

    assertThrows(RejectedExecutionException.class, () -> loop.schedule(Duration.ZERO, () -> {}));
    assertThrows(RejectedExecutionException.class, () -> loop.fork(Task::done));
  }

  @Test
  @Covers({"L7"})
  void whatWasAcceptedBeforeCloseIsRun() {
    var log = new ArrayList<Integer>();
    var loop = EventLoop.create();
    for (int i = 0; i < 100; i++) {
      int number = i;
      loop.execute(() -> log.add(number));
    }
    loop.close();

    assertEquals(numbersBelow(100), log);
  }

  @Test
  @Covers({"L7"})
  void whatAThreadOfItsOwnAcceptedBeforeCloseIsRun() {
    var ran = new CountDownLatch(100);
    var loop = EventLoop.create().start();
    for (int i = 0; i < 100; i++) {
      loop.execute(ran::countDown);
    }
    closeOnAnotherThread(loop);

    assertEquals(0, ran.getCount());
  }

  @Test
  @Covers({"L7"})
  void executeIsRejectedFromTheCallOfShutdownOn() {
    var cranked = new CrankedLoop();
    cranked.loop.shutdown(Duration.ZERO);

    assertThrows(RejectedExecutionException.class, () -> cranked.loop.execute(() -> {}));
    assertThrows(RejectedExecutionException.class, () -> cranked.loop.fork(Task::done));
    cranked.close();
  }

  @Test
  @Covers({"L13"})
  void shutdownInsideACallbackLetsTheTurnEnd() {
    var steps = new Steps();
    var cranked = new CrankedLoop();
    var ended = new AtomicReference<CompletableFuture<Void>>();
    cranked.loop.execute(
        () -> {
          steps.reach(1);
          ended.set(cranked.loop.shutdown(Duration.ZERO).toCompletableFuture());
        });
    cranked.loop.execute(() -> steps.reach(2));
    cranked.settle();

    assertTrue(ended.get().isDone());
    steps.finish(3);
  }

  @Test
  @Covers({"L13"})
  void callbackThatSchedulesItselfAgainDoesNotKeepTheLoopOpen() {
    var loop = EventLoop.create();
    loop.execute(
        new Runnable() {
          @Override
          public void run() {
            loop.execute(this);
          }
        });
    loop.runOnce(Duration.ZERO);

    closeOnAnotherThread(loop);
    assertThrows(RejectedExecutionException.class, () -> loop.execute(() -> {}));
  }

  @Test
  @Covers({"L13"})
  void timersThatAreNotDueDoNotKeepTheLoopOpen() {
    var steps = new Steps();
    var loop = EventLoop.create();
    loop.schedule(Duration.ofDays(1), () -> steps.reach(99));
    loop.runOnce(Duration.ZERO);

    closeOnAnotherThread(loop);
    steps.finish(1);
  }

  @Test
  @Covers({"L7", "L13"})
  void allThatWasAcceptedBeforeIsRunHoweverMuch() {
    var log = new ArrayList<Integer>();
    var loop = EventLoop.create();
    loop.execute(() -> loop.shutdown(Duration.ZERO));
    for (int i = 0; i < 10_000; i++) {
      int number = i;
      loop.execute(() -> log.add(number));
    }
    loop.runOnce(Duration.ZERO);
    closeOnAnotherThread(loop);

    assertEquals(numbersBelow(10_000), log);
  }

  @Test
  @Covers({"L13"})
  void shutdownTwiceIsTheSameShutdown() {
    try (var cranked = new CrankedLoop()) {
      CompletableFuture<Void> first = cranked.loop.shutdown(Duration.ZERO).toCompletableFuture();
      CompletableFuture<Void> second = cranked.loop.shutdown(Duration.ZERO).toCompletableFuture();
      cranked.settle();

      assertTrue(first.isDone());
      assertTrue(second.isDone());
    }
  }

  @Test
  @Covers({"L13"})
  void shutdownInsideACallbackEndsTheLoopsOwnThread() {
    var thread = new AtomicReference<Thread>();
    var inside = new CountDownLatch(1);
    var loop = EventLoop.create().start();
    loop.execute(
        () -> {
          thread.set(Thread.currentThread());
          loop.shutdown(Duration.ZERO);
          inside.countDown();
        });

    Bounded.await(inside, loop);
    Bounded.join(thread.get(), loop);
    assertThrows(RejectedExecutionException.class, () -> loop.execute(() -> {}));
  }

  @Test
  @Covers({"L14"})
  void closeOnTheLoopsOwnThreadThrowsAndTheLoopGoesOn() {
    var steps = new Steps();
    try (var cranked = new CrankedLoop()) {
      cranked.loop.execute(
          () -> {
            steps.reach(1);
            assertThrows(IllegalStateException.class, cranked.loop::close);
            steps.reach(2);
          });
      cranked.settle();
      cranked.loop.execute(() -> steps.reach(3));
      cranked.settle();
    }

    steps.finish(4);
  }

  @Test
  @Covers({"L14"})
  void closeInsideMainThrows() {
    try (var loop = EventLoop.create()) {
      int value =
          loop.run(
              () -> {
                assertThrows(IllegalStateException.class, loop::close);
                return Task.of(1);
              });

      assertEquals(1, value);
    }
  }

  private static void closeOnAnotherThread(EventLoop loop) {
    Bounded.call(
        () -> {
          loop.close();
          return null;
        },
        loop);
  }

  private static List<Integer> numbersBelow(int limit) {
    var numbers = new ArrayList<Integer>();
    for (int i = 0; i < limit; i++) {
      numbers.add(i);
    }
    return numbers;
  }
}
