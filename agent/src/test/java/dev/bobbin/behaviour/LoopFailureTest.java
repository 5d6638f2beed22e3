package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.Bobbin;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What is thrown at the loop reaches somebody, and stops the loop only where the JVM is in doubt.
 */
@Timeout(60)
class LoopFailureTest {
  @Test
  @Covers({"L8"})
  void failureOfACallbackGoesToTheHandlerAndTheNextOnesRun() {
    var steps = new Steps();
    var failure = new IllegalArgumentException("callback");
    try (var cranked = new CrankedLoop()) {
      cranked.loop.execute(() -> steps.reach(1));
      cranked.loop.execute(
          () -> {
            throw failure;
          });
      cranked.loop.execute(() -> steps.reach(2));
      cranked.settle();

      assertEquals(1, cranked.reports.size(), cranked.reports::toString);
      assertNull(cranked.reports.get(0).task());
      assertSame(failure, cranked.reports.get(0).failure());
    }

    steps.finish(3);
  }

  @Test
  @Covers({"L8"})
  void failureOfATimerGoesToTheHandlerAndTheNextOnesRun() {
    var steps = new Steps();
    var failure = new IllegalArgumentException("timer");
    try (var cranked = new CrankedLoop()) {
      cranked.loop.schedule(
          Duration.ofSeconds(1),
          () -> {
            throw failure;
          });
      cranked.loop.schedule(Duration.ofSeconds(1), () -> steps.reach(1));
      cranked.advance(Duration.ofSeconds(1));

      assertEquals(1, cranked.reports.size(), cranked.reports::toString);
      assertSame(failure, cranked.reports.get(0).failure());
    }

    steps.finish(2);
  }

  @Test
  @Covers({"L9"})
  void throwingHandlerFallsBackToTheLogAndTheLoopGoesOn() {
    var steps = new Steps();
    var failure = new IllegalArgumentException("callback");
    var handlersOwn = new IllegalStateException("handler");
    try (var log = new LoggedRecords();
        var cranked =
            new CrankedLoop(
                builder ->
                    builder.exceptionHandler(
                        (task, reported) -> {
                          throw handlersOwn;
                        }))) {
      cranked.loop.execute(
          () -> {
            throw failure;
          });
      cranked.loop.execute(() -> steps.reach(1));
      cranked.settle();

      assertTrue(log.mentions(failure), log::toString);
      assertTrue(log.mentions(handlersOwn), log::toString);
    }

    steps.finish(2);
  }

  @Test
  @Covers({"L9"})
  void withoutAHandlerAFailureIsLogged() {
    var failure = new IllegalArgumentException("callback");
    try (var log = new LoggedRecords();
        var loop = EventLoop.create()) {
      loop.execute(
          () -> {
            throw failure;
          });
      loop.runOnce(Duration.ZERO);

      assertTrue(log.mentions(failure), log::toString);
    }
  }

  @Test
  @Covers({"L10"})
  void virtualMachineErrorInAStepCompletesTheTaskAndLeavesRun() {
    var failure = new InternalError("the JVM is in doubt");
    var task = new AtomicReference<Task<Void>>();

    Error thrown =
        assertThrows(
            InternalError.class,
            () ->
                Bobbin.run(
                    () -> {
                      task.set(failLater(failure));
                      await(new CompletableFuture<>());
                      return Task.done();
                    }));

    assertSame(failure, thrown);
    assertSame(failure, Ended.failureOf(task.get()));
  }

  @Test
  @Covers({"L10"})
  void virtualMachineErrorEndsALoopWithAThreadOfItsOwn() {
    var failure = new InternalError("planned");
    try (var loop = EventLoop.create().start()) {
      Task<Object> waiting = loop.fork(() -> new CompletableFuture<>());
      Task<Void> failing = loop.fork(() -> Task.failed(failure));

      assertSame(failure, assertThrows(InternalError.class, () -> Bounded.get(failing, loop)));
      assertThrows(CancellationException.class, () -> Bounded.get(waiting, loop));
      loop.shutdown(Duration.ZERO).toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
      assertThrows(RejectedExecutionException.class, () -> loop.fork(Task::done));
    }
  }

  @Test
  @Covers({"L10"})
  void otherErrorInAStepOnlyCompletesTheTask() {
    var failure = new LinkageError("no such class");
    var task = new AtomicReference<Task<Void>>();

    Throwable seen =
        Bobbin.run(
            () -> {
              task.set(failLater(failure));
              return Outcome.failureOf(task.get());
            });

    assertSame(failure, seen);
    assertSame(failure, Ended.failureOf(task.get()));
  }

  @Test
  @Covers({"L10"})
  void otherErrorInACallbackIsReportedAndTheLoopGoesOn() {
    var failure = new LinkageError("no such class");
    var steps = new Steps();
    try (var cranked = new CrankedLoop()) {
      cranked.loop.execute(
          () -> {
            throw failure;
          });
      cranked.loop.execute(() -> steps.reach(1));
      cranked.settle();

      assertEquals(1, cranked.reports.size(), cranked.reports::toString);
      assertSame(failure, cranked.reports.get(0).failure());
    }

    steps.finish(2);
  }

  @Async
  private static Task<Void> failLater(Error failure) {
    await(yieldNow());
    throw failure;
  }
}
