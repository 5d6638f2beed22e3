package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.blocking;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.sync.AsyncLock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a builder was told, and blocking code on its executor. */
@Timeout(60)
class LoopSettingsTest {
  @Async
  private static Task<Void> acquiresTwice(AsyncLock lock) {
    var outer = await(lock.acquire());
    try (outer) {
      await(lock.acquire());
    }
    return Task.done();
  }

  @Async
  private static Task<String> threadOfBlocking() {
    return Task.of(await(blocking(() -> Thread.currentThread().getName())));
  }

  @Test
  @Covers("R9")
  void theNameIsThatOfTheLoopsThreadAndText() {
    try (var loop = EventLoop.builder().name("orders").build().start()) {
      assertEquals(
          "orders", Bounded.get(loop.fork(() -> Task.of(Thread.currentThread().getName()))));
      assertTrue(loop.toString().contains("orders"), loop::toString);
    }
  }

  @Test
  @Covers("R9")
  void blockingCallsRunOnTheExecutor() {
    var calls = new ArrayList<String>();
    try (var loop =
        EventLoop.builder()
            .blockingExecutor(
                call -> {
                  calls.add("call");
                  new Thread(call, "my executor").start();
                })
            .build()) {
      assertEquals("my executor", loop.run(LoopSettingsTest::threadOfBlocking));
    }
    assertEquals(List.of("call"), calls);
  }

  @Test
  @Covers("R9")
  void debugModeIsTheBuildersNotTheJvms() {
    try (var checked = new CrankedLoop(builder -> builder.debug(true));
        var unchecked = new CrankedLoop(builder -> builder.debug(false))) {
      Ended.failureOf(
          checked.start(() -> acquiresTwice(new AsyncLock())), IllegalStateException.class);
      assertFalse(unchecked.start(() -> acquiresTwice(new AsyncLock())).isDone());
    }
  }

  @Test
  @Covers("R9")
  void theHandlerAndTheClockAreTheOnesGiven() {
    try (var cranked = new CrankedLoop()) {
      var thrown = new IllegalStateException("of a callback");
      cranked.loop.execute(
          () -> {
            throw thrown;
          });
      cranked.settle();
      assertSame(thrown, cranked.reports.get(0).failure());
      assertEquals(cranked.ticker.nanoTime(), cranked.loop.nanoTime());
    }
  }

  @Async
  private static Task<Integer> getsOffTheLoop(
      CompletableFuture<Integer> future, List<String> order) {
    Task<Integer> value = blocking(future::get);
    assertFalse(value.isDone());
    await(yieldNow());
    order.add("the loop goes on");
    future.complete(7);
    return Task.of(await(value));
  }

  @Test
  @Covers("A15")
  void aBlockingGetIsAwaitedWhileTheLoopGoesOn() {
    var order = new ArrayList<String>();
    try (var loop = EventLoop.create()) {
      assertEquals(7, loop.run(() -> getsOffTheLoop(new CompletableFuture<>(), order)));
    }
    assertEquals(List.of("the loop goes on"), order);
  }
}
