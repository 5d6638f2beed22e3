package dev.bobbin.jmh;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.yieldNow;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.TaskGroup;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a group of a million tasks cost that are all under way at once?
 *
 * <p>Each suspends once. An operation is the whole group, so that milliseconds an operation are
 * nanoseconds a task. The baseline is written by hand on {@link HandLoop}: a group is a count of
 * its tasks. A regression: the ratio between the two grows.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "-Xmx2g")
public class GroupBenchmark {

  /** Fewer show how the cost of one grows with their number. */
  @Param("1000000")
  public int tasks;

  private final EventLoop loop = EventLoop.create();
  private int ended;

  @TearDown
  public void close() {
    loop.close();
  }

  @Benchmark
  public int woven() {
    return loop.run(this::forkAll);
  }

  @Async
  private Task<Integer> forkAll() {
    ended = 0;
    try (var group = TaskGroup.<Void>open()) {
      for (int i = 0; i < tasks; i++) {
        group.fork(() -> suspendsOnce());
      }
      await(group.join());
    }
    return Task.of(ended);
  }

  @Async
  private Task<Void> suspendsOnce() {
    await(yieldNow());
    ended++;
    return Task.done();
  }

  @Benchmark
  public int hand() {
    HandLoop handLoop = new HandLoop(2 * Integer.highestOneBit(tasks));
    HandGroup group = new HandGroup(handLoop, tasks);
    ended = 0;
    for (int i = 0; i < tasks; i++) {
      new Forked(handLoop, group).step();
    }
    handLoop.run();
    return group.result;
  }

  /** Goes on once all have ended. */
  private final class HandGroup extends HandLoop.Frame {
    private int underWay;

    HandGroup(HandLoop loop, int tasks) {
      super(loop, null);
      underWay = tasks;
    }

    @Override
    boolean step() {
      result = ended;
      return true;
    }
  }

  private final class Forked extends HandLoop.Frame {
    private final HandGroup group;
    private boolean suspended;

    Forked(HandLoop loop, HandGroup group) {
      super(loop, null);
      this.group = group;
    }

    @Override
    boolean step() {
      if (!suspended) {
        suspended = true;
        loop.ready(this);
        return false;
      }
      ended++;
      if (--group.underWay == 0) {
        loop.ready(group);
      }
      return true;
    }
  }
}
