package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.blocking;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.yieldNow;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Starting tasks from other threads, which may block for them. */
@Timeout(60)
class ForkTest {
  @Test
  @Covers({"H6"})
  void joinFromAnotherThreadGivesTheValue() {
    try (var loop = EventLoop.create().start()) {
      Task<String> task = loop.fork(() -> later("value"));

      assertEquals("value", Bounded.call(task::join, loop));
      assertEquals("value", Bounded.get(task, loop));
    }
  }

  @Test
  @Covers({"H6"})
  void forkedTaskRunsOnTheLoop() {
    try (var loop = EventLoop.create().start()) {
      assertSame(loop, Bounded.get(loop.fork(() -> later(EventLoop.current())), loop));
    }
  }

  @Test
  @Covers({"H6"})
  void joinFromAnotherThreadThrowsTheFailureItself() {
    var failure = new IOException("disk");
    try (var loop = EventLoop.create().start()) {
      Task<Void> task = loop.fork(() -> failLater(failure));

      assertSame(failure, assertThrows(IOException.class, () -> Bounded.call(task::join, loop)));
    }
  }

  @Test
  @Covers({"H6"})
  void getFromAnotherThreadWrapsTheFailureAsFutureDoes() {
    var failure = new IOException("disk");
    try (var loop = EventLoop.create().start()) {
      Task<Void> task = loop.fork(() -> failLater(failure));

      var thrown = assertThrows(ExecutionException.class, () -> task.get(20, TimeUnit.SECONDS));
      assertSame(failure, thrown.getCause());
    }
  }

  @Test
  @Covers({"H6"})
  void failureOfTheCallableItselfReachesTheForkingThread() {
    var failure = new IOException("start");
    try (var loop = EventLoop.create().start()) {
      Task<Void> task =
          loop.fork(
              () -> {
                throw failure;
              });

      assertSame(failure, assertThrows(IOException.class, () -> Bounded.get(task, loop)));
    }
  }

  @Test
  @Covers({"H6"})
  void getFromAnotherThreadHonoursItsTimeout() {
    var gate = new CompletableFuture<String>();
    try (var loop = EventLoop.create().start()) {
      Task<String> task = loop.fork(() -> pass(gate));

      assertThrows(TimeoutException.class, () -> task.get(1, TimeUnit.MILLISECONDS));
      assertFalse(task.isDone());

      gate.complete("open");
      assertEquals("open", Bounded.get(task, loop));
    }
  }

  @Test
  @Covers({"H6"})
  void interruptEndsTheWaitOfAnotherThreadNotTheTask() {
    var gate = new CompletableFuture<String>();
    try (var loop = EventLoop.create().start()) {
      Task<String> task = loop.fork(() -> pass(gate));

      Thread.currentThread().interrupt();
      assertThrows(InterruptedException.class, task::get);
      assertFalse(task.isDone());

      gate.complete("open");
      assertEquals("open", Bounded.get(task, loop));
    }
  }

  @Test
  @Covers({"H6", "C15"})
  void cancelFromAnotherThreadIsDeliveredOnTheLoop() {
    var deliveredOn = new AtomicReference<EventLoop>();
    var waiting = new CompletableFuture<Void>();
    try (var loop = EventLoop.create().start()) {
      Task<Void> task = loop.fork(() -> noteCancellation(waiting, deliveredOn));
      Bounded.get(waiting, loop);

      assertTrue(task.cancel(true));
      assertThrows(CancellationException.class, () -> Bounded.get(task, loop));
      assertTrue(task.isCancelled());
      assertSame(loop, deliveredOn.get());
    }
  }

  @Test
  @Covers({"H7"})
  void workerMayForkBackAndBlockOnIt() {
    int value =
        run(
            () -> {
              EventLoop loop = EventLoop.current();
              return blocking(() -> loop.fork(() -> later(20)).join() + 1);
            });

    assertEquals(21, value);
  }

  @Test
  @Covers({"H7"})
  void loopAndThreadsMayNest() {
    int depth = run(() -> descend(10));

    assertEquals(10, depth);
  }

  /** From the loop to a thread, which blocks until the loop has gone one deeper. */
  @Async
  private static Task<Integer> descend(int depth) {
    if (depth == 0) {
      return Task.of(0);
    }
    EventLoop loop = EventLoop.current();
    int below = await(blocking(() -> loop.fork(() -> descend(depth - 1)).join()));
    return Task.of(below + 1);
  }

  @Async
  private static <T> Task<T> later(T value) {
    await(yieldNow());
    return Task.of(value);
  }

  @Async
  private static Task<Void> failLater(Exception failure) throws Exception {
    await(yieldNow());
    throw failure;
  }

  @Async
  private static Task<String> pass(CompletableFuture<String> gate) {
    return Task.of(await(gate));
  }

  @Async
  private static Task<Void> noteCancellation(
      CompletableFuture<Void> waiting, AtomicReference<EventLoop> deliveredOn) {
    EventLoop.current().execute(() -> waiting.complete(null));
    try {
      await(new CompletableFuture<>());
    } catch (CancellationException e) {
      deliveredOn.set(EventLoop.currentOrNull());
      throw e;
    }
    return Task.done();
  }
}
