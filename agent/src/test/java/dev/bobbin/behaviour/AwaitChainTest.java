package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.yieldNow;
import static dev.bobbin.behaviour.Outcome.failureOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A chain of callers, each awaiting the next: how an outcome of the last one travels up. */
@Timeout(60)
class AwaitChainTest {

  private final List<Integer> stackDepths = new ArrayList<>();
  private int ended;

  @Async
  private Task<Integer> level(int depth, CompletionStage<Integer> leaf) {
    int below = await(depth == 1 ? leaf : level(depth - 1, leaf));
    ended++;
    stackDepths.add(StackWalker.getInstance().walk(frames -> (int) frames.count()));
    return Task.of(below + 1);
  }

  @Test
  @Covers("A16")
  void aHundredCallersEndInTheStepInWhichTheLeafEnds() {
    run(
        () -> {
          var leaf = new CompletableFuture<Integer>();
          Task<Integer> chain = level(100, leaf);
          leaf.complete(0);
          int[] seen = {-1};
          EventLoop.current().execute(() -> seen[0] = ended);
          assertEquals(100, await(chain));
          await(yieldNow());
          assertEquals(100, seen[0]);
          return Task.done();
        });
  }

  @Test
  @Covers("A16")
  void theCallersOfALeafRunOnAFlatStack() {
    run(
        () -> {
          var leaf = new CompletableFuture<Integer>();
          Task<Integer> chain = level(100, leaf);
          leaf.complete(0);
          await(chain);
          assertEquals(100, stackDepths.size());
          assertEquals(1, stackDepths.stream().distinct().count(), () -> "depths " + stackDepths);
          return Task.done();
        });
  }

  @Async
  private Task<Integer> failingLevel(int depth, CompletionStage<Integer> leaf) {
    try {
      return Task.of(await(depth == 1 ? leaf : failingLevel(depth - 1, leaf)));
    } finally {
      ended++;
      stackDepths.add(StackWalker.getInstance().walk(frames -> (int) frames.count()));
    }
  }

  @Test
  @Covers({"A16", "A3"})
  void aFailureTravelsUpAHundredCallersInOneStepOnAFlatStack() {
    run(
        () -> {
          var leaf = new CompletableFuture<Integer>();
          Task<Integer> chain = failingLevel(100, leaf);
          var failure = new IllegalStateException("leaf");
          leaf.completeExceptionally(failure);
          int[] seen = {-1};
          EventLoop.current().execute(() -> seen[0] = ended);
          assertSame(failure, await(failureOf(chain)));
          await(yieldNow());
          assertEquals(100, seen[0]);
          assertEquals(1, stackDepths.stream().distinct().count(), () -> "depths " + stackDepths);
          return Task.done();
        });
  }

  @Async
  private Task<Integer> plusOne(CompletionStage<Integer> stage) {
    int value = await(stage) + 1;
    ended++;
    return Task.of(value);
  }

  @Test
  @Covers("A16")
  void twoAwaitersOfOneTaskResumeThroughTheQueue() {
    run(
        () -> {
          var leaf = new CompletableFuture<Integer>();
          Task<Integer> shared = plusOne(leaf);
          Task<Integer> first = plusOne(shared);
          Task<Integer> second = plusOne(shared);
          leaf.complete(0);
          int[] seen = {-1};
          EventLoop.current().execute(() -> seen[0] = ended);
          assertEquals(2, await(first));
          assertEquals(2, await(second));
          assertEquals(1, seen[0], "of three, only the shared task may end before the callback");
          return Task.done();
        });
  }
}
