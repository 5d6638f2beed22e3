package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cancels from one thread against completions from another: each task gets exactly one outcome. */
@Timeout(300)
class CancellationStressTest {

  private static final int BATCHES = Integer.getInteger("bobbin.stress", 1) * 40;
  private static final int TASKS = 500;

  private int values;
  private int cancellations;

  @Async
  private Task<String> countsDeliveries(CompletionStage<String> stage) {
    String value;
    try {
      value = await(stage);
      values++;
    } catch (CancellationException e) {
      cancellations++;
      throw e;
    }
    return Task.of(value);
  }

  /** Awaits once more, so that a request that came too late for the first await is delivered. */
  @Async
  private Task<String> countsDeliveriesOfTwo(CompletionStage<String> first) {
    String value = await(countsDeliveries(first));
    await(new CompletableFuture<>());
    return Task.of(value);
  }

  private static <T> void race(
      EventLoop loop, List<T> things, Contender<T> one, Contender<T> other) {
    var start = new CyclicBarrier(2);
    var ended = new ArrayList<FutureTask<Void>>();
    for (Contender<T> contender : List.of(one, other)) {
      var contest =
          new FutureTask<Void>(
              () -> {
                start.await();
                for (T thing : things) {
                  contender.act(thing);
                }
                return null;
              });
      ended.add(contest);
      new Thread(contest, "contender").start();
    }
    ended.forEach(contest -> Bounded.get(contest, loop));
  }

  private interface Contender<T> {
    void act(T thing);
  }

  private record Pair(CompletableFuture<String> gate, Task<String> task) {}

  private List<Pair> onLoop(
      EventLoop loop, Function<CompletableFuture<String>, Task<String>> begin) {
    return Bounded.get(
        loop.fork(
            () -> {
              var pairs = new ArrayList<Pair>();
              for (int i = 0; i < TASKS; i++) {
                var gate = new CompletableFuture<String>();
                pairs.add(new Pair(gate, begin.apply(gate)));
              }
              return Task.of(pairs);
            }),
        loop);
  }

  private static void awaitEnd(EventLoop loop, Task<?> task) {
    Bounded.until("the task is done", task::isDone, loop);
  }

  /** Everything that the loop was given so far has had its turns. */
  private static void settle(EventLoop loop) {
    Bounded.get(loop.fork(() -> Outcome.turns(3)), loop);
  }

  @Test
  @Covers("C15")
  void aCancelAgainstACompletionDeliversExactlyOneOutcome() {
    try (EventLoop loop = EventLoop.create().start()) {
      for (int batch = 0; batch < BATCHES; batch++) {
        List<Pair> pairs = onLoop(loop, this::countsDeliveries);
        race(
            loop, pairs, pair -> pair.gate.complete("value"), pair -> pair.task.cancel("unwanted"));
        pairs.forEach(pair -> awaitEnd(loop, pair.task));
        settle(loop);
        int cancelled = (int) pairs.stream().filter(pair -> pair.task.isCancelled()).count();
        int[] counts = {values, cancellations};
        assertEquals(cancelled, counts[1], "cancellations delivered in batch " + batch);
        assertEquals(TASKS - cancelled, counts[0], "values delivered in batch " + batch);
        values = 0;
        cancellations = 0;
      }
    }
  }

  @Test
  @Covers({"C15", "C6"})
  void aCancelIsNeverLost() {
    try (EventLoop loop = EventLoop.create().start()) {
      for (int batch = 0; batch < BATCHES; batch++) {
        // whichever comes first, the task waits once more, where a pending request must end it
        List<Pair> pairs = onLoop(loop, this::countsDeliveriesOfTwo);
        race(
            loop, pairs, pair -> pair.gate.complete("value"), pair -> pair.task.cancel("unwanted"));
        for (Pair pair : pairs) {
          awaitEnd(loop, pair.task);
          assertTrue(pair.task.isCancelled(), () -> "batch of " + pair.task);
        }
      }
    }
  }

  @Test
  @Covers({"C15", "C9"})
  void twoThreadsThatCancelOneTaskDeliverOneCancellation() {
    try (EventLoop loop = EventLoop.create().start()) {
      for (int batch = 0; batch < BATCHES; batch++) {
        List<Pair> pairs = onLoop(loop, this::countsDeliveries);
        race(loop, pairs, pair -> pair.task.cancel("one"), pair -> pair.task.cancel("other"));
        pairs.forEach(pair -> awaitEnd(loop, pair.task));
        settle(loop);
        assertEquals(TASKS, cancellations);
        assertEquals(0, values);
        cancellations = 0;
      }
    }
  }

  @Async
  private static Task<Integer> yieldsUntilCancelled() {
    int turns = 0;
    try {
      for (; ; ) {
        await(yieldNow());
        turns++;
      }
    } catch (CancellationException e) {
      return Task.of(turns);
    }
  }

  @Test
  @Covers("C15")
  void tasksThatResumeAllTheTimeAreCancelledFromOutside() {
    try (EventLoop loop = EventLoop.create().start()) {
      for (int batch = 0; batch < BATCHES; batch++) {
        var tasks = new ArrayList<Task<Integer>>();
        for (int i = 0; i < 20; i++) {
          tasks.add(loop.fork(CancellationStressTest::yieldsUntilCancelled));
        }
        // one that was not begun yet may be cancelled before it begins, and catches nothing then
        settle(loop);
        tasks.forEach(task -> task.cancel("enough"));
        for (Task<Integer> task : tasks) {
          assertTrue(Bounded.get(task, loop) > 0);
        }
      }
    }
  }

  @Test
  @Covers("C15")
  void aCancelFromAnotherThreadIsDeliveredOnTheLoop() {
    try (EventLoop loop = EventLoop.create().start()) {
      var deliveredInLoop = new CompletableFuture<Boolean>();
      Task<String> task =
          loop.fork(
              () -> {
                try {
                  await(new CompletableFuture<String>());
                } catch (CancellationException e) {
                  deliveredInLoop.complete(loop.inLoop());
                }
                return Task.of("end");
              });
      settle(loop);
      assertTrue(task.cancel("from outside"));
      assertTrue(Bounded.get(deliveredInLoop, loop));
      assertEquals("end", Bounded.get(task, loop));
      assertTrue(task.isCancelRequested());
    }
  }
}
