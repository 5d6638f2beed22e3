package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.Deadline;
import dev.bobbin.Joiner;
import dev.bobbin.Task;
import dev.bobbin.TaskGroup;
import dev.bobbin.TaskGroup.FailedException;
import dev.bobbin.TimeoutException;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random trees of groups, deadlines, failures and cancellations: whatever happens, nothing is left
 * behind when a block is left, nothing hangs, and nobody is cancelled whom nobody cancelled.
 */
@Timeout(120)
@SuppressWarnings("try") // a resource is there to be closed
class TaskGroupRandomTest {
  private static final int PROGRAMS = 1500;

  private Random random = new Random();
  private int underWay;
  private boolean cancels;
  private String problem = "";

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Covers({"G1", "G6", "G7", "G16", "M15"})
  void nothingIsLeftBehindAndNothingHangs(boolean withCancels) {
    for (int seed = 0; seed < PROGRAMS; seed++) {
      random = new Random(seed);
      cancels = withCancels;
      underWay = 0;
      try (var cranked = new CrankedLoop()) {
        Task<Integer> task = cranked.start(() -> node(4));
        for (int seconds = 0; !task.isDone() && seconds < 1000; seconds++) {
          if (withCancels && random.nextInt(10) == 0) {
            task.cancel("at random");
          }
          cranked.advance(Duration.ofMillis(100));
        }
        assertTrue(task.isDone(), "seed " + seed + " hangs\n" + cranked.loop.dump());
        assertEquals(0, underWay, "seed " + seed);
        assertEquals(0, cranked.loop.tasks().size(), "seed " + seed);
        assertEquals("", problem, "seed " + seed);
        assertEquals(0, cranked.reports.size(), () -> "reports " + cranked.reports);
        if (!withCancels) {
          assertFalse(task.isCancelled(), "seed " + seed);
          assertFalse(task.isCancelRequested(), "seed " + seed);
        }
        cranked.ticker.advance(Duration.ofDays(1));
        assertEquals(0, cranked.turn(), "seed " + seed + " has left a timer");
      }
    }
  }

  /** Gives how many nodes have ended, itself included. */
  @Async
  private Task<Integer> node(int depth) throws Exception {
    underWay++;
    try {
      await(random.nextBoolean() ? sleep(nap()) : Task.done());
      return switch (random.nextInt(6)) {
        case 0 -> Task.failed(new IOException("random"));
        case 1 -> Task.of(1);
        case 2 -> Task.of(await(limited(depth)));
        default -> Task.of(await(group(depth)));
      };
    } finally {
      try {
        await(random.nextInt(4) == 0 ? sleep(nap()) : Task.done());
      } finally {
        underWay--; // also where a further cancellation interrupts the sleep
      }
    }
  }

  @Async
  private Task<Integer> limited(int depth) throws Exception {
    try (var deadline = Deadline.after(nap())) {
      int ended = depth > 0 ? await(node(depth - 1)) : 0;
      await(sleep(nap()));
      return Task.of(ended);
    } catch (TimeoutException e) {
      return Task.of(0);
    }
  }

  @Async
  private Task<Integer> group(int depth) throws Exception {
    int[] children = new int[1];
    boolean supervises = random.nextInt(3) == 0;
    try (var limit = Deadline.after(random.nextInt(4) == 0 ? nap() : Duration.ofDays(1));
        var group =
            TaskGroup.open(
                supervises ? Joiner.<Integer>awaitAll() : Joiner.awaitAllSuccessfulOrThrow(),
                c -> random.nextInt(5) == 0 ? c.withTimeout(nap()) : c)) {
      for (int forks = random.nextInt(4); forks > 0 && !group.isCancelled(); forks--) {
        group.fork(() -> counted(depth, children));
        if (random.nextInt(3) == 0) {
          await(sleep(nap()));
        }
      }
      if (cancels && random.nextInt(6) == 0) {
        group.cancel();
      }
      if (random.nextInt(8) == 0) {
        throw new IOException("block");
      }
      await(group.join());
    } catch (FailedException | TimeoutException e) {
      note(children[0] == 0, "the block was left before its forks");
      if (random.nextBoolean()) {
        throw e;
      }
    } catch (CancellationException e) {
      note(cancels || Task.current().isCancelRequested(), "cancelled by nobody");
      throw e;
    } finally {
      note(children[0] == 0, "the block was left before its forks");
    }
    return Task.of(1);
  }

  @Async
  private Task<Integer> counted(int depth, int[] children) throws Exception {
    children[0]++;
    try {
      return Task.of(depth > 0 ? await(node(depth - 1)) : 0);
    } catch (CancellationException e) {
      if (random.nextInt(5) == 0) {
        throw new IOException("while cancelled");
      }
      throw e;
    } finally {
      try {
        await(random.nextInt(4) == 0 ? sleep(nap()) : Task.done());
      } finally {
        children[0]--;
      }
    }
  }

  private void note(boolean holds, String otherwise) {
    if (!holds) {
      problem = otherwise;
    }
  }

  private Duration nap() {
    return Duration.ofMillis(random.nextInt(6) * 100);
  }
}
