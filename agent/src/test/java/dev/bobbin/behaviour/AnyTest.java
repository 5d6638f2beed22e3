package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.any;
import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.behaviour.Outcome.failureOf;
import static dev.bobbin.behaviour.Outcome.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
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

/** {@code Bobbin.any}: the first success, after the losers have ended. */
@Timeout(60)
class AnyTest {

  private final List<String> notes = new ArrayList<>();

  private static CompletableFuture<String> gate() {
    return new CompletableFuture<>();
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
  private static Task<String> passesOn(CompletionStage<String> stage) {
    return Task.of(await(stage));
  }

  @Test
  @Covers("Y8")
  void theFirstSuccessWinsAndTheLosersAreCancelledAndAwaited() {
    run(
        () -> {
          CompletableFuture<String> winner = gate();
          Task<String> loser = cleansUp("loser", gate());
          Task<String> any = any(List.of(loser, passesOn(winner)));
          winner.complete("won");
          assertEquals("won", await(any));
          assertEquals(List.of("loser ended"), notes);
          assertTrue(loser.isCancelled());
          return Task.done();
        });
  }

  @Test
  @Covers("Y8")
  void aFailureDoesNotEndTheRace() {
    run(
        () -> {
          CompletableFuture<String> failing = gate();
          CompletableFuture<String> winner = gate();
          Task<String> any = any(List.of(passesOn(failing), passesOn(winner)));
          failing.completeExceptionally(new IllegalStateException("out"));
          await(turns(3));
          assertFalse(any.isDone());
          winner.complete("won");
          assertEquals("won", await(any));
          return Task.done();
        });
  }

  @Test
  @Covers("Y8")
  void whereAllFailedTheFirstFailureHasTheOthersSuppressed() {
    run(
        () -> {
          CompletableFuture<String> early = gate();
          CompletableFuture<String> late = gate();
          var first = new IllegalStateException("first");
          var second = new IllegalStateException("second");
          Task<String> any = any(List.of(passesOn(late), passesOn(early)));
          early.completeExceptionally(first);
          await(turns(3));
          late.completeExceptionally(second);
          assertSame(first, await(failureOf(any)));
          assertTrue(List.of(first.getSuppressed()).contains(second));
          return Task.done();
        });
  }

  @Test
  @Covers("Y8")
  void anyOfNothingIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> any(List.<Task<String>>of()));
  }

  @Test
  @Covers({"Y8", "Y9"})
  void aDoneSuccessWinsAtOnce() {
    run(
        () -> {
          CompletableFuture<String> pending = gate();
          assertEquals("won", await(any(List.of(pending, Task.of("won")))));
          assertTrue(pending.isCancelled());
          return Task.done();
        });
  }

  @Test
  @Covers({"Y7", "Y8"})
  void cancellingAnyCancelsAllAndWaits() {
    run(
        () -> {
          Task<String> any = any(List.of(cleansUp("one", gate()), cleansUp("other", gate())));
          any.cancel("unwanted");
          assertInstanceOf(CancellationException.class, await(failureOf(any)));
          assertEquals(List.of("one ended", "other ended"), notes);
          return Task.done();
        });
  }
}
