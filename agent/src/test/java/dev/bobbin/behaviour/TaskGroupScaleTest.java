package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.bobbin.Async;
import dev.bobbin.AsyncCallable;
import dev.bobbin.Task;
import dev.bobbin.TaskGroup;
import dev.bobbin.TaskGroup.FailedException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Groups with many forks, and groups in forks of groups to any depth. */
@Timeout(120)
class TaskGroupScaleTest {
  private static final int DEPTH = 100_000;
  private static final int WIDTH = 100_000;

  private int reached;

  @Async
  private Task<Void> nested(int depth, AsyncCallable<Void> innermost) {
    reached++;
    try (var group = TaskGroup.open()) {
      await(yieldNow()); // each on a stack of its own
      if (depth > 1) {
        group.fork(() -> nested(depth - 1, innermost));
      } else {
        group.fork(innermost);
      }
      await(group.join());
    }
    return Task.done();
  }

  private void turnUntilAllAreThere(CrankedLoop cranked) {
    for (int turns = 0; reached < DEPTH && turns < 10 * DEPTH; turns++) {
      cranked.turn();
    }
    cranked.turn();
    assertEquals(DEPTH, reached);
  }

  private static void turnUntilDone(CrankedLoop cranked, Task<?> task) {
    for (int turns = 0; !task.isDone() && turns < 10 * DEPTH; turns++) {
      cranked.turn();
    }
  }

  @Test
  @Covers({"G7", "C3"})
  void cancellingAHundredThousandNestedGroupsNeedsNoDeeperStackThanOne() {
    try (var cranked = new CrankedLoop()) {
      var leaf = new CompletableFuture<Void>();
      Task<Void> task = cranked.loop.fork(() -> nested(DEPTH, () -> Task.from(leaf)));
      turnUntilAllAreThere(cranked);
      task.cancel("enough");
      turnUntilDone(cranked, task);

      Ended.assertCancelled(task);
      assertEquals(true, leaf.isCancelled());
    }
  }

  @Test
  @Covers("G9")
  void aFailureComesUpThroughAHundredThousandNestedGroups() {
    var failure = new IOException("innermost");
    try (var cranked = new CrankedLoop()) {
      Task<Void> task = cranked.loop.fork(() -> nested(DEPTH, () -> Task.failed(failure)));
      turnUntilAllAreThere(cranked);
      turnUntilDone(cranked, task);

      Throwable cause = Ended.failureOf(task, FailedException.class);
      assertEquals(failure.toString(), cause.getMessage());
      for (int groups = 0; groups < DEPTH; groups++) {
        cause = cause.getCause();
      }
      assertSame(failure, cause);
    }
  }

  @Test
  @Covers("G5")
  void failuresOfAHundredThousandForksAreSuppressedInOne() {
    try (var cranked = new CrankedLoop()) {
      Task<Void> task = cranked.loop.fork(this::failsWidely);
      cranked.settle();

      assertEquals(WIDTH - 1, Ended.failureOf(task, FailedException.class).getSuppressed().length);
    }
  }

  @Async
  private Task<Void> failsWidely() {
    var gate = new CompletableFuture<Void>();
    try (var group = TaskGroup.open()) {
      for (int i = 0; i < WIDTH; i++) {
        group.fork(() -> failsAfter(gate));
      }
      gate.complete(null);
      await(group.join());
    }
    return Task.done();
  }

  @Async
  private static Task<Void> failsAfter(CompletableFuture<Void> gate) throws IOException {
    await(gate);
    throw new IOException("one of many");
  }

  @Test
  @Covers({"G1", "G17"})
  void manyForksAreJoinedAndManyAreCancelled() {
    try (var cranked = new CrankedLoop()) {
      Task<Void> joined = cranked.start(() -> wide(false));
      assertFalse(joined.isDone());
      cranked.advance(Duration.ofSeconds(1));
      Ended.assertValue(null, joined);
      Ended.assertValue(null, cranked.start(() -> wide(true)));
      assertEquals(0, cranked.loop.tasks().size());
    }
  }

  @Async
  private Task<Void> wide(boolean cancels) {
    try (var group = TaskGroup.open()) {
      for (int i = 0; i < WIDTH; i++) {
        group.fork(() -> Forks.after(Duration.ofSeconds(1), "value"));
      }
      if (cancels) {
        group.cancel();
      }
      await(group.join());
    }
    return Task.done();
  }
}
