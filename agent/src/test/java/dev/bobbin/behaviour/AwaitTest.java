package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.yieldNow;
import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.Bobbin;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an await of a stage gives, and when. */
@Timeout(60)
class AwaitTest {

  @Test
  @Covers("A1")
  void awaitOfADoneStageGoesOnWithoutSuspending() {
    run(
        () -> {
          var steps = new Steps();
          EventLoop.current().execute(() -> steps.reach(5));
          steps.reach(1);
          assertEquals("task", await(Task.of("task")));
          steps.reach(2);
          assertEquals("future", await(completedFuture("future")));
          steps.reach(3);
          assertEquals("stage", await(CompletableFuture.completedStage("stage")));
          steps.reach(4);
          await(yieldNow());
          steps.finish(6);
          return Task.done();
        });
  }

  @Async
  private static Task<Integer> addsDoneOnes(Steps steps) {
    steps.reach(2);
    int sum = await(Task.of(1)) + await(completedFuture(1));
    steps.reach(3);
    return Task.of(sum);
  }

  @Test
  @Covers({"A1", "K2"})
  void aCallThatAwaitsOnlyDoneStagesReturnsADoneTask() {
    run(
        () -> {
          var steps = new Steps();
          steps.reach(1);
          Task<Integer> sum = addsDoneOnes(steps);
          assertTrue(sum.isDone());
          assertEquals(2, sum.resultNow());
          steps.finish(4);
          return Task.done();
        });
  }

  @Test
  @Covers("A6")
  void aStageCompletedOnAnotherThreadResumesItsAwaiterOnTheLoopThread() {
    run(
        () -> {
          var gate = new CompletableFuture<Thread>();
          var completer = new Thread(() -> gate.complete(Thread.currentThread()));
          EventLoop.current().execute(completer::start);
          assertSame(completer, await(gate));
          assertTrue(EventLoop.current().inLoop());
          assertFalse(Thread.currentThread() == completer);
          return Task.done();
        });
  }

  @Async
  private static Task<Void> reachesAfter(CompletionStage<?> stage, Steps steps, int step) {
    await(stage);
    steps.reach(step);
    return Task.done();
  }

  @Test
  @Covers("A7")
  void completingAFutureDoesNotRunItsAwaiterInsideTheCompletersStack() {
    run(
        () -> {
          var steps = new Steps();
          var gate = new CompletableFuture<String>();
          Task<Void> waiting = reachesAfter(gate, steps, 2);
          gate.complete("open");
          steps.reach(1);
          assertFalse(waiting.isDone());
          await(waiting);
          steps.finish(3);
          return Task.done();
        });
  }

  @Test
  @Covers("A7")
  void completingAFutureInAPlainCallbackDoesNotRunItsAwaiterThere() {
    run(
        () -> {
          var steps = new Steps();
          var gate = new CompletableFuture<String>();
          EventLoop.current()
              .execute(
                  () -> {
                    steps.reach(1);
                    gate.complete("open");
                    steps.reach(2);
                  });
          await(gate);
          steps.finish(3);
          return Task.done();
        });
  }

  @Async
  private static Task<Void> notes(CompletionStage<?> stage, List<Integer> order, int me) {
    await(stage);
    order.add(me);
    return Task.done();
  }

  @Async
  private static Task<String> waitsFor(CompletionStage<String> stage) {
    return Task.of(await(stage));
  }

  @Test
  @Covers("A8")
  void awaitersOfOneTaskResumeInTheOrderInWhichTheyAwaited() {
    run(
        () -> {
          var gate = new CompletableFuture<String>();
          Task<String> shared = waitsFor(gate);
          var order = new ArrayList<Integer>();
          var waiting = new ArrayList<Task<Void>>();
          for (int i = 0; i < 5; i++) {
            waiting.add(notes(shared, order, i));
          }
          gate.complete("open");
          for (Task<Void> task : waiting) {
            await(task);
          }
          assertEquals(List.of(0, 1, 2, 3, 4), order);
          return Task.done();
        });
  }

