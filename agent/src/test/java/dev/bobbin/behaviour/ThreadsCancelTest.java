package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.blocking;
import static dev.bobbin.Bobbin.on;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.sleep;
import static dev.bobbin.Bobbin.yieldNow;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.net.AsyncProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Work on other threads that is not wanted any more. */
@Timeout(60)
class ThreadsCancelTest {
  @Async
  private static Task<Void> callsThenSleeps(
      CompletableFuture<Void> running, CountDownLatch mayReturn, List<String> log) {
    log.add(
        await(
            blocking(
                () -> {
                  running.complete(null);
                  while (mayReturn.getCount() > 0) {
                    Thread.onSpinWait(); // which no interrupt ends
                  }
                  return "value";
                })));
    await(sleep(Duration.ofHours(1)));
    return Task.done();
  }

  @Test
  @Covers({"H3"})
  void aCancelThatTheCallableDoesNotHeedStrikesAtTheNextAwait() {
    var running = new CompletableFuture<Void>();
    var mayReturn = new CountDownLatch(1);
    var log = new ArrayList<String>();
    try (EventLoop loop = EventLoop.create().start()) {
      Task<Void> task = loop.fork(() -> callsThenSleeps(running, mayReturn, log));
      Bounded.get(running, loop);
      task.cancel("enough");
      Bounded.get(loop.fork(Task::done), loop); // it has come to the call by now
      mayReturn.countDown();
      assertThrows(CancellationException.class, () -> Bounded.get(task, loop));
    }
    assertEquals(List.of("value"), log);
  }

  @Test
  @Covers({"H3"})
  void cancelInterruptsTheThreadAndTheTaskEndsOnlyAfterTheCallableReturned() {
    var interrupted = new CompletableFuture<Void>();
    var mayReturn = new CountDownLatch(1);
    var running = new CompletableFuture<Void>();
    var steps = new Steps();

    Throwable seen =
        run(
            () -> {
              Task<String> task =
                  blocking(
                      () -> {
                        running.complete(null);
                        try {
                          new CountDownLatch(1).await();
                        } catch (InterruptedException e) {
                          interrupted.complete(null);
                          Bounded.await(mayReturn);
                          steps.reach(2);
                        }
                        return "too late";
                      });
              await(running);
              task.cancel("enough");
              await(interrupted);
              await(yieldNow());
              assertFalse(task.isDone());
              assertTrue(task.isCancelRequested());
              steps.reach(1);
              mayReturn.countDown();
              await(Outcome.endOf(task));
              steps.reach(3);
              return Task.of(null);
            });

    assertNull(seen);
    steps.finish(4);
  }

  @Test
  @Covers({"H3"})
  void callableThatLetsTheInterruptOutEndsTheTaskCancelled() {
    var running = new CompletableFuture<Void>();
    var task = new AtomicReference<Task<Void>>();

    run(
        () -> {
          task.set(
              blocking(
                  () -> {
                    running.complete(null);
                    new CountDownLatch(1).await();
                    return null;
                  }));
          await(running);
          task.get().cancel("enough");
          return Outcome.endOf(task.get());
        });

    Ended.assertCancelled(task.get());
  }

  @Test
  @Covers({"H3"})
  void cancelOfTheAwaitingTaskReachesTheThread() {
    var running = new CompletableFuture<Void>();
    var interrupted = new CountDownLatch(1);

    run(
        () -> {
          Task<Void> outer =
              EventLoop.current().fork(() -> awaitUntilInterrupted(running, interrupted));
          await(running);
          outer.cancel("enough");
          await(Outcome.endOf(outer));
          assertEquals(0, interrupted.getCount(), "the callable ended before its task");
          Ended.assertCancelled(outer);
          return Task.done();
        });
  }

