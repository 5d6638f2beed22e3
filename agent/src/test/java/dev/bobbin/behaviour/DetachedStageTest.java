package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.behaviour.Outcome.endOf;
import static dev.bobbin.behaviour.Outcome.failureOf;
import static dev.bobbin.behaviour.Outcome.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
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

/** Cancellation of tasks that wait for a stage that nobody can cancel. */
@Timeout(60)
class DetachedStageTest {

  private final List<String> notes = new ArrayList<>();

  @Async
  private Task<String> notesEach(List<CompletionStage<String>> stages) {
    for (CompletionStage<String> stage : stages) {
      try {
        notes.add(await(stage));
      } catch (CancellationException e) {
        notes.add("cancelled");
      }
    }
    return Task.of("end");
  }

  @Test
  @Covers("C14")
  void aTaskIsDetachedFromAStageThatKnowsNoCancel() {
    run(
        () -> {
          var source = new CompletableFuture<String>();
          Task<String> task = Task.from(waitsFor(CallbackStage.of(source::whenComplete)));
          task.cancel("unwanted");
          assertInstanceOf(CancellationException.class, await(failureOf(task)));
          assertTrue(task.isCancelled());
          assertFalse(source.isDone());
          return Task.done();
        });
  }

  @Async
  private static Task<String> waitsFor(CompletionStage<String> stage) {
    return Task.of(await(stage));
  }

  @Test
  @Covers("C14")
  void aTaskIsDetachedFromAStageWhoseCancelThrows() {
    run(
        () -> {
          var source = new CompletableFuture<String>();
          Task<String> task = waitsFor(source.minimalCompletionStage());
          task.cancel("unwanted");
          await(endOf(task));
          assertTrue(task.isCancelled());
          assertFalse(source.isDone());
          return Task.done();
        });
  }

  /** A future that somebody made impossible to cancel. */
  private static final class Stubborn extends CompletableFuture<String> {
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      return false;
    }
  }

  @Test
  @Covers("C14")
  void aTaskIsDetachedFromAFutureThatRefusesToBeCancelled() {
    run(
        () -> {
          var stubborn = new Stubborn();
          Task<String> task = waitsFor(stubborn);
          task.cancel("unwanted");
          await(endOf(task));
          assertTrue(task.isCancelled());
          assertFalse(stubborn.isDone());
          return Task.done();
        });
  }

  @Test
  @Covers("C14")
  void anErrorOfAFuturesCancelIsReportedAndDetachesTheTask() {
    var error = new AssertionError("a broken cancel");
    var broken =
        new CompletableFuture<String>() {
          @Override
          public boolean cancel(boolean mayInterruptIfRunning) {
            throw error;
          }
        };
    List<Throwable> reported = new ArrayList<>();
    try (EventLoop loop =
        EventLoop.builder().exceptionHandler((task, thrown) -> reported.add(thrown)).build()) {
      loop.run(
          () -> {
            Task<String> task = waitsFor(broken);
            task.cancel("unwanted");
            await(endOf(task));
            assertTrue(task.isCancelled());
            return Task.done();
          });
    }
    assertEquals(List.of(error), reported);
  }

  @Test
  @Covers("C14")
  void theLateValueIsDroppedAndDoesNotEndTheNextAwait() {
    run(
        () -> {
          var source = new CompletableFuture<String>();
          var next = new CompletableFuture<String>();
          Task<String> task = notesEach(List.of(CallbackStage.of(source::whenComplete), next));
          task.cancel("unwanted");
          await(turns(2));
          source.complete("late");
          await(turns(2));
          assertEquals(List.of("cancelled"), notes);
          next.complete("next");
          await(task);
          assertEquals(List.of("cancelled", "next"), notes);
          return Task.done();
        });
  }

  @Test
  @Covers({"C14", "C9"})
  void theLateValueBeforeTheDeliveryDoesNotAddAResumption() {
    run(
        () -> {
          var source = new CompletableFuture<String>();
          var next = new CompletableFuture<String>();
          Task<String> task = notesEach(List.of(CallbackStage.of(source::whenComplete), next));
          task.cancel("unwanted");
          source.complete("late");
          await(turns(3));
          assertEquals(List.of("cancelled"), notes);
          next.complete("next");
          await(task);
          assertEquals(List.of("cancelled", "next"), notes);
          return Task.done();
        });
  }

  @Test
  @Covers("C14")
  void theStageCanBeAwaitedAgainAfterTheCancellation() {
    run(
        () -> {
          var source = new CompletableFuture<String>();
          CompletionStage<String> stage = CallbackStage.of(source::whenComplete);
          Task<String> task = notesEach(List.of(stage, stage));
          task.cancel("unwanted");
          await(turns(2));
          source.complete("value");
          await(task);
          assertEquals(List.of("cancelled", "value"), notes);
          return Task.done();
        });
  }
}