  @Async
  private static <T> Task<T> later(T value) {
    await(yieldNow());
    return Task.of(value);
  }

  @Test
  @Covers("A14")
  void primitivesComeThroughADoneAwait() {
    run(
        () -> {
          byte b = await(Task.of((byte) -1));
          short s = await(Task.of(Short.MIN_VALUE));
          char c = await(Task.of('\uffff'));
          int i = await(Task.of(Integer.MIN_VALUE));
          long l = await(Task.of(Long.MAX_VALUE));
          float f = await(Task.of(Float.MIN_VALUE));
          double d = await(Task.of(Double.NaN));
          boolean z = await(Task.of(true));
          assertEquals(
              List.of((byte) -1, Short.MIN_VALUE, '\uffff', Integer.MIN_VALUE, Long.MAX_VALUE),
              List.of(b, s, c, i, l));
          assertEquals(List.of(Float.MIN_VALUE, Double.NaN, true), List.of(f, d, z));
          return Task.done();
        });
  }

  @Test
  @Covers("A14")
  void primitivesComeThroughASuspendedAwaitAndSurviveTheNext() {
    run(
        () -> {
          byte b = await(later((byte) -1));
          short s = await(later(Short.MIN_VALUE));
          char c = await(later('\uffff'));
          int i = await(later(Integer.MIN_VALUE));
          long l = await(later(Long.MAX_VALUE));
          float f = await(later(Float.MIN_VALUE));
          double d = await(later(Double.NaN));
          boolean z = await(later(true));
          assertEquals(
              List.of((byte) -1, Short.MIN_VALUE, '\uffff', Integer.MIN_VALUE, Long.MAX_VALUE),
              List.of(b, s, c, i, l));
          assertEquals(List.of(Float.MIN_VALUE, Double.NaN, true), List.of(f, d, z));
          return Task.done();
        });
  }

  @Test
  @Covers("A14")
  void nullComesThroughBothWays() {
    run(
        () -> {
          assertNull(await(Task.of(null)));
          assertNull(await(completedFuture(null)));
          assertNull(await(later(null)));
          assertNull(await(Bobbin.yieldNow()));
          var gate = new CompletableFuture<Object>();
          EventLoop.current().execute(() -> gate.complete(null));
          assertNull(await(gate));
          return Task.done();
        });
  }

  @Async
  private static CompletionStage<String> asStage(CompletionStage<String> stage) {
    return completedFuture(await(stage) + " stage");
  }

  @Async
  private static CompletableFuture<String> asCompletableFuture(CompletionStage<String> stage) {
    return completedFuture(await(stage) + " completable future");
  }

  @Async
  private static Future<String> asFuture(CompletionStage<String> stage) {
    return completedFuture(await(stage) + " future");
  }

  @Test
  @Covers("A14")
  void everyReturnTypeGivesItsValueWithoutAndWithSuspending() {
    run(
        () -> {
          assertEquals("a stage", await(asStage(Task.of("a"))));
          assertEquals("a stage", await(asStage(later("a"))));
          assertEquals("a completable future", await(asCompletableFuture(Task.of("a"))));
          assertEquals("a completable future", await(asCompletableFuture(later("a"))));
          assertEquals("a future", asFuture(Task.of("a")).get());
          Future<String> future = asFuture(later("a"));
          assertFalse(future.isDone());
          await(yieldNow());
          await(yieldNow());
          assertEquals("a future", future.get());
          return Task.done();
        });
  }

  @Async
  private static Task<String> returnsPending(CompletionStage<String> stage) {
    await(yieldNow());
    return Task.from(stage);
  }

  @Test
  @Covers("A14")
  void aReturnedPendingStageGivesItsOutcomeToTheTask() {
    run(
        () -> {
          var gate = new CompletableFuture<String>();
          Task<String> task = returnsPending(gate);
          await(yieldNow());
          await(yieldNow());
          assertFalse(task.isDone());
          gate.complete("late");
          assertEquals("late", await(task));
          return Task.done();
        });
  }
}
