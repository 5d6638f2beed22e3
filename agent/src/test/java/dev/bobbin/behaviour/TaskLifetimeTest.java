package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.each;
import static dev.bobbin.Bobbin.sleep;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.stream.AsyncIterator;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is dead can be collected, whatever that once held it is still alive. */
@Timeout(120)
class TaskLifetimeTest {

  private WeakReference<Object> local = new WeakReference<>(null);

  private static void assertCollected(WeakReference<?> reference, EventLoop loop) {
    Bounded.until(
        "collected",
        () -> {
          System.gc();
          return reference.get() == null;
        },
        loop);
  }

  @Async
  private Task<String> keepsALocalOver(CompletionStage<String> stage) {
    var mine = new Object();
    local = new WeakReference<>(mine);
    String value = await(stage);
    return Task.of(value + mine.hashCode());
  }

  @Test
  @Covers("K15")
  void aWaitingTaskKeepsWhatItStillNeeds() {
    try (var crank = new CrankedLoop()) {
      var gate = new CompletableFuture<String>();
      Task<String> task = crank.start(() -> keepsALocalOver(gate));
      System.gc();
      assertFalse(local.refersTo(null));
      gate.complete("value");
      crank.settle();
      assertTrue(task.isDone());
    }
  }

  @Test
  @Covers("K15")
  void aFinishedTaskKeepsNoLocals() {
    try (var crank = new CrankedLoop()) {
      var gate = new CompletableFuture<String>();
      Task<String> task = crank.start(() -> keepsALocalOver(gate));
      gate.complete("value");
      crank.settle();
      assertCollected(local, crank.loop);
      assertTrue(task.isDone());
      Reference.reachabilityFence(gate);
    }
  }

  @Test
  @Covers("K15")
  void aFailedTaskAndItsExceptionKeepNoLocals() {
    try (var crank = new CrankedLoop()) {
      var gate = new CompletableFuture<String>();
      Task<String> task = crank.start(() -> keepsALocalOver(gate));
      gate.completeExceptionally(new IllegalStateException("lost"));
      crank.settle();
      Throwable failure = task.exceptionNow();
      assertCollected(local, crank.loop);
      Reference.reachabilityFence(failure);
      Reference.reachabilityFence(task);
    }
  }

  @Test
  @Covers("K15")
  void aCancelledTaskKeepsNoLocals() {
    try (var crank = new CrankedLoop()) {
      Task<String> task = crank.start(() -> keepsALocalOver(new CompletableFuture<>()));
      task.cancel("unwanted");
      crank.settle();
      assertTrue(task.isCancelled());
      assertCollected(local, crank.loop);
      Reference.reachabilityFence(task);
    }
  }

  @Async
  private Task<String> dropsALocalBefore(CompletionStage<String> first) {
    var mine = new Object();
    local = new WeakReference<>(mine);
    int hash = mine.hashCode();
    return Task.of(await(first) + hash);
  }

  @Test
  @Covers("K15")
  void aWaitingTaskKeepsNoLocalThatItReadsNoMore() {
    try (var crank = new CrankedLoop()) {
      var gate = new CompletableFuture<String>();
      Task<String> task = crank.start(() -> dropsALocalBefore(gate));
      assertCollected(local, crank.loop);
      assertFalse(task.isDone());
      gate.complete("value");
      crank.settle();
      assertTrue(task.isDone());
    }
  }

  @Async
  private Task<String> keepsALocalOverTheFirst(
      CompletionStage<String> first, CompletionStage<String> second) {
    var mine = new Object();
    local = new WeakReference<>(mine);
    String before = await(first) + mine.hashCode();
    return Task.of(before + await(second));
  }

  @Test
  @Covers("K15")
  void aTaskThatWaitsAgainDropsWhatOnlyItsFirstWaitNeeded() {
    try (var crank = new CrankedLoop()) {
      var first = new CompletableFuture<String>();
      var second = new CompletableFuture<String>();
      Task<String> task = crank.start(() -> keepsALocalOverTheFirst(first, second));
      first.complete("first");
      crank.settle();
      assertCollected(local, crank.loop);
      assertFalse(task.isDone());
      second.complete("second");
      crank.settle();
      assertTrue(task.isDone());
    }
  }

