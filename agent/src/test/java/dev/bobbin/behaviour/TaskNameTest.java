package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.Task;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a task is called and how it prints. */
@Timeout(60)
class TaskNameTest {

  private int awaitLine;

  private static int here() {
    return StackWalker.getInstance()
        .walk(frames -> frames.skip(1).findFirst().orElseThrow().getLineNumber());
  }

  @Async
  private <T> Task<T> waitsFor(CompletionStage<T> stage) {
    awaitLine = here() + 1;
    T value = await(stage);
    return Task.of(value);
  }

  private static void assertContains(String part, String whole) {
    assertTrue(whole.contains(part), () -> "'" + part + "' in: " + whole);
  }

  @Test
  @Covers("K11")
  void tasksAreNamedApartWithoutBeingTold() {
    run(
        () -> {
          Task<String> first = waitsFor(new CompletableFuture<>());
          Task<String> second = waitsFor(new CompletableFuture<>());
          assertNotEquals(first.name(), second.name());
          assertEquals(first.name(), first.name());
          first.cancel("end of the test");
          second.cancel("end of the test");
          return Task.done();
        });
  }

  @Test
  @Covers("K11")
  void aTaskCanBeNamed() {
    run(
        () -> {
          Task<String> task = waitsFor(new CompletableFuture<>());
          assertSame(task, task.named("fetch page"));
          assertEquals("fetch page", task.name());
          assertContains("fetch page", task.toString());
          task.cancel("end of the test");
          return Task.done();
        });
  }

  @Test
  @Covers("K11")
  void aWaitingTaskPrintsTheLineOfItsAwait() {
    run(
        () -> {
          Task<String> task = waitsFor(new CompletableFuture<>());
          assertContains(task.name(), task.toString());
          assertContains("TaskNameTest.java:" + awaitLine, task.toString());
          task.cancel("end of the test");
          return Task.done();
        });
  }

  @Test
  @Covers("K11")
  void theStatesPrintDifferently() {
    run(
        () -> {
          var gate = new CompletableFuture<String>();
          Task<String> task = waitsFor(gate).named("task");
          Task<String> failed = Task.failed(new IllegalStateException("lost"));
          String pending = task.toString();
          gate.complete("value");
          await(task);
          String done = task.toString();
          assertNotEquals(pending, done);
          assertNotEquals(done, failed.named("task").toString());
          return Task.done();
        });
  }

  /** A result that must not be asked for its text, which may be long, secret or wrong. */
  private static final class Secret {
    @Override
    public String toString() {
      throw new AssertionError("nobody may print this");
    }
  }

  @Test
  @Covers("K11")
  void printingATaskDoesNotPrintItsResult() {
    run(
        () -> {
          var gate = new CompletableFuture<Secret>();
          Task<Secret> task = waitsFor(gate);
          gate.complete(new Secret());
          await(task);
          assertContains(task.name(), task.toString());
          assertContains("", Task.of(new Secret()).toString());
          return Task.done();
        });
  }
}
