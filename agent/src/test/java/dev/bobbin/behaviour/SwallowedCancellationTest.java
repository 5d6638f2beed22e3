package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.checkCancelled;
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
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bodies that catch their cancellation: it is delivered at an edge, once for each request. */
@Timeout(60)
class SwallowedCancellationTest {

  private final List<String> notes = new ArrayList<>();

  private static CompletableFuture<String> gate() {
    return new CompletableFuture<>();
  }

  /** Notes the outcome of each stage it awaits, in order, whatever it is. */
  @Async
  private Task<String> notesEach(List<CompletableFuture<String>> stages) {
    for (CompletableFuture<String> stage : stages) {
      try {
        notes.add(await(stage));
      } catch (CancellationException e) {
        notes.add("cancelled");
      }
    }
    return Task.of("end");
  }

  @Async
  private static Task<String> returnsInstead(CompletionStage<String> stage) {
    try {
      return Task.of(await(stage));
    } catch (CancellationException e) {
      return Task.of("instead");
    }
  }

  @Test
  @Covers("C7")
  void aBodyThatCatchesAndReturnsCompletesNormally() {
    run(
        () -> {
          Task<String> task = returnsInstead(gate());
          task.cancel("unwanted");
          assertEquals("instead", await(task));
          assertFalse(task.isCancelled());
          assertTrue(task.isCancelRequested());
          return Task.done();
        });
  }

  @Async
  private static Task<String> throwsInstead(CompletionStage<String> stage, Exception instead)
      throws Exception {
    try {
      return Task.of(await(stage));
    } catch (CancellationException e) {
      throw instead;
    }
  }

  @Test
  @Covers("C7")
  void aBodyThatCatchesAndThrowsFailsWithTheCancellationSuppressed() {
    run(
        () -> {
          var instead = new IOException("while cleaning up");
          Task<String> task = throwsInstead(gate(), instead);
          task.cancel("unwanted");
          assertSame(instead, await(failureOf(task)));
          assertFalse(task.isCancelled());
          assertEquals(
              1,
              List.of(instead.getSuppressed()).stream()
                  .filter(CancellationException.class::isInstance)
                  .count());
          return Task.done();
        });
  }

  @Test
  @Covers("C8")
  void aBodyThatCatchesAndGoesOnCanAwaitAgain() {
    run(
        () -> {
          CompletableFuture<String> second = gate();
          CompletableFuture<String> third = gate();
          Task<String> task = notesEach(List.of(gate(), second, third));
          task.cancel("once");
          await(turns(2));
          second.complete("second");
          await(turns(2));
          third.complete("third");
          assertEquals("end", await(task));
          assertEquals(List.of("cancelled", "second", "third"), notes);
          assertTrue(task.isCancelRequested());
          return Task.done();
        });
  }

  @Test
  @Covers("C8")
  void aSecondRequestIsDeliveredAgain() {
    run(
        () -> {
          CompletableFuture<String> third = gate();
          Task<String> task = notesEach(List.of(gate(), gate(), third));
          task.cancel("once");
          await(turns(2));
          assertEquals(List.of("cancelled"), notes);
          assertTrue(task.cancel("twice"));
          await(turns(2));
          third.complete("third");
          await(task);
          assertEquals(List.of("cancelled", "cancelled", "third"), notes);
          return Task.done();
        });
  }

  @Test
  @Covers("C9")
  void twoRequestsBeforeTheDeliveryAreDeliveredOnce() {
    run(
        () -> {
          CompletableFuture<String> second = gate();
          Task<String> task = notesEach(List.of(gate(), second));
          task.cancel("once");
          task.cancel("twice");
          await(turns(3));
          assertEquals(List.of("cancelled"), notes);
          second.complete("second");
          await(task);
          assertEquals(List.of("cancelled", "second"), notes);
          return Task.done();
        });
  }

