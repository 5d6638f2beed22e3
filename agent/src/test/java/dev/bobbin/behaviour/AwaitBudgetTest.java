package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Awaits of done stages cost no turn of the loop, but a budget keeps them from starving it. */
@Timeout(60)
class AwaitBudgetTest {

  /** Awaits {@code stage} so often and gives how many awaits another callback saw done. */
  private static List<Integer> seenBetween(EventLoop loop, int awaits, CompletionStage<?> stage) {
    var seen = new ArrayList<Integer>();
    int[] awaited = {0};
    Runnable observer =
        new Runnable() {
          @Override
          public void run() {
            if (awaited[0] < awaits) {
              seen.add(awaited[0]);
              loop.execute(this);
            }
          }
        };
    loop.run(
        () -> {
          loop.execute(observer);
          for (int i = 0; i < awaits; i++) {
            await(stage);
            awaited[0]++;
          }
          return Task.done();
        });
    return seen;
  }

  @Test
  @Covers("A2")
  void anotherCallbackGetsItsTurnEachTimeTheBudgetIsUsedUp() {
    try (EventLoop loop = EventLoop.builder().awaitBudget(5).build()) {
      assertEquals(List.of(5, 10, 15), seenBetween(loop, 20, Task.of("done")));
    }
  }

  @Test
  @Covers("A2")
  void doneFuturesCountLikeDoneTasks() {
    try (EventLoop loop = EventLoop.builder().awaitBudget(3).build()) {
      assertEquals(List.of(3, 6), seenBetween(loop, 8, completedFuture("done")));
    }
  }

  @Test
  @Covers("A2")
  void theBudgetIs128WhereNothingElseIsSaid() {
    try (EventLoop loop = EventLoop.create()) {
      assertEquals(List.of(128, 256), seenBetween(loop, 300, Task.of("done")));
    }
  }

  @Test
  @Covers("A2")
  void aYieldForcedByAFailedStageStillThrowsItsFailure() {
    try (EventLoop loop = EventLoop.builder().awaitBudget(2).build()) {
      var failure = new IllegalStateException("again");
      int[] caught = {0};
      loop.run(
          () -> {
            Task<Void> failed = Task.failed(failure);
            for (int i = 0; i < 9; i++) {
              try {
                await(failed);
              } catch (IllegalStateException e) {
                caught[0]++;
              }
            }
            return Task.done();
          });
      assertEquals(9, caught[0]);
    }
  }

  @Async
  private static Task<Void> notes(char me, int times, StringBuilder notes) {
    for (int i = 0; i < times; i++) {
      await(Task.done());
      notes.append(me);
    }
    return Task.done();
  }

  @Test
  @Covers("A2")
  void twoTasksThatAwaitOnlyDoneStagesTakeTurns() {
    try (EventLoop loop = EventLoop.builder().awaitBudget(4).build()) {
      var notes = new StringBuilder();
      loop.run(
          () -> {
            Task<Void> a = loop.fork(() -> notes('a', 12, notes));
            Task<Void> b = loop.fork(() -> notes('b', 12, notes));
            await(a);
            await(b);
            return Task.done();
          });
      assertEquals("aaaabbbbaaaabbbbaaaabbbb", notes.toString());
    }
  }

  @Test
  @Covers("A2")
  void timersAreServedUnderAnEndlessLoopOfReadyAwaits() {
    run(
        () -> {
          boolean[] fired = {false};
          EventLoop.current().schedule(Duration.ofMillis(1), () -> fired[0] = true);
          while (!fired[0]) {
            await(Task.done());
          }
          return Task.done();
        });
  }

  @Test
  @Covers("A2")
  void aBudgetBelowOneIsRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> EventLoop.builder().awaitBudget(0).build().close());
  }

  @Async
  private static Task<Integer> level(int depth, CompletionStage<Integer> leaf, int[] ended) {
    int below = await(depth == 1 ? leaf : level(depth - 1, leaf, ended));
    ended[0]++;
    return Task.of(below + 1);
  }

  @Test
  @Covers("A16")
  void theEndOfAHundredCallersIsCountedByTheBudget() {
    try (EventLoop loop = EventLoop.builder().awaitBudget(10).build()) {
      var seen = new ArrayList<Integer>();
      int[] ended = {0};
      loop.run(
          () -> {
            var leaf = new CompletableFuture<Integer>();
            Task<Integer> chain = level(100, leaf, ended);
            leaf.complete(0);
            Runnable observer =
                new Runnable() {
                  @Override
                  public void run() {
                    if (ended[0] < 100) {
                      seen.add(ended[0]);
                      loop.execute(this);
                    }
                  }
                };
            loop.execute(observer);
            assertEquals(100, await(chain));
            return Task.done();
          });
      int before = 0;
      for (int now : seen) {
        assertTrue(now - before <= 11, "callers ended between two turns: " + seen);
        before = now;
      }
      assertTrue(seen.size() >= 9, "turns that others got: " + seen);
    }
  }
}
