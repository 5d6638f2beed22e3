package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.all;
import static dev.bobbin.Bobbin.any;
import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.forEach;
import static dev.bobbin.Bobbin.settle;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A request comes to who waits for several when it is certain already how they end together. */
@Timeout(60)
class CombinedCancellationTest {
  private final List<String> notes = new ArrayList<>();
  private final CompletableFuture<String> first = new CompletableFuture<>();
  private final CompletableFuture<String> second = new CompletableFuture<>();
  private final List<CompletableFuture<String>> both = List.of(first, second);

  /** Notes what becomes of two awaits in a row. */
  @Async
  private Task<Void> notesBoth(Supplier<Task<?>> together, CompletionStage<?> next) {
    try {
      await(together.get());
      notes.add("value");
    } catch (IllegalStateException e) {
      notes.add("failure");
    }
    try {
      await(next);
    } catch (CancellationException e) {
      notes.add("cancelled");
    }
    return Task.done();
  }

  private void assertKept(String arrives, Supplier<Task<?>> together, Runnable decides) {
    try (var cranked = new CrankedLoop()) {
      var next = new CompletableFuture<Void>();
      Task<Void> task = cranked.start(() -> notesBoth(together, next));
      cranked.loop.execute(
          () -> {
            decides.run();
            task.cancel("must not be lost");
          });
      cranked.settle();
      assertEquals(List.of(arrives, "cancelled"), notes);
      assertTrue(next.isCancelled());
      Ended.assertValue(null, task);
    }
  }

  private void completeBoth() {
    first.complete("1");
    second.complete("2");
  }

  private void failFirst() {
    first.completeExceptionally(new IllegalStateException("broken"));
  }

  @Test
  @Covers({"C6", "Y7"})
  void allHaveTheirValues() {
    assertKept("value", () -> all(both), this::completeBoth);
  }

  @Test
  @Covers({"C6", "Y7"})
  void oneOfAllHasFailed() {
    assertKept("failure", () -> all(both), this::failFirst);
    assertTrue(second.isCancelled());
  }

  @Test
  @Covers({"C6", "Y7"})
  void oneOfAnyHasItsValue() {
    assertKept("value", () -> any(both), () -> first.complete("1"));
    assertTrue(second.isCancelled());
  }

  @Test
  @Covers({"C6", "Y7"})
  void allAreSettled() {
    assertKept("value", () -> settle(both), this::completeBoth);
  }

  /** The operations clean up when the request comes, so the failure has arrived but is not out. */
  @Async
  private Task<Void> endsSlowly(CompletionStage<?> stage) {
    try {
      await(stage);
    } catch (CancellationException e) {
      await(Outcome.turns(3));
      throw e;
    }
    return Task.done();
  }

  @Test
  @Covers({"C6", "Y11"})
  void oneOfForEachHasFailed() {
    try (var cranked = new CrankedLoop()) {
      var next = new CompletableFuture<Void>();
      Task<Void> task =
          cranked.start(() -> notesBoth(() -> forEach(both, 2, this::endsSlowly), next));
      failFirst();
      cranked.turn(); // the other one is cancelled, and cleans up
      cranked.turn();
      assertTrue(second.isCancelled());
      assertEquals(List.of(), notes);
      task.cancel("must not be lost");
      cranked.settle();
      assertEquals(List.of("failure", "cancelled"), notes);
      assertTrue(next.isCancelled());
    }
  }
}
