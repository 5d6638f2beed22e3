package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.yieldNow;
import static dev.bobbin.behaviour.Outcome.failureOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a call of an async method does at once, and what it leaves for later. */
@Timeout(60)
class TaskTest {

  @Async
  private static Task<String> reachesAround(Steps steps, CompletionStage<String> stage) {
    steps.reach(2);
    String value = await(stage);
    steps.reach(4);
    return Task.of(value);
  }

  @Test
  @Covers("K1")
  void theBodyRunsOnTheCallersStackUpToItsFirstRealSuspension() {
    run(
        () -> {
          var steps = new Steps();
          var gate = new CompletableFuture<String>();
          steps.reach(1);
          Task<String> task = reachesAround(steps, gate);
          steps.reach(3);
          assertFalse(task.isDone());
          gate.complete("value");
          assertEquals("value", await(task));
          steps.finish(5);
          return Task.done();
        });
  }

  @Async
  private static Task<Integer> length(String text) {
    return Task.of(text.length());
  }

  @Test
  @Covers("K2")
  void aCallThatNeedsNoWaitIsDoneOnReturnAndNoTaskOfTheLoop() {
    run(
        () -> {
          Task<Integer> task = length("four");
          assertTrue(task.isDone());
          assertEquals(4, task.resultNow());
          assertFalse(EventLoop.current().tasks().contains(task));
          return Task.done();
        });
  }

  @Async
  private static Task<String> failsAtOnce(Throwable failure) throws Throwable {
    throw failure;
  }

  @Async
  private static CompletionStage<String> stageFailsAtOnce(RuntimeException failure) {
    throw failure;
  }

  @Async
  private static CompletableFuture<String> futureFailsAtOnce(RuntimeException failure) {
    throw failure;
  }

  @Async
  private static Future<String> plainFutureFailsAtOnce(RuntimeException failure) {
    throw failure;
  }

  @Test
  @Covers("K3")
  void aFailureBeforeTheFirstAwaitIsInTheTaskAndNotThrownByTheCall() throws Throwable {
    var failure = new IOException("early");
    Task<String> task = failsAtOnce(failure);
    assertTrue(task.isDone());
    assertSame(failure, task.exceptionNow());
    var error = new AssertionError("early");
    assertSame(error, failsAtOnce(error).exceptionNow());
  }

  @Test
  @Covers("K3")
  void aFailureBeforeTheFirstAwaitIsInTheReturnedStageOfEveryType() {
    run(
        () -> {
          var failure = new IllegalStateException("early");
          assertSame(failure, await(failureOf(stageFailsAtOnce(failure))));
          assertSame(failure, await(failureOf(futureFailsAtOnce(failure))));
          Future<String> future = plainFutureFailsAtOnce(failure);
          var seen = assertThrows(ExecutionException.class, future::get);
          assertSame(failure, seen.getCause());
          return Task.done();
        });
  }

  @Test
  @Covers("K3")
  void anAsyncLambdaThatThrowsEarlyFailsItsTask() {
    run(
        () -> {
          var failure = new IOException("early");
          Task<Object> task =
              EventLoop.current()
                  .fork(
                      () -> {
                        throw failure;
                      });
          assertSame(failure, await(failureOf(task)));
          return Task.done();
        });
  }

  @Async
  private static Task<Integer> depth(int left) {
    return Task.of(left == 0 ? 0 : await(depth(left - 1)) + 1);
  }

  @Test
  @Covers("K12")
  void recursionTenThousandDeepBehavesLikePlainJava() {
    assertEquals(10_000, onADeepStack(() -> depth(10_000).resultNow()));
  }

  /** One call takes two Java frames: interpreted, the default stack of 1 MB is not enough. */
  private static <T> T onADeepStack(Callable<T> body) {
    var result = new FutureTask<>(body);
    new Thread(null, result, "deep", 16L << 20).start();
    return Bounded.get(result);
  }

  @Async
  @SuppressWarnings("InfiniteRecursion") // that is the point
  private static Task<Integer> endless(int depth) {
    return Task.of(await(endless(depth + 1)) + 1);
  }

  @Async
  private static Task<String> catchesOverflow() {
    try {
      await(endless(0));
      return Task.of("never");
    } catch (StackOverflowError e) {
      return Task.of("overflow caught");
    }
  }

  @Test
  @Covers("K12")
  void endlessRecursionOverflowsTheStackAsPlainJavaDoes() {
    assertEquals("overflow caught", catchesOverflow().resultNow());
  }

  @Async
  private static Task<Integer> deepThenWaits(int left, CompletionStage<Integer> leaf) {
    int below = await(left == 0 ? leaf : deepThenWaits(left - 1, leaf));
    return Task.of(below + 1);
  }

  @Test
  @Covers("K12")
  void recursionThatSuspendsAtItsDeepestPointResumesToTheTop() {
    int depth =
        onADeepStack(
            () ->
                run(
                    () -> {
                      var leaf = new CompletableFuture<Integer>();
                      Task<Integer> top = deepThenWaits(9_999, leaf);
                      leaf.complete(0);
                      return top;
                    }));
    assertEquals(10_000, depth);
  }

  @Test
  @Covers("K17")
  void aCallOffLoopThatNeedsNoWaitWorks() {
    assertEquals(4, length("four").resultNow());
    assertEquals(100, depth(100).join());
    assertEquals("value", reachesAround(new Steps(), Task.of("value")).join());
  }

  @Test
  @Covers("K17")
  void aCallOffLoopThatMustWaitFailsAndSaysWhatToWrite() {
    Task<String> task = reachesAround(new Steps(), new CompletableFuture<>());
    assertTrue(task.isDone());
    Throwable failure = task.exceptionNow();
    assertInstanceOf(IllegalStateException.class, failure);
    assertTrue(failure.getMessage().contains("run("), failure::getMessage);
  }

  @Async
  private static Task<String> recovers(CompletionStage<String> stage) {
    try {
      return Task.of(await(stage));
    } catch (IllegalStateException e) {
      return Task.of("no loop");
    }
  }

  @Test
  @Covers("K17")
  void theFailureOffLoopIsThrownAtTheAwaitAndCanBeCaughtThere() {
    assertEquals("no loop", recovers(new CompletableFuture<>()).resultNow());
  }

  @Test
  @Covers("K7")
  void forkStartsInItsTurnAmongTheOtherCallbacks() {
    run(
        () -> {
          var steps = new Steps();
          var loop = EventLoop.current();
          loop.execute(() -> steps.reach(2));
          Task<String> forked =
              loop.fork(
                  () -> {
                    steps.reach(3);
                    return Task.of("forked");
                  });
          loop.execute(() -> steps.reach(4));
          steps.reach(1);
          assertFalse(forked.isDone());
          assertEquals("forked", await(forked));
          await(yieldNow());
          steps.finish(5);
          return Task.done();
        });
  }

  @Test
  @Covers("K7")
  void forksOfOneTurnStartInOrder() {
    run(
        () -> {
          var steps = new Steps();
          for (int i = 1; i <= 5; i++) {
            int step = i;
            EventLoop.current()
                .fork(
                    () -> {
                      steps.reach(step);
                      return Task.done();
                    });
          }
          await(yieldNow());
          steps.finish(6);
          return Task.done();
        });
  }
}
