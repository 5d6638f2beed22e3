package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.uncancellable;
import static dev.bobbin.Bobbin.yieldNow;
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

/** Blocks that run to their end before a cancellation goes on. */
@Timeout(60)
class UncancellableTest {

  private final List<String> notes = new ArrayList<>();

  private static CompletableFuture<String> gate() {
    return new CompletableFuture<>();
  }

  @Async
  private Task<String> protects(CompletionStage<String> inside, CompletionStage<String> after) {
    notes.add(
        await(
            uncancellable(
                () -> {
                  String value = await(inside);
                  notes.add("block ends");
                  return Task.of(value);
                })));
    notes.add(await(after));
    return Task.of("end");
  }

  @Test
  @Covers("C17")
  void cancelWaitsUntilTheBlockEndedThenHitsTheNextSuspendingAwait() {
    run(
        () -> {
          CompletableFuture<String> inside = gate();
          CompletableFuture<String> after = gate();
          Task<String> task = protects(inside, after);
          task.cancel("unwanted");
          await(turns(3));
          assertFalse(inside.isCancelled());
          assertFalse(task.isDone());
          inside.complete("value");
          assertInstanceOf(CancellationException.class, await(failureOf(task)));
          assertEquals(List.of("block ends", "value"), notes);
          assertTrue(after.isCancelled());
          return Task.done();
        });
  }

  @Test
  @Covers("C17")
  void withoutACancelTheBlockGivesItsValue() {
    assertEquals("value", run(() -> uncancellable(() -> Task.of("value"))));
    assertEquals(
        "value",
        run(
            () ->
                uncancellable(
                    () -> {
                      await(yieldNow());
                      return Task.of("value");
                    })));
  }

  @Async
  private Task<String> nests(CompletionStage<String> inside, CompletionStage<String> between) {
    return uncancellable(
        () -> {
          notes.add(await(uncancellable(() -> passesOn(inside))));
          notes.add(await(between));
          return Task.of("end");
        });
  }

  @Async
  private static <T> Task<T> passesOn(CompletionStage<T> stage) {
    return Task.of(await(stage));
  }

  @Async
  private Task<String> nestsThenAwaits(
      CompletionStage<String> inside,
      CompletionStage<String> between,
      CompletionStage<String> after) {
    notes.add(await(nests(inside, between)));
    return Task.of(await(after));
  }

  @Test
  @Covers("C17")
  void theEndOfANestedBlockIsNotTheEndOfTheOuterOne() {
    run(
        () -> {
          CompletableFuture<String> inside = gate();
          CompletableFuture<String> between = gate();
          CompletableFuture<String> after = gate();
          Task<String> task = nestsThenAwaits(inside, between, after);
          task.cancel("unwanted");
          inside.complete("inside");
          await(turns(5));
          assertEquals(List.of("inside"), notes);
          assertFalse(between.isCancelled());
          between.complete("between");
          await(endOf(task));
          assertEquals(List.of("inside", "between", "end"), notes);
          assertTrue(after.isCancelled());
          assertTrue(task.isCancelled());
          return Task.done();
        });
  }

  @Async
  private Task<String> protectsTwice(
      CompletionStage<String> first, CompletionStage<String> second) {
    notes.add(await(uncancellable(() -> passesOn(first))));
    notes.add(await(uncancellable(() -> passesOn(second))));
    return Task.of("end");
  }

  @Test
  @Covers("C17")
  void blocksInARowEachWithstandARequestOfTheirOwn() {
    run(
        () -> {
          CompletableFuture<String> first = gate();
          CompletableFuture<String> second = gate();
          Task<String> task = protectsTwice(first, second);
          first.complete("first");
          await(turns(3));
          task.cancel("unwanted");
          await(turns(3));
          assertFalse(second.isCancelled());
          second.complete("second");
          assertEquals("end", await(task));
          assertEquals(List.of("first", "second"), notes);
          return Task.done();
        });
  }

  @Test
  @Covers("C17")
  void anExceptionOfTheBlockWinsOverTheCancellation() {
    run(
        () -> {
          CompletableFuture<String> inside = gate();
          var failure = new IllegalStateException("block");
          Task<String> task = protects(inside, gate());
          task.cancel("unwanted");
          await(turns(2));
          inside.completeExceptionally(failure);
          assertSame(failure, await(failureOf(task)));
          assertFalse(task.isCancelled());
          assertTrue(task.isCancelRequested());
          return Task.done();
        });
  }

  @Async
  private Task<String> protectsInFinally(
      CompletionStage<String> stage, CompletionStage<String> cleanUp) {
    try {
      return Task.of(await(stage));
    } finally {
      notes.add(await(uncancellable(() -> passesOn(cleanUp))));
    }
  }

  @Test
  @Covers({"C17", "C16"})
  void aBlockInFinallyWithstandsEveryFurtherRequest() {
    run(
        () -> {
          CompletableFuture<String> cleanUp = gate();
          Task<String> task = protectsInFinally(gate(), cleanUp);
          for (int i = 0; i < 3; i++) {
            task.cancel("request " + i);
            await(turns(2));
          }
          assertFalse(cleanUp.isCancelled());
          assertFalse(task.isDone());
          cleanUp.complete("clean");
          assertInstanceOf(CancellationException.class, await(failureOf(task)));
          assertEquals(List.of("clean"), notes);
          return Task.done();
        });
  }
}
