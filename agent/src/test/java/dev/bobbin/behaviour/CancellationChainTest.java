package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cancellation along chains of callers, and where tasks share what they wait for. */
@Timeout(60)
class CancellationChainTest {

  private final List<String> notes = new ArrayList<>();

  private static CompletableFuture<String> gate() {
    return new CompletableFuture<>();
  }

  @Async
  private Task<String> notesItsEnd(String name, CompletionStage<String> stage) {
    try {
      return Task.of(await(stage));
    } finally {
      notes.add(name + " ends");
    }
  }

  @Async
  private Task<String> cleansUp(String name, CompletionStage<String> stage) {
    try {
      return Task.of(await(stage));
    } finally {
      notes.add(name + " begins to clean up");
      await(yieldNow());
      await(yieldNow());
      notes.add(name + " ends");
    }
  }

  @Test
  @Covers("C3")
  void cancelTravelsToTheLeafAndFinallyRunsInnerToOuter() {
    run(
        () -> {
          CompletableFuture<String> leaf = gate();
          Task<String> inner = notesItsEnd("inner", leaf);
          Task<String> middle = notesItsEnd("middle", inner);
          Task<String> outer = notesItsEnd("outer", middle);
          outer.cancel("unwanted");
          assertTrue(leaf.isCancelled());
          assertEquals(List.of(), notes);
          await(endOf(outer));
          assertEquals(List.of("inner ends", "middle ends", "outer ends"), notes);
          assertTrue(inner.isCancelled());
          assertTrue(middle.isCancelled());
          assertTrue(outer.isCancelled());
          return Task.done();
        });
  }

  @Test
  @Covers({"C3", "C16"})
  void eachCallerWaitsForTheCleanUpOfWhatItCalled() {
    run(
        () -> {
          Task<String> inner = cleansUp("inner", gate());
          Task<String> outer = cleansUp("outer", inner);
          outer.cancel("unwanted");
          await(endOf(outer));
          assertEquals(
              List.of(
                  "inner begins to clean up",
                  "inner ends",
                  "outer begins to clean up",
                  "outer ends"),
              notes);
          return Task.done();
        });
  }

  @Test
  @Covers("C3")
  void everyCallerOfTheChainHasARequestAfterwards() {
    run(
        () -> {
          Task<String> inner = notesItsEnd("inner", gate());
          Task<String> outer = notesItsEnd("outer", inner);
          outer.cancel("unwanted");
          assertTrue(inner.isCancelRequested());
          assertTrue(outer.isCancelRequested());
          await(endOf(outer));
          return Task.done();
        });
  }

  @Async
  private static Task<String> swallows(CompletionStage<String> stage) {
    try {
      return Task.of(await(stage));
    } catch (CancellationException e) {
      return Task.of("swallowed");
    }
  }

  @Async
  private Task<String> awaitsBoth(CompletionStage<String> first, CompletionStage<String> second) {
    notes.add(await(first));
    notes.add(await(second));
    return Task.of("end");
  }

  @Test
  @Covers("C3")
  void whereTheLeafSwallowsTheCancellationItsCallersGetNoneOfTheirOwn() {
    run(
        () -> {
          CompletableFuture<String> second = gate();
          Task<String> outer = awaitsBoth(swallows(gate()), second);
          outer.cancel("unwanted");
          await(turns(3));
          assertEquals(List.of("swallowed"), notes);
          assertFalse(second.isCancelled());
          assertTrue(outer.isCancelRequested());
          second.complete("second");
          assertEquals("end", await(outer));
          return Task.done();
        });
  }

  @Test
  @Covers("C3")
  void aTaskThatReturnedAPendingTaskPassesTheCancelOn() {
    run(
        () -> {
          CompletableFuture<String> leaf = gate();
          Task<String> inner = notesItsEnd("inner", leaf);
          Task<String> outer = returnsAfterATurn(inner);
          await(turns(2));
          outer.cancel("unwanted");
          assertTrue(leaf.isCancelled());
          await(endOf(outer));
          assertTrue(outer.isCancelled());
          assertEquals(List.of("inner ends"), notes);
          return Task.done();
        });
  }

  @Async
  private static Task<String> returnsAfterATurn(Task<String> task) {
    await(yieldNow());
    return task;
  }

  @Test
  @Covers("C10")
  void anInnerTaskCancelledDirectlyGivesItsAwaiterACancellationAndNoRequest() {
    run(
        () -> {
          Task<String> inner = notesItsEnd("inner", gate());
          Task<String> outer = notesItsEnd("outer", inner);
          inner.cancel("only this one");
          assertInstanceOf(CancellationException.class, await(failureOf(outer)));
          assertFalse(outer.isCancelRequested());
          assertTrue(outer.isCancelled());
          return Task.done();
        });
  }

  @Test
  @Covers("C10")
  void anAwaiterMayHandleTheCancellationOfWhatItAwaits() {
    run(
        () -> {
          Task<String> inner = notesItsEnd("inner", gate());
          Task<String> outer = swallows(inner);
          inner.cancel("only this one");
          assertEquals("swallowed", await(outer));
          assertFalse(outer.isCancelRequested());
          return Task.done();
        });
  }

  @Test
  @Covers("C18")
  void cancellingOneOfTwoAwaitersWithoutAShieldCancelsBoth() {
    run(
        () -> {
          Task<String> shared = notesItsEnd("shared", gate());
          Task<String> one = notesItsEnd("one", shared);
          Task<String> other = notesItsEnd("other", shared);
          one.cancel("unwanted");
          assertInstanceOf(CancellationException.class, await(failureOf(one)));
          assertInstanceOf(CancellationException.class, await(failureOf(other)));
          assertFalse(other.isCancelRequested());
          assertEquals(List.of("shared ends", "one ends", "other ends"), notes);
          return Task.done();
        });
  }
}
