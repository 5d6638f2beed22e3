package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.yieldNow;
import static dev.bobbin.behaviour.Outcome.endOf;
import static dev.bobbin.behaviour.Outcome.failureOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.util.ArrayList;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Depth and length that would overflow a stack if anything in them recursed. */
@Timeout(120)
class AwaitDepthTest {

  private static final int DEEP = 100_000;
  private static final int LONG = 1_000_000;

  @Async
  private static Task<Integer> plusOne(CompletionStage<Integer> stage) {
    return Task.of(await(stage) + 1);
  }

  private static Task<Integer> chain(CompletionStage<Integer> leaf) {
    Task<Integer> last = plusOne(leaf);
    for (int i = 1; i < DEEP; i++) {
      last = plusOne(last);
    }
    return last;
  }

  @Test
  @Covers("A13")
  void aMillionReadyAwaitsInARow() {
    run(
        () -> {
          long sum = 0;
          for (int i = 0; i < LONG; i++) {
            sum += await(Task.of(i));
          }
          assertEquals(499_999_500_000L, sum);
          return Task.done();
        });
  }

  @Async
  private static Task<Integer> ready(int value) {
    return Task.of(await(Task.of(value)));
  }

  @Test
  @Covers("A13")
  void aMillionCallsThatAwaitReadyStages() {
    run(
        () -> {
          long sum = 0;
          for (int i = 0; i < LONG; i++) {
            sum += await(ready(i));
          }
          assertEquals(499_999_500_000L, sum);
          return Task.done();
        });
  }

  @Test
  @Covers("A13")
  void aMillionSuspensionsInARow() {
    run(
        () -> {
          int resumed = 0;
          for (int i = 0; i < LONG; i++) {
            await(yieldNow());
            resumed++;
          }
          assertEquals(LONG, resumed);
          return Task.done();
        });
  }

  @Test
  @Covers({"A13", "A16"})
  void aDeepChainCompletes() {
    run(
        () -> {
          var leaf = new CompletableFuture<Integer>();
          Task<Integer> last = chain(leaf);
          leaf.complete(0);
          assertEquals(DEEP, await(last));
          return Task.done();
        });
  }

  @Test
  @Covers("A13")
  void aDeepChainCompletesWhenItsLeafIsCompletedOnAnotherThread() {
    run(
        () -> {
          var leaf = new CompletableFuture<Integer>();
          Task<Integer> last = chain(leaf);
          new Thread(() -> leaf.complete(0)).start();
          assertEquals(DEEP, await(last));
          return Task.done();
        });
  }

  @Test
  @Covers({"A13", "A3"})
  void aDeepChainFailsWithTheExceptionOfItsLeaf() {
    run(
        () -> {
          var leaf = new CompletableFuture<Integer>();
          Task<Integer> last = chain(leaf);
          var failure = new IllegalStateException("leaf");
          leaf.completeExceptionally(failure);
          assertSame(failure, await(failureOf(last)));
          return Task.done();
        });
  }

  @Test
  @Covers({"A13", "C3"})
  void aDeepChainIsCancelled() {
    run(
        () -> {
          var leaf = new CompletableFuture<Integer>();
          Task<Integer> last = chain(leaf);
          assertTrue(last.cancel("enough"));
          assertTrue(leaf.isCancelled());
          assertInstanceOf(CancellationException.class, await(failureOf(last)));
          assertTrue(last.isCancelled());
          return Task.done();
        });
  }

  @Test
  @Covers({"A13", "R4"})
  void aDeepChainIsCancelledByTheEndOfMain() {
    var last = run(() -> Task.of(new Object[] {chain(new CompletableFuture<>())}))[0];
    assertTrue(((Task<?>) last).isCancelled());
  }

  @Async
  private static Task<Integer> returns(Task<Integer> task) {
    await(yieldNow());
    return task;
  }

  @Test
  @Covers("A13")
  void aDeepChainOfReturnedPendingTasksCompletes() {
    run(
        () -> {
          var leaf = new CompletableFuture<Integer>();
          Task<Integer> last = plusOne(leaf);
          for (int i = 0; i < DEEP; i++) {
            last = returns(last);
          }
          await(yieldNow());
          await(yieldNow());
          assertFalse(last.isDone());
          leaf.complete(41);
          assertEquals(42, await(last));
          return Task.done();
        });
  }

  @Test
  @Covers({"A13", "C3"})
  void aDeepChainOfReturnedPendingTasksIsCancelled() {
    run(
        () -> {
          var leaf = new CompletableFuture<Integer>();
          Task<Integer> last = plusOne(leaf);
          for (int i = 0; i < DEEP; i++) {
            last = returns(last);
          }
          await(yieldNow());
          await(yieldNow());
          last.cancel("enough");
          assertTrue(leaf.isCancelled());
          await(endOf(last));
          assertTrue(last.isCancelled());
          return Task.done();
        });
  }

  @Test
  @Covers("A13")
  void aDeepChainCanBeDumpedAndAskedForItsStack() {
    run(
        () -> {
          var leaf = new CompletableFuture<Integer>();
          Task<Integer> last = chain(leaf);
          assertFalse(last.asyncStack().isEmpty());
          assertFalse(EventLoop.current().dump().toString().isEmpty());
          assertFalse(last.toString().isEmpty());
          leaf.complete(0);
          assertEquals(DEEP, await(last));
          return Task.done();
        });
  }

  @Test
  @Covers("A13")
  void aTaskWithAHundredThousandAwaitersResumesThemAll() {
    run(
        () -> {
          var leaf = new CompletableFuture<Integer>();
          Task<Integer> shared = plusOne(leaf);
          var awaiters = new ArrayList<Task<Integer>>();
          for (int i = 0; i < DEEP; i++) {
            awaiters.add(plusOne(shared));
          }
          leaf.complete(0);
          long sum = 0;
          for (Task<Integer> awaiter : awaiters) {
            sum += await(awaiter);
          }
          assertEquals(2L * DEEP, sum);
          return Task.done();
        });
  }
}
