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
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A task as a CompletionStage: its dependents, and futures made of it. */
@Timeout(60)
class TaskStageTest {

  @Async
  private static Task<String> waitsFor(CompletionStage<String> stage) {
    return Task.of(await(stage));
  }

  @Test
  @Covers("K8")
  void dependentsOfADoneTaskSeeItsValue() {
    run(
        () -> {
          Task<String> task = Task.of("ab");
          assertEquals(2, await(task.thenApply(String::length)));
          assertEquals("abc", await(task.thenCompose(s -> Task.of(s + "c"))));
          assertEquals("abcd", await(task.thenCombine(Task.of("cd"), String::concat)));
          assertEquals("ab null", await(task.handle((value, failure) -> value + " " + failure)));
          assertEquals("ab", await(task.exceptionally(failure -> "never")));
          return Task.done();
        });
  }

  @Test
  @Covers("K8")
  void dependentsOfAPendingTaskSeeItsValueOnceItIsDone() {
    run(
        () -> {
          var gate = new CompletableFuture<String>();
          Task<String> task = waitsFor(gate);
          CompletionStage<Integer> length = task.thenApply(String::length);
          CompletionStage<String> composed = task.thenCompose(s -> Task.of(s + "c"));
          CompletionStage<String> first = task.applyToEither(new CompletableFuture<>(), s -> s);
          gate.complete("ab");
          assertEquals(2, await(length));
          assertEquals("abc", await(composed));
          assertEquals("ab", await(first));
          return Task.done();
        });
  }

  @Test
  @Covers("K8")
  void dependentsOfAFailedTaskSeeTheExceptionItself() {
    run(
        () -> {
          var failure = new IllegalStateException("lost");
          var gate = new CompletableFuture<String>();
          Task<String> pending = waitsFor(gate);
          CompletionStage<Throwable> handled = pending.handle((value, thrown) -> thrown);
          gate.completeExceptionally(failure);
          assertSame(failure, await(handled));
          assertSame(failure, await(pending.handle((value, thrown) -> thrown)));
          assertSame(failure, await(failureOf(pending.thenApply(String::length))));
          var seen = new Throwable[1];
          var whenComplete = pending.whenComplete((value, thrown) -> seen[0] = thrown);
          assertSame(failure, await(failureOf(whenComplete)));
          assertSame(failure, seen[0]);
          return Task.done();
        });
  }

  @Test
  @Covers("K8")
  void dependentsOfACancelledTaskSeeItsCancellation() {
    run(
        () -> {
          Task<String> task = waitsFor(new CompletableFuture<>());
          CompletionStage<Throwable> handled = task.handle((value, thrown) -> thrown);
          task.cancel("unwanted");
          assertInstanceOf(CancellationException.class, await(handled));
          return Task.done();
        });
  }

  @Test
  @Covers("K8")
  void asyncDependentsWithoutAnExecutorRunOnTheTasksLoop() {
    run(
        () -> {
          var loop = EventLoop.current();
          var gate = new CompletableFuture<String>();
          Task<String> task = waitsFor(gate);
          CompletionStage<Boolean> pending = task.thenApplyAsync(value -> loop.inLoop());
          gate.complete("value");
          CompletionStage<Boolean> done = Task.of("value").thenApplyAsync(value -> loop.inLoop());
          assertEquals(true, await(pending), "registered while pending");
          assertEquals(true, await(done), "registered when done");
          CompletionStage<Boolean> second =
              task.thenApply(String::length).thenApplyAsync(length -> loop.inLoop());
          assertEquals(true, await(second), "a dependent of a dependent");
          return Task.done();
        });
  }

  @Test
  @Covers("K8")
  void anAsyncDependentDoesNotRunInsideTheCallThatRegistersIt() {
    run(
        () -> {
          var steps = new Steps();
          Task.of("value").thenAcceptAsync(value -> steps.reach(2), EventLoop.current());
          steps.reach(1);
          await(yieldNow());
          steps.finish(3);
          return Task.done();
        });
  }

  @Test
  @Covers("K8")
  void aDependentRegisteredFromAnotherThreadSeesTheOutcome() {
    run(
        () -> {
          var gate = new CompletableFuture<String>();
          Task<String> task = waitsFor(gate);
          var registered = new CompletableFuture<CompletionStage<Integer>>();
          new Thread(() -> registered.complete(task.thenApply(String::length))).start();
          CompletionStage<Integer> length = await(registered);
          gate.complete("value");
          assertEquals(5, await(length));
          return Task.done();
        });
  }

  @Test
  @Covers("K9")
  void aFutureMadeOfATaskDoesNotChangeIt() {
    run(
        () -> {
          var gate = new CompletableFuture<String>();
          Task<String> task = waitsFor(gate);
          CompletableFuture<String> future = task.toCompletableFuture();
          assertTrue(future.complete("forged"));
          task.toCompletableFuture().completeExceptionally(new IllegalStateException("forged"));
          task.toCompletableFuture().obtrudeValue("forged");
          assertFalse(task.isDone());
          gate.complete("real");
          assertEquals("real", await(task));
          assertEquals("real", task.toCompletableFuture().join());
          return Task.done();
        });
  }

  @Test
  @Covers("K9")
  void cancellingAFutureMadeOfATaskIsACancelRequestToTheTask() {
    run(
        () -> {
          var gate = new CompletableFuture<String>();
          Task<String> task = waitsFor(gate);
          CompletableFuture<String> future = task.toCompletableFuture();
          future.cancel(true);
          assertTrue(task.isCancelRequested());
          assertTrue(gate.isCancelled());
          await(endOf(task));
          assertTrue(task.isCancelled());
          assertTrue(future.isCancelled());
          return Task.done();
        });
  }

  @Async
  private static CompletableFuture<String> cleansUp(
      CompletionStage<String> stage, CompletionStage<?> cleanUp, Steps steps) {
    try {
      return CompletableFuture.completedFuture(await(stage));
    } finally {
      steps.reach(1);
      await(cleanUp);
      steps.reach(2);
    }
  }

  @Test
  @Covers({"K9", "C16"})
  void cancellingTheFutureOfAnAsyncMethodRunsItsFinally() {
    run(
        () -> {
          var steps = new Steps();
          var gate = new CompletableFuture<String>();
          CompletableFuture<String> future = cleansUp(gate, yieldNow(), steps);
          future.cancel(true);
          assertTrue(gate.isCancelled());
          await(endOf(future));
          await(Outcome.turns(5));
          assertTrue(future.isCancelled());
          steps.finish(3);
          return Task.done();
        });
  }
}
