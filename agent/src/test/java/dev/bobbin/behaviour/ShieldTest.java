package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.shield;
import static dev.bobbin.Bobbin.timeout;
import static dev.bobbin.behaviour.Outcome.endOf;
import static dev.bobbin.behaviour.Outcome.failureOf;
import static dev.bobbin.behaviour.Outcome.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.Bobbin;
import dev.bobbin.Task;
import dev.bobbin.TimeoutException;
import dev.bobbin.behaviour.CrankedLoop.Report;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stage awaited through a shield: the awaiter can be cancelled, the stage goes on. */
@Timeout(60)
class ShieldTest {

  private static CompletableFuture<String> gate() {
    return new CompletableFuture<>();
  }

  @Async
  private static <T> Task<T> passesOn(CompletionStage<T> stage) {
    return Task.of(await(stage));
  }

  @Test
  @Covers("Y12")
  void aShieldGivesTheResult() {
    run(
        () -> {
          CompletableFuture<String> gate = gate();
          Task<String> shielded = shield(passesOn(gate));
          assertFalse(shielded.isDone());
          gate.complete("value");
          assertEquals("value", await(shielded));
          return Task.done();
        });
  }

  @Test
  @Covers("Y12")
  void aShieldGivesTheExceptionItself() {
    run(
        () -> {
          CompletableFuture<String> gate = gate();
          var failure = new IllegalStateException("inner");
          Task<String> shielded = shield(passesOn(gate));
          gate.completeExceptionally(failure);
          assertSame(failure, await(failureOf(shielded)));
          return Task.done();
        });
  }

  @Test
  @Covers("Y12")
  void aCancelledInnerTaskCancelsTheShield() {
    run(
        () -> {
          Task<String> inner = passesOn(gate());
          Task<String> shielded = shield(inner);
          inner.cancel("inner only");
          assertInstanceOf(CancellationException.class, await(failureOf(shielded)));
          assertTrue(shielded.isCancelled());
          assertFalse(shielded.isCancelRequested());
          return Task.done();
        });
  }

  @Test
  @Covers({"Y12", "C18"})
  void aCancelledShieldLeavesTheInnerTaskAlone() {
    run(
        () -> {
          CompletableFuture<String> gate = gate();
          Task<String> inner = passesOn(gate);
          Task<String> shielded = shield(inner);
          shielded.cancel("outer only");
          await(endOf(shielded));
          assertTrue(shielded.isCancelled());
          assertFalse(inner.isCancelRequested());
          gate.complete("value");
          assertEquals("value", await(inner));
          return Task.done();
        });
  }

  @Test
  @Covers("C18")
  void cancellingOneOfTwoAwaitersThroughAShieldLeavesTheOther() {
    run(
        () -> {
          CompletableFuture<String> gate = gate();
          Task<String> shared = passesOn(gate);
          Task<String> one = passesOn(shield(shared));
          Task<String> other = passesOn(shared);
          one.cancel("unwanted");
          assertInstanceOf(CancellationException.class, await(failureOf(one)));
          gate.complete("value");
          assertEquals("value", await(other));
          return Task.done();
        });
  }

  @Test
  @Covers({"C18", "Y12"})
  void aShieldProtectsAFutureToo() {
    run(
        () -> {
          CompletableFuture<String> gate = gate();
          Task<String> one = passesOn(shield(gate));
          one.cancel("unwanted");
          await(endOf(one));
          assertFalse(gate.isDone());
          return Task.done();
        });
  }

  @Test
  @Covers("Y12")
  void aDoneTaskIsItsOwnShield() {
    run(
        () -> {
          Task<String> done = Task.of("value");
          assertSame(done, shield(done));
          Task<String> failed = Task.failed(new IllegalStateException("inner"));
          assertSame(failed, shield(failed));
          assertInstanceOf(IllegalStateException.class, await(failureOf(failed)));
          return Task.done();
        });
  }

  @Test
  @Covers("Y12")
  void aLaterFailureOfAnAbandonedInnerTaskReachesTheExceptionHandlerOnce() {
    try (var crank = new CrankedLoop()) {
      CompletableFuture<String> gate = gate();
      var failure = new IllegalStateException("nobody waits any more");
      crank.run(
          () -> {
            Task<String> shielded = shield(passesOn(gate));
            shielded.cancel("unwanted");
            await(endOf(shielded));
            return Task.done();
          });
      assertEquals(List.of(), crank.reports);
      gate.completeExceptionally(failure);
      crank.settle();
      assertEquals(1, crank.reports.size());
      assertSame(failure, crank.reports.get(0).failure());
    }
  }

