package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.blocking;
import static dev.bobbin.Bobbin.compute;
import static dev.bobbin.Bobbin.on;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Work on other threads, awaited on the loop's. */
@Timeout(60)
class ThreadsTest {
  private static final Executor REFUSING =
      command -> {
        throw new RejectedExecutionException("full");
      };

  @Test
  @Covers({"H1"})
  void blockingRunsOffTheLoopAndItsResultComesBackToIt() {
    run(
        () -> {
          Thread loopThread = Thread.currentThread();
          Thread worker = await(blocking(Thread::currentThread));
          assertNotSame(loopThread, worker);
          assertSame(loopThread, Thread.currentThread());
          return Task.done();
        });
  }

  @Test
  @Covers({"H1"})
  void computeRunsOffTheLoopAndItsResultComesBackToIt() {
    run(
        () -> {
          Thread loopThread = Thread.currentThread();
          Thread worker = await(compute(Thread::currentThread));
          assertNotSame(loopThread, worker);
          assertSame(loopThread, Thread.currentThread());
          return Task.done();
        });
  }

  @Test
  @Covers({"H1"})
  void onRunsOnTheGivenExecutor() {
    ExecutorService executor = Executors.newSingleThreadExecutor(ThreadsTest::namedWorker);
    try {
      run(
          () -> {
            Thread loopThread = Thread.currentThread();
            assertEquals("worker", await(on(executor, () -> Thread.currentThread().getName())));
            assertSame(loopThread, Thread.currentThread());
            return Task.done();
          });
    } finally {
      executor.shutdown();
    }
  }

  @Test
  @Covers({"H1"})
  void workersSeeNoLoopAndNoTask() {
    run(
        () -> {
          assertNull(await(blocking(EventLoop::currentOrNull)));
          assertNull(await(blocking(Task::current)));
          return Task.done();
        });
  }

  @Test
  @Covers({"H1"})
  void failureOfABlockingCallableIsThrownAtTheAwaitItself() {
    var failure = new IOException("disk");

    Throwable seen = run(() -> Outcome.failureOf(blocking(() -> fail(failure))));

    assertSame(failure, seen);
  }

  @Test
  @Covers({"H1"})
  void failureOfAComputationIsThrownAtTheAwaitItself() {
    var failure = new IOException("disk");

    Throwable seen = run(() -> Outcome.failureOf(compute(() -> fail(failure))));

    assertSame(failure, seen);
  }

  @Test
  @Covers({"H1"})
  void errorOfABlockingCallableIsThrownAtTheAwaitItself() {
    var failure = new AssertionError("broken");

    Throwable seen =
        run(
            () ->
                Outcome.failureOf(
                    blocking(
                        () -> {
                          throw failure;
                        })));

    assertSame(failure, seen);
  }

  @Test
  @Covers({"H2"})
  void loopServesOtherTasksWhileACallableBlocks() {
    var served = new CountDownLatch(1);
    String value =
        run(
            () -> {
              Task<String> blocked =
                  blocking(
                      () -> {
                        Bounded.await(served);
                        return "unblocked by the loop";
                      });
              await(yieldNow());
              served.countDown();
              return blocked;
            });

    assertEquals("unblocked by the loop", value);
  }

  @Test
  @Covers({"H2"})
  void callableIsCalledOnce() {
    var calls = new AtomicInteger();

    run(
        () -> {
          Task<Integer> task = blocking(calls::incrementAndGet);
          await(task);
          await(task);
          return Task.done();
        });

    assertEquals(1, calls.get());
  }

  @Test
  @Covers({"H8"})
  void refusingExecutorFailsTheTask() {
    Throwable seen = run(() -> Outcome.failureOf(on(REFUSING, () -> "never")));

    assertEquals(RejectedExecutionException.class, seen.getClass());
  }

  @Test
  @Covers({"H8"})
  void refusingBlockingExecutorFailsTheTask() {
    try (var loop = EventLoop.builder().blockingExecutor(REFUSING).build()) {
      Throwable seen = loop.run(() -> Outcome.failureOf(blocking(() -> "never")));

      assertEquals(RejectedExecutionException.class, seen.getClass());
    }
  }

  @Test
  @Covers({"H8", "H5"})
  void refusedCallableGivesItsPlaceBack() {
    var attempts = new AtomicInteger();
    Executor refusesOnce =
        command -> {
          if (attempts.getAndIncrement() == 0) {
            throw new RejectedExecutionException("full");
          }
          new Thread(command).start();
        };
    try (var loop = EventLoop.builder().blockingExecutor(refusesOnce).maxBlocking(1).build()) {
      String value =
          loop.run(
              () -> {
                await(Outcome.failureOf(blocking(() -> "never")));
                return blocking(() -> "second try");
              });

      assertEquals("second try", value);
    }
  }

  @Test
  @Covers({"H8", "H5"})
  void longQueueOfCallablesThatAreAllRefusedFailsEachOfThem() {
    var admitting = new AtomicBoolean(true);
    Executor closing =
        command -> {
          if (!admitting.getAndSet(false)) {
            throw new RejectedExecutionException("closed");
          }
          new Thread(command).start();
        };
    int failed;
    try (var loop = EventLoop.builder().blockingExecutor(closing).maxBlocking(1).build()) {
      failed = loop.run(() -> failuresOfBlocking(20_000));
    }

    assertEquals(19_999, failed);
  }

  @Async
  private static Task<Integer> failuresOfBlocking(int calls) {
    var tasks = new ArrayList<Task<Integer>>();
    for (int i = 0; i < calls; i++) {
      tasks.add(blocking(() -> 1));
    }
    int failed = 0;
    for (Task<Integer> task : tasks) {
      await(Outcome.endOf(task));
      if (Ended.failed(task, RejectedExecutionException.class)) {
        failed++;
      }
    }
    return Task.of(failed);
  }

  private static Thread namedWorker(Runnable work) {
    return new Thread(work, "worker");
  }

  private static String fail(Exception failure) throws Exception {
    throw failure;
  }
}
