package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.Bobbin;
import dev.bobbin.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code @Async void} methods: nobody awaits them, so the loop looks after them. */
@Timeout(60)
class FireAndForgetTest {

  private final List<String> notes = new ArrayList<>();

  @Async
  private void notesAfter(CompletionStage<String> stage) {
    notes.add("begun");
    try {
      notes.add(await(stage));
    } finally {
      notes.add("ended");
    }
  }

  @Async
  private static void failsAtOnce(RuntimeException failure) {
    throw failure;
  }

  @Async
  private static void failsAfter(CompletionStage<?> stage, RuntimeException failure) {
    await(stage);
    throw failure;
  }

  @Test
  @Covers({"K1", "K13", "A14"})
  void aVoidMethodStartsEagerlyAndGoesOnByItself() {
    try (var crank = new CrankedLoop()) {
      var gate = new CompletableFuture<String>();
      crank.start(
          () -> {
            notesAfter(gate);
            return Task.done();
          });
      assertEquals(List.of("begun"), notes);
      gate.complete("value");
      crank.settle();
      assertEquals(List.of("begun", "value", "ended"), notes);
      assertEquals(List.of(), crank.reports);
    }
  }

  @Test
  @Covers("K13")
  void anEagerFailureReachesTheExceptionHandlerOnceAndNotTheCaller() {
    try (var crank = new CrankedLoop()) {
      var failure = new IllegalStateException("eager");
      crank.run(
          () -> {
            failsAtOnce(failure);
            return Task.done();
          });
      crank.settle();
      assertEquals(1, crank.reports.size());
      assertSame(failure, crank.reports.get(0).failure());
    }
  }

  @Test
  @Covers("K13")
  void withoutALoopAnEagerFailureIsItsCallers() {
    var failure = new IllegalStateException("eager");
    assertSame(failure, assertThrows(IllegalStateException.class, () -> failsAtOnce(failure)));
    var gate = new CompletableFuture<String>();
    var stuck = assertThrows(IllegalStateException.class, () -> notesAfter(gate));
    assertTrue(stuck.getMessage().contains("no event loop runs on this thread"));
    assertEquals(List.of("begun", "ended"), notes);
  }

  @Test
  @Covers("K13")
  void aLateFailureReachesTheExceptionHandlerOnceWithItsTask() {
    try (var crank = new CrankedLoop()) {
      var failure = new IllegalStateException("late");
      var gate = new CompletableFuture<String>();
      crank.run(
          () -> {
            failsAfter(gate, failure);
            return Task.done();
          });
      gate.complete("value");
      crank.settle();
      assertEquals(1, crank.reports.size());
      assertSame(failure, crank.reports.get(0).failure());
      Task<?> task = crank.reports.get(0).task();
      assertSame(failure, task.exceptionNow());
      System.gc();
      crank.settle();
      assertEquals(1, crank.reports.size());
    }
  }

  @Test
  @Covers("K13")
  void aFailedAwaitInAVoidMethodIsItsFailure() {
    try (var crank = new CrankedLoop()) {
      var failure = new IllegalStateException("awaited");
      crank.run(
          () -> {
            notesAfter(CompletableFuture.failedFuture(failure));
            return Task.done();
          });
      crank.settle();
      assertEquals(List.of("begun", "ended"), notes);
      assertSame(failure, crank.reports.get(0).failure());
    }
  }

  @Test
  @Covers("K13")
  void theLoopListsAVoidMethodUntilItIsDone() {
    try (var crank = new CrankedLoop()) {
      var gate = new CompletableFuture<String>();
      crank.run(
          () -> {
            notesAfter(gate);
            return Task.done();
          });
      assertEquals(1, crank.loop.tasks().size(), () -> "tasks " + crank.loop.tasks());
      gate.complete("value");
      crank.settle();
      assertEquals(0, crank.loop.tasks().size(), () -> "tasks " + crank.loop.tasks());
    }
  }

  @Test
  @Covers({"K13", "R4"})
  void theEndOfMainCancelsAndAwaitsVoidMethods() {
    Bobbin.run(
        () -> {
          notesAfter(new CompletableFuture<>());
          return Task.done();
        });
    assertEquals(List.of("begun", "ended"), notes);
  }

  @Test
  @Covers("K13")
  void theCancellationOfAVoidMethodIsNoFailure() {
    try (var crank = new CrankedLoop()) {
      crank.run(
          () -> {
            var gate = new CompletableFuture<String>();
            notesAfter(gate);
            gate.cancel(false);
            return Task.done();
          });
      crank.settle();
      assertTrue(notes.contains("ended"));
      assertEquals(List.of(), crank.reports);
    }
  }
}
