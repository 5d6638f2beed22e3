package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.yieldNow;
import static dev.bobbin.behaviour.Outcome.endOf;
import static dev.bobbin.behaviour.Outcome.failureOf;
import static dev.bobbin.behaviour.Outcome.turns;
import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that come when nothing can be interrupted: they wait for an await that suspends. */
@Timeout(60)
class PendingCancellationTest {

  private final List<String> notes = new ArrayList<>();

  private static CompletableFuture<String> gate() {
    return new CompletableFuture<>();
  }

  /** Notes the outcome of each stage it awaits, in order, whatever it is. */
  @Async
  private Task<String> notesEach(List<? extends CompletionStage<String>> stages) {
    for (CompletionStage<String> stage : stages) {
      try {
        notes.add(await(stage));
      } catch (CancellationException e) {
        notes.add("cancelled");
      }
    }
    return Task.of("end");
  }

  @Async
  private static Task<String> passesOn(CompletionStage<String> stage) {
    return Task.of(await(stage));
  }

  @Test
  @Covers("C5")
  void aReadyStageStillGivesItsValueAfterTheRequest() {
    run(
        () -> {
          Task<String> task = cancelsItselfThenAwaitsEach(List.of(completedFuture("ready")));
          assertEquals("end", await(task));
          assertEquals(List.of("ready"), notes);
          assertFalse(task.isCancelled());
          return Task.done();
        });
  }

  @Async
  private Task<String> cancelsItselfThenAwaitsEach(List<CompletableFuture<String>> stages) {
    Task.current().cancel("by itself");
    for (CompletableFuture<String> stage : stages) {
      try {
        notes.add(await(stage));
      } catch (CancellationException e) {
        notes.add("cancelled");
      }
    }
    return Task.of("end");
  }

  @Test
  @Covers("C5")
  void theRequestWaitsForTheFirstAwaitThatSuspends() {
    run(
        () -> {
          var ready = completedFuture("ready");
          CompletableFuture<String> late = gate();
          Task<String> task = cancelsItselfThenAwaitsEach(List.of(ready, ready, gate(), late));
          await(turns(2));
          assertEquals(List.of("ready", "ready", "cancelled"), notes);
          late.complete("late");
          await(task);
          assertEquals(List.of("ready", "ready", "cancelled", "late"), notes);
          return Task.done();
        });
  }

  @Test
  @Covers({"C5", "C6"})
  void anOutcomeThatArrivedBeforeTheCancelOfTheSameBatchIsDelivered() {
    run(
        () -> {
          CompletableFuture<String> first = gate();
          CompletableFuture<String> second = gate();
          Task<String> task = notesEach(List.of(first, second));
          first.complete("arrived");
          assertTrue(task.cancel("too late for the first"));
          await(task);
          assertEquals(List.of("arrived", "cancelled"), notes);
          assertTrue(second.isCancelled());
          return Task.done();
        });
  }

  @Test
  @Covers("C6")
  void anOutcomeOfATaskThatArrivedBeforeTheCancelIsDelivered() {
    run(
        () -> {
          CompletableFuture<String> source = gate();
          Task<String> shared = passesOn(source);
          CompletableFuture<String> second = gate();
          Task<String> task = notesEach(List.of(shared, second));
          Task<Void> alsoWaiting = endOf(shared);
          source.complete("arrived");
          // the shared task has ended now, and with two awaiters both are queued, not run
          EventLoop.current().execute(() -> task.cancel("too late for the first"));
          await(task);
          assertEquals(List.of("arrived", "cancelled"), notes);
          await(alsoWaiting);
          return Task.done();
        });
  }

  /** As if another thread completed it at the last moment. */
  private static CompletableFuture<String> doneWhileItIsCancelled() {
    return new CompletableFuture<>() {
      @Override
      public boolean cancel(boolean mayInterruptIfRunning) {
        complete("arrived");
        return super.cancel(mayInterruptIfRunning);
      }
    };
  }

  @Test
  @Covers("C15")
  void aValueThatArrivesWhileItsFutureIsCancelledIsDelivered() {
    run(
        () -> {
          Task<String> task = notesEach(List.of(doneWhileItIsCancelled(), gate()));
          task.cancel("too late for the first");
          await(task);
          assertEquals(List.of("arrived", "cancelled"), notes);
          return Task.done();
        });
  }

  @Test
  @Covers("C6")
  void aFailureThatArrivedBeforeTheCancelIsDelivered() {
    run(
        () -> {
          CompletableFuture<String> gate = gate();
          var failure = new IllegalStateException("arrived");
          Task<String> task = passesOn(gate);
          gate.completeExceptionally(failure);
          task.cancel("too late");
          assertSame(failure, await(failureOf(task)));
          assertFalse(task.isCancelled());
          return Task.done();
        });
  }

  @Test
  @Covers("C20")
  void aRequestAfterTheLastAwaitLeavesTheTaskToEndNormally() {
    run(
        () -> {
          CompletableFuture<String> gate = gate();
          Task<String> task = notesEach(List.of(gate));
          gate.complete("last");
          assertTrue(task.cancel("too late"));
          assertEquals("end", await(task));
          assertEquals(List.of("last"), notes);
          assertFalse(task.isCancelled());
          assertTrue(task.isCancelRequested());
          return Task.done();
        });
  }

  @Async
  private static Task<String> cancelsItselfThenReturns() {
    await(yieldNow());
    Task.current().cancel("by itself");
    return Task.of("value");
  }

  @Test
  @Covers("C20")
  void aTaskThatCancelsItselfAndAwaitsNoMoreEndsNormally() {
    assertEquals("value", run(PendingCancellationTest::cancelsItselfThenReturns));
  }

  @Test
  @Covers({"C6", "C15"})
  void aRequestThatACalledTaskNeverGotPassesToItsCaller() {
    run(
        () -> {
          CompletableFuture<String> first = gate();
          CompletableFuture<String> second = gate();
          Task<String> inner = passesOn(first);
          Task<String> outer = notesEach(List.of(inner, second));
          first.complete("arrived");
          // the inner task is about to end without another await, the outer one is not
          outer.cancel("must not be lost");
          await(turns(3));
          assertEquals(List.of("arrived", "cancelled"), notes);
          assertTrue(second.isCancelled());
          assertEquals("end", await(outer));
          return Task.done();
        });
  }
}