  @Async
  private Task<String> awaitsThe(CompletableFuture<String> firstValue) {
    String value = await(firstValue);
    await(yieldNow());
    return Task.of("of length " + value.length());
  }

  @Test
  @Covers("K15")
  void aFinishedTaskDoesNotKeepWhatItAwaited() {
    try (var crank = new CrankedLoop()) {
      var gate = new CompletableFuture<String>();
      var awaited = new WeakReference<>(gate);
      CompletableFuture<String> held = gate;
      Task<String> task = crank.start(() -> awaitsThe(awaited.get()));
      held.complete("value");
      crank.settle();
      gate = null;
      held = null;
      assertCollected(awaited, crank.loop);
      assertTrue(task.isDone());
    }
  }

  @Async
  private Task<Void> sleepsWithALocal() {
    var mine = new Object();
    local = new WeakReference<>(mine);
    await(sleep(Duration.ofDays(1)));
    Reference.reachabilityFence(mine);
    return Task.done();
  }

  @Test
  @Covers({"K15", "T11"})
  void aCancelledSleeperIsNotKeptByItsTimer() {
    try (var crank = new CrankedLoop()) {
      Task<Void> task = crank.start(this::sleepsWithALocal);
      var reference = new WeakReference<>(task);
      task.cancel("wake up");
      crank.settle();
      task = null;
      assertCollected(reference, crank.loop);
      assertCollected(local, crank.loop);
    }
  }

  @Test
  @Covers("K15")
  void anIdleLoopKeepsNoTaskThatItRan() {
    try (var crank = new CrankedLoop()) {
      var references = new ArrayList<WeakReference<Task<String>>>();
      for (int i = 0; i < 100; i++) {
        var gate = new CompletableFuture<String>();
        references.add(new WeakReference<>(crank.start(() -> keepsALocalOver(gate))));
        gate.complete("value");
      }
      crank.settle();
      for (WeakReference<Task<String>> reference : references) {
        assertCollected(reference, crank.loop);
      }
    }
  }

  @Test
  @Covers({"K15", "C14"})
  void aStageThatCannotBeCancelledDoesNotKeepItsFormerAwaiter() {
    try (var crank = new CrankedLoop()) {
      var source = new CompletableFuture<String>();
      CompletionStage<String> stage = CallbackStage.of(source::whenComplete);
      Task<String> task = crank.start(() -> keepsALocalOver(stage));
      var reference = new WeakReference<>(task);
      task.cancel("unwanted");
      crank.settle();
      assertTrue(task.isCancelled());
      task = null;
      assertCollected(local, crank.loop);
      assertCollected(reference, crank.loop);
      Reference.reachabilityFence(source);
    }
  }

  @Test
  @Covers({"K15", "C14"})
  void aLateValueOfADetachedStageIsNotKept() {
    try (var crank = new CrankedLoop()) {
      var source = new CompletableFuture<Object>();
      CompletionStage<Object> stage = CallbackStage.of(source::whenComplete);
      Task<Object> task = crank.start(() -> Task.from(stage));
      Task<Object> awaiter = crank.start(() -> passesOn(stage));
      awaiter.cancel("unwanted");
      task.cancel("unwanted");
      crank.settle();
      var late = new Object();
      var reference = new WeakReference<>(late);
      source.complete(late);
      crank.settle();
      source.obtrudeValue("forgotten");
      late = null;
      assertCollected(reference, crank.loop);
      Reference.reachabilityFence(awaiter);
      Reference.reachabilityFence(task);
    }
  }

  @Async
  private static <T> Task<T> passesOn(CompletionStage<T> stage) {
    return Task.of(await(stage));
  }

  @Test
  @Covers({"K15", "Y10"})
  void anIterationThatWasClosedIsNotKeptByTasksThatGoOn() {
    try (var crank = new CrankedLoop()) {
      var gate = new CompletableFuture<String>();
      Task<String> goesOn = crank.start(() -> keepsALocalOver(gate));
      var closed =
          new WeakReference<Object>(
              crank.run(
                  () -> {
                    AsyncIterator<Task<String>> each = each(List.of(goesOn, Task.of("done")));
                    await(each.hasNext());
                    each.next();
                    await(each.closeAsync());
                    return Task.of(each);
                  }));
      assertCollected(closed, crank.loop);
      gate.complete("value");
      crank.settle();
      assertTrue(goesOn.isDone());
    }
  }
}
