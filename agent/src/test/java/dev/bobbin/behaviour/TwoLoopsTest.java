package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.sync.AsyncQueue;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Waiting from outside for what belongs to a loop: its end, and cancellations that cross it. */
class TwoLoopsTest {

  @Async
  private static <T> Task<T> waitsFor(CompletionStage<T> stage) {
    return Task.of(await(stage));
  }

  @Async
  private static Task<Void> waitsThenSleeps(Task<String> task) {
    await(task);
    await(sleep(Duration.ofHours(1)));
    return Task.done();
  }

  @Test
  @Covers("L7")
  void aTaskThatAwaitsASleepOfALoopThatIsClosedFails() {
    try (EventLoop here = EventLoop.create().start()) {
      EventLoop there = EventLoop.create().start();
      Task<Void> sleeping = Bounded.get(there.fork(() -> Task.of(sleep(Duration.ofHours(1)))));
      Task<Void> waiting = here.fork(() -> waitsFor(sleeping));
      settle(here, there);
      there.close();
      var thrown = assertThrows(IllegalStateException.class, () -> Bounded.get(waiting, here));
      assertTrue(thrown.getMessage().contains("its loop was closed"), thrown.getMessage());
    }
  }

  @Test
  @Covers("L7")
  void aFutureOfAWaitOfALoopThatIsClosedEnds() {
    EventLoop loop = EventLoop.create().start();
    AsyncQueue<String> queue = AsyncQueue.unbounded();
    Task<String> take = Bounded.get(loop.fork(() -> Task.of(queue.take())));
    CompletableFuture<String> future = take.toCompletableFuture();
    settle(loop);
    loop.close();
    assertThrows(CancellationException.class, () -> Bounded.get(future));
  }

  @Test
  @Covers("C15")
  void aCancellationThatCrossesTheValueOfAnotherLoopIsNotLost() {
    try (EventLoop here = EventLoop.create().start();
        EventLoop there = EventLoop.create()) {
      var gate = new CompletableFuture<String>();
      Task<String> remote = there.fork(() -> waitsFor(gate));
      there.runOnce(Duration.ZERO);
      Task<Void> waiting = here.fork(() -> waitsThenSleeps(remote));
      settle(here);
      there.runOnce(Duration.ZERO); // it knows now who waits
      gate.complete("value");
      waiting.cancel("not wanted");
      settle(here); // the request is on its way, behind the value
      while (!remote.isDone()) {
        there.runOnce(Duration.ZERO);
      }
      there.runOnce(Duration.ZERO);
      assertEquals("value", Bounded.get(remote));
      assertThrows(CancellationException.class, () -> Bounded.get(waiting, here));
    }
  }

  @Test
  @Covers("C15")
  void aCircleOverTwoLoopsEndsWhenItIsCancelled() {
    try (EventLoop here = EventLoop.create().start();
        EventLoop there = EventLoop.create().start()) {
      var known = new CompletableFuture<Task<Void>>();
      Task<Void> one = here.fork(() -> waitsForWhatItIsTold(known));
      Task<Void> other = there.fork(() -> waitsFor(one));
      known.complete(other);
      settle(here, there);

      one.cancel("enough");

      assertThrows(CancellationException.class, () -> Bounded.get(one, here, there));
      assertThrows(CancellationException.class, () -> Bounded.get(other, here, there));
    }
  }

  @Async
  private static Task<Void> waitsForWhatItIsTold(CompletableFuture<Task<Void>> known) {
    await(await(known));
    return Task.done();
  }

  @Async
  private static Task<Void> failsThere(CompletableFuture<String> gate) {
    throw new IllegalStateException(await(gate));
  }

  @Async
  private static Task<Void> callsThere(CompletableFuture<String> gate) {
    await(failsThere(gate));
    return Task.done();
  }

  @Async
  private static Task<Void> awaitsHere(Task<Void> remote) {
    await(remote);
    return Task.done();
  }

  @Async
  private static Task<Void> callsHere(Task<Void> remote) {
    await(awaitsHere(remote));
    return Task.done();
  }

  private static void assertShowsBothLoops(Task<Void> failed, EventLoop here) {
    var failure = assertThrows(IllegalStateException.class, () -> Bounded.get(failed, here));
    List<String> lines =
        Arrays.stream(failure.getStackTrace())
            .filter(line -> !line.getClassName().startsWith("java."))
            .map(line -> line.getLineNumber() > 0 ? line.getMethodName() : line.getFileName())
            .filter(name -> name != null && !name.startsWith("lambda$"))
            .toList();
    assertEquals(
        List.of(
            "failsThere",
            "async callers",
            "callsThere",
            "async callers on here",
            "awaitsHere",
            "callsHere"),
        lines);
  }

  @Test
  @Covers("J3")
  void theCallersOnBothLoopsAreShownWhereTheFailureIsWaitedFor() {
    try (EventLoop here = EventLoop.builder().name("here").build().start();
        EventLoop there = EventLoop.create().start()) {
      var gate = new CompletableFuture<String>();
      Task<Void> remote = there.fork(() -> callsThere(gate));
      Task<Void> one = here.fork(() -> callsHere(remote));
      Task<Void> other = here.fork(() -> callsHere(remote));
      settle(here, there);
      gate.complete("planned");
      assertShowsBothLoops(one, here);
      assertShowsBothLoops(other, here);
    }
  }

  @Test
  @Covers("J3")
  void theCallersOnBothLoopsAreShownWhereItFailedBefore() {
    try (EventLoop here = EventLoop.builder().name("here").build().start();
        EventLoop there = EventLoop.create().start()) {
      var gate = new CompletableFuture<String>();
      Task<Void> remote = there.fork(() -> callsThere(gate));
      settle(there);
      gate.complete("planned");
      settle(there);
      assertTrue(remote.isDone());
      assertShowsBothLoops(here.fork(() -> callsHere(remote)), here);
      assertShowsBothLoops(here.fork(() -> callsHere(remote)), here);
    }
  }

  @Async
  private static Task<Void> handsOn(Task<Void> remote) {
    await(yieldNow());
    return remote;
  }

  @Async
  private static Task<Void> awaitsHandedOn(Task<Void> remote) {
    await(handsOn(remote));
    return Task.done();
  }

  @Test
  @Covers("J3")
  void theCallersBehindATaskThatIsHandedOnAreShownToo() {
    try (var here = new CrankedLoop(builder -> builder.name("here"));
        var there = new CrankedLoop()) {
      var gate = new CompletableFuture<String>();
      Task<Void> remote = there.start(() -> callsThere(gate));
      gate.complete("planned");
      there.settle();
      Task<Void> failed = here.start(() -> awaitsHandedOn(remote));
      var failure = Ended.failureOf(failed, IllegalStateException.class);
      assertTrue(
          Arrays.stream(failure.getStackTrace())
              .anyMatch(line -> line.getMethodName().equals("awaitsHandedOn")),
          () -> Arrays.toString(failure.getStackTrace()));
    }
  }

  /** What was posted to the loops before has been done, also if it needed a few turns. */
  private static void settle(EventLoop... loops) {
    for (int i = 0; i < 3; i++) {
      for (EventLoop loop : loops) {
        Bounded.get(loop.fork(Task::done));
      }
    }
  }
}
