package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.behaviour.Outcome.endOf;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A task as a Future, asked from its loop and from other threads. */
@Timeout(60)
class TaskFutureTest {

  private static final IOException FAILURE = new IOException("disk");

  @Async
  private static Task<String> waitsFor(CompletionStage<String> stage) {
    return Task.of(await(stage));
  }

  @Test
  @Covers("K10")
  void blockingOnAPendingTaskFromItsOwnLoopThrowsInsteadOfDeadlocking() {
    run(
        () -> {
          var gate = new CompletableFuture<String>();
          Task<String> task = waitsFor(gate);
          assertThrows(IllegalStateException.class, task::get);
          assertThrows(IllegalStateException.class, task::join);
          assertThrows(IllegalStateException.class, () -> task.get(1, SECONDS));
          gate.complete("value");
          await(task);
          assertEquals("value", task.get());
          assertEquals("value", task.get(1, SECONDS));
          assertEquals("value", task.join());
          return Task.done();
        });
  }

  @Test
  @Covers("K10")
  void aRunningTaskHasNeitherResultNorException() {
    run(
        () -> {
          var gate = new CompletableFuture<String>();
          Task<String> task = waitsFor(gate);
          assertFalse(task.isDone());
          assertFalse(task.isCancelled());
          assertThrows(IllegalStateException.class, task::resultNow);
          assertThrows(IllegalStateException.class, task::exceptionNow);
          assertState("RUNNING", task);
          gate.complete("value");
          await(task);
          return Task.done();
        });
  }

  @Test
  @Covers("K10")
  void aSuccessfulTaskHasItsResult() throws Exception {
    Task<String> task = waitsFor(Task.of("value"));
    assertTrue(task.isDone());
    assertFalse(task.isCancelled());
    assertEquals("value", task.resultNow());
    assertThrows(IllegalStateException.class, task::exceptionNow);
    assertEquals("value", task.get());
    assertEquals("value", task.join());
    assertState("SUCCESS", task);
  }

  @Test
  @Covers("K10")
  void aFailedTaskHasItsException() {
    Task<String> task = waitsFor(Task.failed(FAILURE));
    assertTrue(task.isDone());
    assertFalse(task.isCancelled());
    assertThrows(IllegalStateException.class, task::resultNow);
    assertSame(FAILURE, task.exceptionNow());
    assertSame(FAILURE, assertThrows(ExecutionException.class, task::get).getCause());
    assertSame(FAILURE, assertThrows(IOException.class, task::join));
    assertState("FAILED", task);
  }

  @Test
  @Covers("K10")
  void aCancelledTaskHasNeither() {
    var cancelled = new CompletableFuture<String>();
    cancelled.cancel(false);
    Task<String> task = waitsFor(cancelled);
    assertTrue(task.isDone());
    assertTrue(task.isCancelled());
    assertThrows(IllegalStateException.class, task::resultNow);
    assertThrows(IllegalStateException.class, task::exceptionNow);
    assertThrows(CancellationException.class, task::get);
    assertThrows(CancellationException.class, task::join);
    assertState("CANCELLED", task);
  }

  /** {@code Future.state()} came with Java 19. */
  private static void assertState(String expected, Future<?> future) {
    if (Runtime.version().feature() < 19) {
      return;
    }
    try {
      Object state = Future.class.getMethod("state").invoke(future);
      assertEquals(expected, state.toString());
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @Covers("K10")
  void anotherThreadBlocksUntilTheTaskIsDone() {
    try (EventLoop loop = EventLoop.create().start()) {
      var gate = new CompletableFuture<String>();
      Task<String> task = loop.fork(() -> waitsFor(gate));
      var joiner = new FutureTask<>(task::join);
      var thread = new Thread(joiner, "joiner");
      thread.start();
      Bounded.until("the joiner is blocked", () -> thread.getState() == Thread.State.WAITING, loop);
      gate.complete("value");
      assertEquals("value", Bounded.get(joiner, loop));
      assertEquals("value", Bounded.get(task, loop));
    }
  }

  @Test
  @Covers("K10")
  void anotherThreadsGetHonoursItsTimeoutAndLeavesTheTaskAlone() {
    try (EventLoop loop = EventLoop.create().start()) {
      var gate = new CompletableFuture<String>();
      Task<String> task = loop.fork(() -> waitsFor(gate));
      assertThrows(TimeoutException.class, () -> task.get(1, MILLISECONDS));
      assertThrows(TimeoutException.class, () -> task.get(0, MILLISECONDS));
      assertFalse(task.isCancelRequested());
      gate.complete("value");
      assertEquals("value", Bounded.get(task, loop));
    }
  }

  @Test
  @Covers("K10")
  void aBlockedThreadCanBeInterruptedAndTheTaskGoesOn() {
    try (EventLoop loop = EventLoop.create().start()) {
      var gate = new CompletableFuture<String>();
      Task<String> task = loop.fork(() -> waitsFor(gate));
      var getter =
          new FutureTask<>(() -> assertThrows(InterruptedException.class, () -> task.get()));
      var thread = new Thread(getter, "getter");
      thread.start();
      Bounded.until("the getter is blocked", () -> thread.getState() == Thread.State.WAITING, loop);
      thread.interrupt();
      Bounded.get(getter, loop);
      gate.complete("value");
      assertEquals("value", Bounded.get(task, loop));
    }
  }

  @Test
  @Covers("K10")
  void joinFromAnotherThreadThrowsWhatAwaitWouldThrow() {
    try (EventLoop loop = EventLoop.create().start()) {
      var gate = new CompletableFuture<String>();
      Task<String> failing = loop.fork(() -> waitsFor(gate));
      Task<String> cancelled = loop.fork(() -> waitsFor(new CompletableFuture<>()));
      gate.completeExceptionally(FAILURE);
      cancelled.cancel("unwanted");
      assertSame(FAILURE, Bounded.call(() -> assertThrows(IOException.class, failing::join), loop));
      Bounded.call(() -> assertThrows(CancellationException.class, cancelled::join), loop);
    }
  }

  @Test
  @Covers("K10")
  void aTaskOfAnotherLoopMayBeJoinedFromALoopThread() {
    try (EventLoop other = EventLoop.create().start()) {
      var gate = new CompletableFuture<String>();
      Task<String> task = other.fork(() -> waitsFor(gate));
      gate.complete("value");
      run(
          () -> {
            assertEquals("value", task.join());
            await(endOf(task));
            return Task.done();
          });
    }
  }
}