  @Async
  private static Task<Void> polls(
      Task<String> inner, int times, List<WeakReference<Task<String>>> shields) {
    for (int i = 0; i < times; i++) {
      Task<String> shielded = shield(inner);
      shields.add(new WeakReference<>(shielded));
      assertInstanceOf(
          TimeoutException.class,
          await(failureOf(timeout(Duration.ofSeconds(1), () -> passesOn(shielded)))));
    }
    return Task.done();
  }

  @Test
  @Covers("Y12")
  void shieldsThatWereGivenUpAreLetGoOfAndTellALaterFailureOnce() {
    try (var crank = new CrankedLoop()) {
      CompletableFuture<String> gate = gate();
      var failure = new IllegalStateException("nobody waits any more");
      var shields = new ArrayList<WeakReference<Task<String>>>();
      Task<String> inner = crank.start(() -> passesOn(gate));
      Task<Void> polling = crank.start(() -> polls(inner, 5, shields));
      for (int i = 0; i < 5; i++) {
        crank.advance(Duration.ofSeconds(1));
      }
      assertTrue(polling.isDone());
      Bounded.untilCollected(shields.subList(1, 5), crank.loop);
      gate.completeExceptionally(failure);
      crank.settle();
      assertEquals(List.of(failure), crank.reports.stream().map(Report::failure).toList());
    }
  }

  @Test
  @Covers({"Y12", "J3"})
  void anAwaiterBehindAGivenUpShieldIsInTheStackTrace() {
    try (var crank = new CrankedLoop()) {
      CompletableFuture<String> gate = gate();
      Task<String> inner = crank.start(() -> passesOn(gate));
      crank.run(
          () -> {
            Task<String> shielded = shield(inner);
            shielded.cancel("unwanted");
            return endOf(shielded);
          });
      Task<String> awaiter = crank.start(() -> awaitsShielded(inner));
      gate.completeExceptionally(new IllegalStateException("inner"));
      crank.settle();
      var trace = Ended.failureOf(awaiter, IllegalStateException.class).getStackTrace();
      assertTrue(
          Arrays.stream(trace).anyMatch(line -> line.getMethodName().equals("awaitsShielded")),
          () -> Arrays.toString(trace));
    }
  }

  @Async
  private static Task<String> awaitsShielded(Task<String> inner) {
    return Task.of(await(shield(inner)));
  }

  @Test
  @Covers({"Y12", "C6"})
  void anOutcomeOnItsWayToAShieldIsNotReplaced() {
    run(
        () -> {
          CompletableFuture<String> gate = gate();
          var failure = new IllegalStateException("inner");
          Task<String> inner = passesOn(gate);
          Task<?> end = endOf(inner); // goes on before the shields do
          Task<String> one = shield(inner);
          Task<String> other = shield(inner);
          gate.completeExceptionally(failure);
          await(end);
          one.cancel("too late");
          other.cancel("too late");
          assertSame(failure, await(failureOf(one)));
          assertSame(failure, await(failureOf(other)));
          return Task.done();
        });
  }

  @Test
  @Covers("Y12")
  void aShieldOfAllLeavesEveryOneOfThemAlone() {
    run(
        () -> {
          CompletableFuture<String> first = gate();
          CompletableFuture<String> second = gate();
          Task<List<String>> both = Bobbin.<String>all(List.of(passesOn(first), passesOn(second)));
          Task<List<String>> shielded = shield(both);
          shielded.cancel("unwanted");
          await(endOf(shielded));
          assertFalse(both.isCancelRequested());
          first.complete("first");
          second.complete("second");
          assertEquals(List.of("first", "second"), await(both));
          return Task.done();
        });
  }

  @Test
  @Covers("Y12")
  void allOfShieldsCancelsTheShieldsOnly() {
    run(
        () -> {
          CompletableFuture<String> first = gate();
          CompletableFuture<String> second = gate();
          Task<String> inner = passesOn(first);
          Task<List<String>> both = Bobbin.<String>all(List.of(shield(inner), shield(second)));
          both.cancel("unwanted");
          await(endOf(both));
          assertTrue(both.isCancelled());
          await(turns(2));
          assertFalse(inner.isCancelRequested());
          assertFalse(second.isDone());
          first.complete("first");
          assertEquals("first", await(inner));
          return Task.done();
        });
  }
}
