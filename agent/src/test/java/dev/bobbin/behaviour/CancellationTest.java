package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.sleep;
import static dev.bobbin.Bobbin.yieldNow;
import static dev.bobbin.behaviour.Outcome.endOf;
import static dev.bobbin.behaviour.Outcome.failureOf;
import static dev.bobbin.behaviour.Outcome.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A cancel request to one task: when it arrives, and what its body may do about it. */
@Timeout(60)
class CancellationTest {

  private final List<String> notes = new ArrayList<>();
  private final Steps steps = new Steps();

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

  private static CompletableFuture<String> gate() {
    return new CompletableFuture<>();
  }

  @Async
  private Task<String> reachesWhenCancelled(CompletionStage<String> stage, int step) {
    try {
      return Task.of(await(stage));
    } catch (CancellationException e) {
      steps.reach(step);
      throw e;
    }
  }

  @Test
  @Covers("C1")
  void cancelReachesTheAwaitedStageAtOnceAndTheBodyInALaterBatch() {
    run(
        () -> {
          CompletableFuture<String> gate = gate();
          Task<String> task = reachesWhenCancelled(gate, 2);
          task.cancel("unwanted");
          assertTrue(gate.isCancelled());
          steps.reach(1);
          await(yieldNow());
          steps.finish(3);
          assertTrue(task.isCancelled());
          return Task.done();
        });
  }

  @Test
  @Covers("C1")
  void cancelReachesAPendingTaskAndASleepAlike() {
    run(
        () -> {
          Task<Void> sleep = sleep(Duration.ofHours(1));
          Task<Void> task = Task.from(endOfSleep(sleep));
          task.cancel("unwanted");
          await(endOf(task));
          assertTrue(task.isCancelled());
          assertTrue(sleep.isCancelled());
          return Task.done();
        });
  }

  @Async
  private static Task<Void> endOfSleep(Task<Void> sleep) {
    await(sleep);
    return Task.done();
  }

  @Async
  private static Task<String> cleansUpSlowly(
      CompletionStage<String> stage, CompletionStage<String> cleanUp) {
    try {
      return Task.of(await(stage));
    } finally {
      await(cleanUp);
    }
  }

  @Test
  @Covers("C2")
  void cancelIsARequestAndTheTaskIsNotDoneBeforeItsBodyEnded() {
    run(
        () -> {
          CompletableFuture<String> cleanUp = gate();
          Task<String> task = cleansUpSlowly(gate(), cleanUp);
          assertFalse(task.isCancelRequested());
          assertTrue(task.cancel("unwanted"));
          assertTrue(task.isCancelRequested());
          await(turns(3));
          assertFalse(task.isDone());
          assertFalse(task.isCancelled());
          cleanUp.complete("clean");
          await(endOf(task));
          assertTrue(task.isDone());
          assertTrue(task.isCancelled());
          return Task.done();
        });
  }

  @Test
  @Covers("C2")
  void cancelOfADoneTaskReturnsFalseAndChangesNothing() {
    run(
        () -> {
          Task<String> task = notesEach(List.of());
          assertFalse(task.cancel("too late"));
          assertFalse(task.cancel(true));
          assertFalse(task.isCancelled());
          assertFalse(task.isCancelRequested());
          assertEquals("end", await(task));
          Task<String> cancelled = reachesWhenCancelled(gate(), 1);
          cancelled.cancel("in time");
          await(endOf(cancelled));
          assertFalse(cancelled.cancel("too late"));
          return Task.done();
        });
  }

  @Async
  private Task<String> cancelsItselfThenAwaits(CompletionStage<String> stage) {
    Task.current().cancel("by itself");
    return notesEachOf(await(stage));
  }

  private Task<String> notesEachOf(String value) {
    notes.add(value);
    return Task.of(value);
  }

  @Test
  @Covers("C4")
  void aTaskThatCancelsItselfIsCancelledAtItsNextSuspendingAwait() {
    run(
        () -> {
          CompletableFuture<String> gate = gate();
          Task<String> task = cancelsItselfThenAwaits(gate);
          assertInstanceOf(CancellationException.class, await(failureOf(task)));
          assertTrue(task.isCancelled());
          assertTrue(gate.isCancelled());
          assertEquals(List.of(), notes);
          return Task.done();
        });
  }

  @Test
  @Covers("C4")
  void theStageThatACancelledTaskIsAboutToAwaitIsCancelledToo() {
    run(
        () -> {
          CompletableFuture<String> gate = gate();
          Task<String> inner = notesEach(List.of(gate));
          Task<String> task = cancelsItselfThenAwaits(inner);
          await(endOf(task));
          assertTrue(inner.isCancelRequested());
          assertTrue(gate.isCancelled());
          return Task.done();
        });
  }

  @Async
  private static Task<String> throwsCancellation() {
    await(yieldNow());
    throw new CancellationException("by hand");
  }

  @Test
  @Covers("C13")
  void aCancellationThrownByTheBodyMarksTheTaskCancelled() {
    run(
        () -> {
          Task<String> task = throwsCancellation();
          Throwable failure = await(failureOf(task));
          assertEquals("by hand", failure.getMessage());
          assertTrue(task.isCancelled());
          assertFalse(task.isCancelRequested());
          return Task.done();
        });
  }
}
