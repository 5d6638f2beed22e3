package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.blocking;
import static dev.bobbin.Bobbin.on;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How much work is on other threads at a time. */
@Timeout(60)
class ThreadsLimitTest {
  @Test
  @Covers({"H5"})
  void neverMoreThanTheLimitRunAtOnceAndInOrder() {
    var running = new AtomicInteger();
    var most = new AtomicInteger();
    var order = new ArrayList<Integer>();
    try (var loop = EventLoop.builder().maxBlocking(1).build()) {
      loop.run(
          () -> {
            var tasks = new ArrayList<Task<Void>>();
            for (int i = 0; i < 50; i++) {
              int number = i;
              tasks.add(
                  blocking(
                      () -> {
                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                        order.add(number);
                        running.decrementAndGet();
                        return null;
                      }));
            }
            for (Task<Void> task : tasks) {
              await(task);
            }
            return Task.done();
          });
    }

    assertEquals(1, most.get());
    for (int i = 0; i < 50; i++) {
      assertEquals(i, order.get(i));
    }
  }

  @Test
  @Covers({"H5"})
  void asManyAsTheLimitRunAtOnce() {
    var together = new CyclicBarrier(3);
    try (var loop = EventLoop.builder().maxBlocking(3).build()) {
      loop.run(
          () -> {
            var tasks = new ArrayList<Task<Integer>>();
            for (int i = 0; i < 6; i++) {
              tasks.add(blocking(() -> together.await(20, TimeUnit.SECONDS)));
            }
            for (Task<Integer> task : tasks) {
              await(task);
            }
            return Task.done();
          });
    }
  }

  @Test
  @Covers({"H5"})
  void callableCancelledWhileQueuedIsNeverCalled() {
    var log = new CopyOnWriteArrayList<String>();
    var mayReturn = new CountDownLatch(1);
    try (var loop = EventLoop.builder().maxBlocking(1).build()) {
      loop.run(
          () -> {
            var running = new CompletableFuture<Void>();
            Task<Boolean> first =
                blocking(
                    () -> {
                      running.complete(null);
                      Bounded.await(mayReturn);
                      return log.add("first");
                    });
            Task<Boolean> second = blocking(() -> log.add("second"));
            Task<Boolean> third = blocking(() -> log.add("third"));
            await(running);
            second.cancel("not needed");
            await(Outcome.endOf(second));
            Ended.assertCancelled(second);
            mayReturn.countDown();
            await(first);
            await(third);
            return Task.done();
          });
    }

    assertEquals(List.of("first", "third"), log);
  }

  @Test
  @Covers({"H5", "H3"})
  void callableThatItsExecutorHasNotStartedIsCancelledAtOnce() {
    var waiting = new ArrayList<Runnable>();
    var calls = new AtomicInteger();

    run(
        () -> {
          Task<Integer> task = on(waiting::add, calls::incrementAndGet);
          task.cancel("not needed");
          await(yieldNow());
          await(yieldNow());
          Ended.assertCancelled(task);
          waiting.forEach(Runnable::run);
          return Task.done();
        });

    assertEquals(0, calls.get());
  }

  private static Void complete(CompletableFuture<Void> signal) {
    signal.complete(null);
    return null;
  }
}
