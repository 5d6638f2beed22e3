package dev.bobbin.jmh;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.yieldNow;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
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
 * What does it cost to spawn a task that suspends once, and to join it, many at a time?
 *
 * <p>An operation is all of them. The baseline is a state machine written by hand on {@link
 * HandLoop}. A regression: more than twice it, or more than 80 bytes a task ({@code -prof gc}).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SpawnBenchmark {

  /** More show how the cost of one grows with their number. */
  @Param("1000")
  public int tasks;

  private final EventLoop loop = EventLoop.create();

  @TearDown
  public void close() {
    loop.close();
  }

  @Benchmark
  public int woven() {
    return Checked.result(loop.run(this::spawnAll), tasks);
  }

  @Async
  private Task<Integer> spawnAll() {
    List<Task<Integer>> spawned = new ArrayList<>(tasks);
    for (int i = 0; i < tasks; i++) {
      spawned.add(suspendsOnce());
    }
    int sum = 0;
    for (Task<Integer> task : spawned) {
      sum += await(task);
    }
    return Task.of(sum);
  }

  @Async
  private static Task<Integer> suspendsOnce() {
    await(yieldNow());
    return Task.of(1);
  }

  @Benchmark
  public int hand() {
    HandLoop handLoop = new HandLoop(2 * Integer.highestOneBit(Math.max(32, tasks)));
    Spawning frame = new Spawning(handLoop, tasks);
    handLoop.ready(frame);
    handLoop.run();
    return Checked.result(frame.result, tasks);
  }

  private static final class Spawning extends HandLoop.Frame {
    private final List<Spawned> spawned;
    private int joined;

    Spawning(HandLoop loop, int tasks) {
      super(loop, null);
      spawned = new ArrayList<>(tasks);
      for (int i = 0; i < tasks; i++) {
        Spawned task = new Spawned(loop);
        task.step();
        spawned.add(task);
      }
    }

    @Override
    boolean step() {
      while (joined < spawned.size()) {
        Spawned task = spawned.get(joined);
        if (!joins(task)) {
          return false;
        }
        result += task.result;
        joined++;
      }
      return true;
    }
  }

  private static final class Spawned extends HandLoop.Frame {
    private boolean suspended;

    Spawned(HandLoop loop) {
      super(loop, null);
    }

    @Override
    boolean step() {
      if (!suspended) {
        suspended = true;
        loop.ready(this);
        return false;
      }
      result = 1;
      return true;
    }
  }

  @Benchmark
  public int future() {
    FutureLoop futures = new FutureLoop();
    return Checked.result(futures.run(FutureTasks.spawnAll(futures, tasks)), tasks);
  }

  @Benchmark
  @Fork(value = 2, jvmArgsAppend = VirtualThreads.ONE_AT_A_TIME)
  public int virtualThreads() throws InterruptedException, ExecutionException {
    return Checked.result(
        VirtualThreads.run(
            () -> {
              List<Future<Integer>> spawned = new ArrayList<>(tasks);
              for (int i = 0; i < tasks; i++) {
                spawned.add(VirtualThreads.fork(SpawnBenchmark::yieldOnce));
              }
              int sum = 0;
              for (Future<Integer> task : spawned) {
                sum += task.get();
              }
              return sum;
            }),
        tasks);
  }

  private static int yieldOnce() {
    VirtualThreads.yieldNow();
    return 1;
  }
}
