package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Completions on one thread against awaits and joins on another: none is missed. */
@Timeout(300)
class AwaitStressTest {

  private static final int ROUNDS = Integer.getInteger("bobbin.stress", 1) * 100_000;

  @Async
  private static Task<Long> sums(List<? extends CompletionStage<Integer>> stages, EventLoop loop) {
    long sum = 0;
    for (CompletionStage<Integer> stage : stages) {
      sum += await(stage);
      if (!loop.inLoop()) {
        throw new AssertionError("resumed on " + Thread.currentThread());
      }
    }
    return Task.of(sum);
  }

  private static List<CompletableFuture<Integer>> gates() {
    return Stream.generate(() -> new CompletableFuture<Integer>()).limit(ROUNDS).toList();
  }

  private static void completeAll(List<CompletableFuture<Integer>> gates) {
    gates.forEach(gate -> gate.complete(1));
  }

  @Test
  @Covers("A6")
  void futuresCompletedByAnotherThreadAreEachAwaitedOnce() {
    try (EventLoop loop = EventLoop.create().start()) {
      List<CompletableFuture<Integer>> gates = gates();
      Task<Long> sum = loop.fork(() -> sums(gates, loop));
      completeAll(gates);
      assertEquals(ROUNDS, Bounded.get(sum, loop));
    }
  }

  @Test
  @Covers({"A6", "A12"})
  void stagesThatAreNoFuturesAreEachAwaitedOnce() {
    try (EventLoop loop = EventLoop.create().start()) {
      List<CompletableFuture<Integer>> gates = gates();
      List<CompletionStage<Integer>> stages =
          gates.stream().map(gate -> CallbackStage.<Integer>of(gate::whenComplete)).toList();
      Task<Long> sum = loop.fork(() -> sums(stages, loop));
      completeAll(gates);
      assertEquals(ROUNDS, Bounded.get(sum, loop));
    }
  }

  @Async
  private static Task<Integer> yieldsThenOne(int turns) {
    for (int i = 0; i < turns; i++) {
      await(yieldNow());
    }
    return Task.of(1);
  }

  @Test
  @Covers({"A6", "L15"})
  void tasksOfAnotherLoopAreEachAwaitedOnceOnTheOwnLoop() {
    try (EventLoop one = EventLoop.create().start();
        EventLoop other = EventLoop.create().start()) {
      List<Task<Integer>> tasks =
          IntStream.range(0, ROUNDS).mapToObj(i -> one.fork(() -> yieldsThenOne(i % 3))).toList();
      Task<Long> sum = other.fork(() -> sums(tasks, other));
      assertEquals(ROUNDS, Bounded.get(sum, one, other));
    }
  }

  @Test
  @Covers("K10")
  void joinsFromManyThreadsMissNoCompletion() {
    try (EventLoop loop = EventLoop.create().start()) {
      var ready = new CountDownLatch(2);
      var gates = gates().subList(0, ROUNDS / 10);
      List<Task<Integer>> tasks = new ArrayList<>();
      gates.forEach(gate -> tasks.add(loop.fork(() -> passesOn(gate))));
      var joiners = new ArrayList<FutureTask<Long>>();
      for (int i = 0; i < 2; i++) {
        var joiner =
            new FutureTask<>(
                () -> {
                  ready.countDown();
                  long sum = 0;
                  for (Task<Integer> task : tasks) {
                    sum += task.join();
                  }
                  return sum;
                });
        joiners.add(joiner);
        new Thread(joiner, "joiner").start();
      }
      Bounded.await(ready, loop);
      completeAll(gates);
      for (FutureTask<Long> joiner : joiners) {
        assertEquals(gates.size(), Bounded.get(joiner, loop));
      }
    }
  }

  @Async
  private static Task<Integer> passesOn(CompletionStage<Integer> stage) {
    return Task.of(await(stage));
  }
}