  /** The interrupt arrives while the callable runs, which takes no notice of it. */
  @Test
  @Covers({"H3"})
  void interruptOfACancelledCallableDoesNotReachTheThreadsNextUser() {
    var running = new CompletableFuture<Void>();
    var mayReturn = new AtomicBoolean();
    var leaked = new AtomicBoolean();
    var thread = new AtomicReference<Thread>();
    Executor fresh =
        command -> {
          thread.set(
              new Thread(
                  () -> {
                    command.run();
                    leaked.set(Thread.interrupted());
                  }));
          thread.get().start();
        };

    run(
        () -> {
          Task<Boolean> task = on(fresh, () -> spinUntil(mayReturn, running));
          await(running);
          task.cancel("enough");
          mayReturn.set(true);
          return Outcome.endOf(task);
        });
    Bounded.join(thread.get());

    assertFalse(leaked.get());
  }

  @Test
  @Covers({"H3"})
  void callableThatIgnoresTheInterruptDelaysCloseByTheGraceAndIsReported() {
    var mayReturn = new CountDownLatch(1);
    var running = new CountDownLatch(1);
    var reports = new ArrayList<String>();
    var loop =
        EventLoop.builder()
            .shutdownGrace(Duration.ofMillis(50))
            .exceptionHandler((task, failure) -> reports.add(task + ": " + failure))
            .build()
            .start();
    try (var log = new LoggedRecords()) {
      loop.fork(() -> blocking(() -> ignoreInterrupts(running, mayReturn)).named("deaf"));
      Bounded.await(running, loop);
      long start = System.nanoTime();
      Bounded.call(
          () -> {
            loop.close();
            return null;
          },
          loop);
      long taken = System.nanoTime() - start;

      assertTrue(taken >= 50_000_000, () -> "closed after " + taken + " ns");
      assertTrue(log.mentions("deaf") || reports.toString().contains("deaf"), reports::toString);
    } finally {
      mayReturn.countDown();
    }
  }

  @Async
  private static Task<Void> awaitUntilInterrupted(
      CompletableFuture<Void> running, CountDownLatch interrupted) {
    await(
        blocking(
            () -> {
              running.complete(null);
              try {
                new CountDownLatch(1).await();
              } finally {
                interrupted.countDown();
              }
              return null;
            }));
    return Task.done();
  }

  private static boolean spinUntil(AtomicBoolean mayReturn, CompletableFuture<Void> running) {
    running.complete(null);
    while (!mayReturn.get()) {
      Thread.onSpinWait();
    }
    return Thread.currentThread().isInterrupted();
  }

  private static Void complete(CompletableFuture<Void> signal) {
    signal.complete(null);
    return null;
  }

  private static Void ignoreInterrupts(CountDownLatch running, CountDownLatch mayReturn) {
    running.countDown();
    while (mayReturn.getCount() > 0) {
      Thread.interrupted();
      Thread.onSpinWait();
    }
    return null;
  }

  @Test
  @Covers({"H2", "H3"})
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void toInterruptAReadOfAFileDoesNotKeepTheLoop(@TempDir Path directory) throws IOException {
    Path pipe = directory.resolve("pipe");
    run(() -> AsyncProcess.run("mkfifo", pipe.toString()));
    try (FileChannel writer = FileChannel.open(pipe, READ, WRITE)) {
      run(
          () -> {
            var running = new CompletableFuture<Thread>();
            Task<Integer> read =
                blocking(
                    () -> {
                      try (FileChannel reader = FileChannel.open(pipe, READ)) {
                        running.complete(Thread.currentThread());
                        return reader.read(ByteBuffer.allocate(1));
                      }
                    });
            Thread reader = await(running);
            while (!isIn(reader, "read0")) {
              await(sleep(Duration.ofMillis(1)));
            }
            read.cancel("enough");
            await(sleep(Duration.ofMillis(1))); // whatever the thread does, the loop goes on
            writer.write(ByteBuffer.wrap(new byte[1]));
            await(Outcome.endOf(read));
            return Task.of(null);
          });
    }
  }

  private static boolean isIn(Thread thread, String method) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(frame -> frame.getMethodName().equals(method));
  }
}
