package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.all;
import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.behaviour.Outcome.endOf;
import static dev.bobbin.behaviour.Outcome.failureOf;
import static dev.bobbin.behaviour.Outcome.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code Bobbin.all}: every result, or the first failure after everything has ended. */
@Timeout(60)
class AllTest {

  private final List<String> notes = new ArrayList<>();

  private static CompletableFuture<String> gate() {
    return new CompletableFuture<>();
  }

  @Async
  private Task<String> passesOn(CompletionStage<String> stage) {
    return Task.of(await(stage));
  }

  @Async
  private Task<String> cleansUp(String name, CompletionStage<String> stage) {
    try {
      return Task.of(await(stage));
    } finally {
      await(turns(2));
      notes.add(name + " ended");
    }
  }

  @Async
  private Task<String> failsInFinally(CompletionStage<String> stage, RuntimeException failure) {
    try {
      return Task.of(await(stage));
    } catch (CancellationException e) {
      await(turns(2));
      throw failure;
    }
  }

  @Test
  @Covers("Y1")
  void resultsAreInTheOrderOfTheArguments() {
    run(
        () -> {
          CompletableFuture<String> first = gate();
          CompletableFuture<String> second = gate();
          CompletableFuture<String> third = gate();
          Task<List<String>> all = all(List.of(passesOn(first), passesOn(second), passesOn(third)));
          third.complete("c");
          await(turns(2));
          first.complete("a");
          await(turns(2));
          assertFalse(all.isDone());
          second.complete("b");
          assertEquals(List.of("a", "b", "c"), await(all));
          return Task.done();
        });
  }

  @Test
  @Covers("Y2")
  void allOfNothingIsDone() {
    Task<List<String>> all = all(List.<Task<String>>of());
    assertTrue(all.isDone());
    assertEquals(List.of(), all.resultNow());
  }

  @Test
  @Covers("Y3")
  void aTaskPassedTwiceAppearsTwice() {
    run(
        () -> {
          CompletableFuture<String> gate = gate();
          Task<String> task = passesOn(gate);
          Task<List<String>> all = all(List.of(task, task));
          gate.complete("value");
          assertEquals(List.of("value", "value"), await(all));
          return Task.done();
        });
  }

  @Test
  @Covers({"Y3", "Y4"})
  void aFailedTaskPassedTwiceIsNotItsOwnSuppressed() {
    run(
        () -> {
          var failure = new IllegalStateException("lost");
          Task<String> failed = Task.failed(failure);
          assertSame(failure, await(failureOf(all(List.of(failed, failed)))));
          assertFalse(List.of(failure.getSuppressed()).contains(failure));
          return Task.done();
        });
  }

  @Test
  @Covers("Y4")
  void theFirstFailureIsThrownAfterTheRestWereCancelledAndEnded() {
    run(
        () -> {
          CompletableFuture<String> failing = gate();
          var failure = new IllegalStateException("first");
          Task<String> other = cleansUp("other", gate());
          Task<List<String>> all = all(List.of(other, passesOn(failing)));
          failing.completeExceptionally(failure);
          assertSame(failure, await(failureOf(all)));
          assertEquals(List.of("other ended"), notes);
          assertTrue(other.isCancelled());
          return Task.done();
        });
  }

  @Test
  @Covers("Y4")
  void laterFailuresAreSuppressedAndCancellationsAreNot() {
    run(
        () -> {
          CompletableFuture<String> failing = gate();
          var first = new IllegalStateException("first");
          var later = new IllegalStateException("while cleaning up");
          Task<List<String>> all =
              all(List.of(failsInFinally(gate(), later), passesOn(gate()), passesOn(failing)));
          failing.completeExceptionally(first);
          assertSame(first, await(failureOf(all)));
          assertTrue(List.of(first.getSuppressed()).contains(later));
          assertEquals(
              0,
              List.of(first.getSuppressed()).stream()
                  .filter(CancellationException.class::isInstance)
                  .count());
          return Task.done();
        });
  }

  @Test
  @Covers("Y6")
  void aChildCancelledFromOutsideFailsAllWithACancellation() {
    run(
        () -> {
          Task<String> child = passesOn(gate());
          CompletableFuture<String> other = gate();
          Task<List<String>> all = all(List.of(child, passesOn(other)));
          child.cancel("only this one");
          assertInstanceOf(CancellationException.class, await(failureOf(all)));
          assertFalse(all.isCancelRequested());
          assertTrue(other.isCancelled());
          return Task.done();
        });
  }

  @Test
  @Covers("Y7")
  void cancellingAllCancelsEveryUnfinishedChildAndWaitsForThem() {
    run(
        () -> {
          Task<String> done = Task.of("done");
          Task<String> first = cleansUp("first", gate());
          Task<String> second = cleansUp("second", gate());
          Task<List<String>> all = all(List.of(done, first, second));
          assertTrue(all.cancel("unwanted"));
          assertFalse(all.isDone());
          assertInstanceOf(CancellationException.class, await(failureOf(all)));
          assertEquals(List.of("first ended", "second ended"), notes);
          assertTrue(first.isCancelled());
          assertTrue(second.isCancelled());
          assertTrue(all.isCancelled());
          return Task.done();
        });
  }

  @Test
  @Covers("Y7")
  void cancellingAllThatIsDoneDoesNothing() {
    run(
        () -> {
          Task<List<String>> all = all(List.of(Task.of("done")));
          await(all);
          assertFalse(all.cancel("too late"));
          assertEquals(List.of("done"), await(all));
          return Task.done();
        });
  }

  @Test
  @Covers({"Y7", "C3"})
  void cancellingTheAwaiterOfAllCancelsTheChildren() {
    run(
        () -> {
          CompletableFuture<String> gate = gate();
          Task<List<String>> all = all(List.of(passesOn(gate)));
          Task<Void> awaiter = endOfIt(all);
          awaiter.cancel("unwanted");
          assertTrue(gate.isCancelled());
          await(endOf(awaiter));
          assertTrue(awaiter.isCancelled());
          return Task.done();
        });
  }

  @Async
  private static Task<Void> endOfIt(Task<?> task) {
    await(task);
    return Task.done();
  }

  @Test
  @Covers("Y9")
  void doneInputsNeedNoSuspension() {
    Task<List<String>> all =
        all(List.of(Task.of("task"), CompletableFuture.completedFuture("future")));
    assertTrue(all.isDone());
    assertEquals(List.of("task", "future"), all.resultNow());
  }

  @Test
  @Covers("Y9")
  void foreignStagesMixWithTasks() {
    run(
        () -> {
          CompletableFuture<String> source = gate();
          CompletableFuture<String> future = gate();
          CompletionStage<String> stage = CallbackStage.of(source::whenComplete);
          Task<List<String>> all = all(List.of(stage, future, Task.of("task")));
          source.complete("stage");
          future.complete("future");
          assertEquals(List.of("stage", "future", "task"), await(all));
          return Task.done();
        });
  }

  @Test
  @Covers({"Y1", "A14"})
  void nullResultsAreKept() {
    run(
        () -> {
          List<String> results = await(all(Task.<String>of(null), Task.of("b")));
          assertEquals(2, results.size());
          assertEquals(null, results.get(0));
          return Task.done();
        });
  }
}
