package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.settle;
import static dev.bobbin.behaviour.Outcome.endOf;
import static dev.bobbin.behaviour.Outcome.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.Task;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code Bobbin.settle}: waits for all and never fails by what it waited for. */
@Timeout(60)
class SettleTest {

  private static CompletableFuture<String> gate() {
    return new CompletableFuture<>();
  }

  @Async
  private static Task<String> passesOn(CompletionStage<String> stage) {
    return Task.of(await(stage));
  }

  @Test
  @Covers("Y5")
  void everyOutcomeIsInItsTaskInOrder() {
    run(
        () -> {
          CompletableFuture<String> failing = gate();
          CompletableFuture<String> working = gate();
          var failure = new IllegalStateException("lost");
          Task<String> cancelled = passesOn(gate());
          Task<List<Task<String>>> settled =
              settle(List.of(passesOn(failing), cancelled, passesOn(working)));
          failing.completeExceptionally(failure);
          cancelled.cancel("only this one");
          await(turns(3));
          assertFalse(settled.isDone());
          working.complete("value");
          List<Task<String>> tasks = await(settled);
          assertSame(failure, tasks.get(0).exceptionNow());
          assertTrue(tasks.get(1).isCancelled());
          assertEquals("value", tasks.get(2).resultNow());
          assertEquals(3, tasks.size());
          return Task.done();
        });
  }

  @Test
  @Covers({"Y2", "Y5"})
  void nothingIsSettledAtOnce() {
    Task<List<Task<String>>> settled = settle(List.<Task<String>>of());
    assertTrue(settled.isDone());
    assertEquals(List.of(), settled.resultNow());
  }

  @Test
  @Covers({"Y5", "Y7"})
  void cancellingSettleCancelsEveryUnfinishedChild() {
    run(
        () -> {
          CompletableFuture<String> gate = gate();
          Task<List<Task<String>>> settled = settle(List.of(passesOn(gate), Task.of("done")));
          settled.cancel("unwanted");
          await(endOf(settled));
          assertTrue(gate.isCancelled());
          assertTrue(settled.isCancelled());
          return Task.done();
        });
  }

  @Test
  @Covers({"Y5", "Y9"})
  void doneInputsNeedNoSuspension() {
    var failure = new IllegalStateException("lost");
    Task<List<Task<String>>> settled =
        settle(List.of(Task.of("value"), CompletableFuture.<String>failedFuture(failure)));
    assertTrue(settled.isDone());
    assertEquals("value", settled.resultNow().get(0).resultNow());
    assertSame(failure, settled.resultNow().get(1).exceptionNow());
  }
}
