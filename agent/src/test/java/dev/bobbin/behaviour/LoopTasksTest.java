package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.sleep;
import static dev.bobbin.Bobbin.yieldNow;
import static dev.bobbin.behaviour.Outcome.endOf;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which tasks {@code EventLoop.tasks()} lists. */
@Timeout(60)
class LoopTasksTest {

  @Async
  private static Task<String> waitsFor(CompletionStage<String> stage) {
    return Task.of(await(stage));
  }

  @Test
  @Covers("K2")
  void aTaskDoneEagerlyIsNotListed() {
    run(
        () -> {
          Task<String> task = waitsFor(Task.of("done"));
          assertFalse(EventLoop.current().tasks().contains(task));
          return Task.done();
        });
  }

  @Test
  @Covers("K6")
  void aTaskIsListedFromItsFirstSuspensionToItsEnd() {
    run(
        () -> {
          var loop = EventLoop.current();
          var gate = new CompletableFuture<String>();
          Task<String> task = waitsFor(gate);
          assertTrue(loop.tasks().contains(task), "suspended");
          gate.complete("value");
          assertTrue(loop.tasks().contains(task), "ready to resume");
          await(yieldNow());
          assertTrue(task.isDone());
          assertFalse(loop.tasks().contains(task), "done");
          return Task.done();
        });
  }

  @Test
  @Covers("K6")
  void everyCallerInAChainIsListed() {
    run(
        () -> {
          var loop = EventLoop.current();
          var gate = new CompletableFuture<String>();
          Task<String> leaf = waitsFor(gate);
          Task<String> middle = waitsFor(leaf);
          Task<String> outer = waitsFor(middle);
          assertTrue(loop.tasks().contains(leaf));
          assertTrue(loop.tasks().contains(middle));
          assertTrue(loop.tasks().contains(outer));
          gate.complete("value");
          await(outer);
          assertFalse(loop.tasks().contains(leaf));
          assertFalse(loop.tasks().contains(middle));
          assertFalse(loop.tasks().contains(outer));
          return Task.done();
        });
  }

  @Async
  private static Task<Void> sleepsLong() {
    await(sleep(Duration.ofHours(1)));
    return Task.done();
  }

  @Async
  private static Task<Void> yieldsOnce() {
    await(yieldNow());
    return Task.done();
  }

  @Test
  @Covers("K6")
  void sleepingYieldingAndRunningTasksAreListed() {
    run(
        () -> {
          var loop = EventLoop.current();
          Task<Void> sleeping = sleepsLong();
          Task<Void> yielding = yieldsOnce();
          Task<String> minimal = waitsFor(new CompletableFuture<String>().minimalCompletionStage());
          assertTrue(loop.tasks().contains(sleeping));
          assertTrue(loop.tasks().contains(yielding));
          assertTrue(loop.tasks().contains(minimal));
          assertTrue(loop.tasks().contains(Task.current()));
          sleeping.cancel("end of the test");
          await(endOf(sleeping));
          assertFalse(loop.tasks().contains(sleeping));
          assertFalse(loop.tasks().contains(yielding));
          return Task.done();
        });
  }

  @Test
  @Covers("K6")
  void aForkIsListedBeforeItStarts() {
    run(
        () -> {
          Task<Void> forked = EventLoop.current().fork(LoopTasksTest::yieldsOnce);
          assertTrue(EventLoop.current().tasks().contains(forked));
          await(forked);
          assertFalse(EventLoop.current().tasks().contains(forked));
          return Task.done();
        });
  }

  @Test
  @Covers("K6")
  void theListCanBeReadFromAnotherThread() {
    run(
        () -> {
          var loop = EventLoop.current();
          var gate = new CompletableFuture<String>();
          Task<String> task = waitsFor(gate);
          var listed = new CompletableFuture<Boolean>();
          new Thread(() -> listed.complete(loop.tasks().contains(task))).start();
          assertTrue(await(listed));
          gate.complete("value");
          await(task);
          return Task.done();
        });
  }
}
