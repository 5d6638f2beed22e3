package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.yieldNow;
import static dev.bobbin.behaviour.Outcome.failureOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Awaits of stages that somebody else wrote, by their own idea of the interface. */
@Timeout(60)
class ForeignStageTest {

  @Async
  private static Task<Void> notes(CompletionStage<String> stage, List<String> notes) {
    notes.add(await(stage));
    return Task.done();
  }

  @Test
  @Covers("A11")
  void aStageThatIsNoFutureIsAwaitedByItsWhenComplete() {
    run(
        () -> {
          var source = new CompletableFuture<String>();
          CompletionStage<String> stage = CallbackStage.of(source::whenComplete);
          EventLoop.current().execute(() -> source.complete("value"));
          assertEquals("value", await(stage));
          return Task.done();
        });
  }

  @Test
  @Covers({"A11", "A12"})
  void aDoneStageThatIsNoFutureCallsBackDuringRegistration() {
    run(
        () -> {
          var source = CompletableFuture.completedFuture("value");
          assertEquals("value", await(CallbackStage.of(source::whenComplete)));
          assertEquals("value", await(CallbackStage.of(source::whenComplete)));
          return Task.done();
        });
  }

  @Test
  @Covers({"A11", "A3"})
  void aFailureOfAStageThatIsNoFutureIsTheExceptionItself() {
    run(
        () -> {
          var failure = new IllegalArgumentException("foreign");
          CompletionStage<String> stage =
              CallbackStage.of(action -> action.accept(null, new CompletionException(failure)));
          assertSame(failure, await(failureOf(stage)));
          return Task.done();
        });
  }

  @Test
  @Covers("A11")
  void aStageWhoseWhenCompleteThrowsFailsTheAwait() {
    run(
        () -> {
          var failure = new UnsupportedOperationException("no callbacks either");
          CompletionStage<String> stage =
              CallbackStage.of(
                  action -> {
                    throw failure;
                  });
          assertSame(failure, await(failureOf(stage)));
          return Task.done();
        });
  }

  @Test
  @Covers("A12")
  void aStageThatCallsBackTwiceResumesItsAwaiterOnce() {
    run(
        () -> {
          var callbacks = new ArrayList<BiConsumer<String, Throwable>>();
          var notes = new ArrayList<String>();
          Task<Void> task = notes(CallbackStage.of(callbacks::add), notes);
          assertEquals(1, callbacks.size());
          callbacks.get(0).accept("first", null);
          callbacks.get(0).accept("second", null);
          await(task);
          callbacks.get(0).accept(null, new IllegalStateException("third"));
          await(yieldNow());
          assertEquals(List.of("first"), notes);
          return Task.done();
        });
  }

  @Async
  private static Task<Void> notesBoth(
      CompletionStage<String> first, CompletionStage<String> second, List<String> notes) {
    notes.add(await(first));
    notes.add(await(second));
    return Task.done();
  }

  @Test
  @Covers("A12")
  void aStaleSecondCallDoesNotEndTheNextAwait() {
    run(
        () -> {
          var callbacks = new ArrayList<BiConsumer<String, Throwable>>();
          var second = new CompletableFuture<String>();
          var notes = new ArrayList<String>();
          Task<Void> task = notesBoth(CallbackStage.of(callbacks::add), second, notes);
          callbacks.get(0).accept("first", null);
          await(yieldNow());
          callbacks.get(0).accept("stale", null);
          await(yieldNow());
          assertEquals(List.of("first"), notes);
          second.complete("second");
          await(task);
          assertEquals(List.of("first", "second"), notes);
          return Task.done();
        });
  }

  @Test
  @Covers("A12")
  void aStageThatCallsBackTwiceDuringRegistrationResumesOnce() {
    run(
        () -> {
          var notes = new ArrayList<String>();
          CompletionStage<String> stage =
              CallbackStage.of(
                  action -> {
                    action.accept("first", null);
                    action.accept("second", null);
                  });
          await(notes(stage, notes));
          assertEquals(List.of("first"), notes);
          return Task.done();
        });
  }

  @Test
  @Covers("A11")
  void aMinimalStageOfTheJdkIsAwaited() {
    run(
        () -> {
          // a CompletableFuture by its class, but isDone, join and cancel throw
          var source = new CompletableFuture<String>();
          CompletionStage<String> pending = source.minimalCompletionStage();
          EventLoop.current().execute(() -> source.complete("value"));
          assertEquals("value", await(pending));
          assertEquals("value", await(pending));
          assertEquals("value", await(CompletableFuture.completedStage("value")));
          var failure = new IllegalStateException("minimal");
          assertSame(failure, await(failureOf(CompletableFuture.failedStage(failure))));
          return Task.done();
        });
  }

  /** A future that hides its outcome until somebody registers, as lazy stages do. */
  private static final class LazyFuture extends CompletableFuture<String> {
    @Override
    public CompletableFuture<String> whenComplete(
        BiConsumer<? super String, ? super Throwable> action) {
      complete("made on demand");
      return super.whenComplete(action);
    }
  }

  @Test
  @Covers("A12")
  void aSubclassThatCompletesDuringRegistrationResumesOnce() {
    run(
        () -> {
          var notes = new ArrayList<String>();
          var lazy = new LazyFuture();
          Task<Void> task = notes(lazy, notes);
          lazy.complete("only where nothing asked whenComplete");
          await(task);
          assertEquals(1, notes.size());
          return Task.done();
        });
  }

  @Test
  @Covers("A3")
  void taskFromGivesTheStagesOutcome() {
    run(
        () -> {
          var failure = new IllegalStateException("foreign");
          assertEquals("done", await(Task.from(CompletableFuture.completedFuture("done"))));
          assertSame(failure, await(failureOf(Task.from(CompletableFuture.failedFuture(failure)))));
          var gate = new CompletableFuture<String>();
          Task<String> task = Task.from(gate);
          EventLoop.current().execute(() -> gate.complete("later"));
          assertEquals("later", await(task));
          assertSame(task, Task.from(task));
          assertInstanceOf(Task.class, task);
          assertTrue(task.isDone());
          return Task.done();
        });
  }
}