  @Test
  @Covers("C11")
  void aTaskAndItsStageBothCancelledGiveOneCancellation() {
    run(
        () -> {
          CompletableFuture<String> first = gate();
          CompletableFuture<String> second = gate();
          Task<String> task = notesEach(List.of(first, second));
          task.cancel("the task");
          first.cancel(false);
          await(turns(3));
          assertEquals(List.of("cancelled"), notes);
          second.complete("second");
          await(task);
          assertEquals(List.of("cancelled", "second"), notes);
          return Task.done();
        });
  }

  @Async
  private Task<String> cleansUp(CompletionStage<String> stage, CompletionStage<String> cleanUp) {
    try {
      return Task.of(await(stage));
    } finally {
      notes.add(await(cleanUp));
    }
  }

  @Test
  @Covers("C16")
  void anAwaitInFinallyCompletesNormallyAfterACancellation() {
    run(
        () -> {
          CompletableFuture<String> cleanUp = gate();
          Task<String> task = cleansUp(gate(), cleanUp);
          task.cancel("unwanted");
          await(turns(2));
          assertFalse(task.isDone());
          assertFalse(cleanUp.isCancelled());
          cleanUp.complete("clean");
          assertInstanceOf(CancellationException.class, await(failureOf(task)));
          assertEquals(List.of("clean"), notes);
          return Task.done();
        });
  }

  @Test
  @Covers("C16")
  void aSecondRequestInterruptsTheAwaitInFinally() {
    run(
        () -> {
          CompletableFuture<String> cleanUp = gate();
          Task<String> task = cleansUp(gate(), cleanUp);
          task.cancel("unwanted");
          await(turns(2));
          task.cancel("at once");
          assertTrue(cleanUp.isCancelled());
          await(endOf(task));
          assertTrue(task.isCancelled());
          assertEquals(List.of(), notes);
          return Task.done();
        });
  }

  private void noteCheck() {
    try {
      checkCancelled();
      notes.add("not cancelled");
    } catch (CancellationException e) {
      notes.add("cancelled");
    }
  }

  @Async
  private Task<String> checksAroundItsCancel(CompletionStage<String> last) {
    noteCheck();
    Task.current().cancel("by itself");
    noteCheck();
    noteCheck();
    notes.add(await(last));
    return Task.of("end");
  }

  @Test
  @Covers("C19")
  void checkCancelledThrowsWithoutSuspendingAndDeliversTheRequest() {
    run(
        () -> {
          CompletableFuture<String> last = gate();
          Task<String> task = checksAroundItsCancel(last);
          assertEquals(List.of("not cancelled", "cancelled", "not cancelled"), notes);
          last.complete("last");
          await(task);
          assertEquals("last", notes.get(3));
          return Task.done();
        });
  }

  @Async
  private Task<String> checksAfter(CompletionStage<String> first) {
    notes.add(await(first));
    checkCancelled();
    return Task.of("end");
  }

  @Test
  @Covers({"C19", "C6"})
  void checkCancelledSeesARequestThatCameTooLateForTheAwaitBefore() {
    run(
        () -> {
          CompletableFuture<String> first = gate();
          Task<String> task = checksAfter(first);
          first.complete("arrived");
          task.cancel("unwanted");
          assertInstanceOf(CancellationException.class, await(failureOf(task)));
          assertTrue(task.isCancelled());
          assertEquals(List.of("arrived"), notes);
          return Task.done();
        });
  }

  @Async
  private Task<String> checksAfterCatching(CompletionStage<String> stage) {
    try {
      await(stage);
    } catch (CancellationException e) {
      notes.add("delivered");
    }
    noteCheck();
    return Task.of("end");
  }

  @Test
  @Covers("C19")
  void checkCancelledDoesNotRepeatADeliveredRequest() {
    run(
        () -> {
          Task<String> task = checksAfterCatching(gate());
          task.cancel("unwanted");
          await(task);
          assertEquals(List.of("delivered", "not cancelled"), notes);
          return Task.done();
        });
  }
}
