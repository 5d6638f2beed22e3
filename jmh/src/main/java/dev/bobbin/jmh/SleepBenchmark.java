package dev.bobbin.jmh;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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
 * How much processor time does a task take that sleeps once, when 100,000 of them sleep for 0 to 99
 * milliseconds?
 *
 * <p>The figure is {@link CpuPerTask}, of all threads; the time is mostly that of sleeping. The
 * baseline is a heap of objects, written by hand. A regression: more than 1,000 nanoseconds.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 10, time = 1, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 1, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class SleepBenchmark {
  static final int LONGEST = 100;

  @Param("100000")
  public int tasks;

  private final EventLoop loop = EventLoop.create();

  @TearDown
  public void close() {
    loop.close();
  }

  @Benchmark
  public long woven(CpuPerTask cpu) {
    cpu.begin();
    long rung = loop.run(this::sleepAll);
    cpu.end(tasks);
    return Checked.result(rung, tasks);
  }

  @Async
  private Task<Integer> sleepAll() {
    Task<?>[] sleeping = new Task<?>[tasks];
    for (int i = 0; i < tasks; i++) {
      sleeping[i] = sleeps(Duration.ofMillis(i % LONGEST));
    }
    int rung = 0;
    for (Task<?> task : sleeping) {
      rung += (Integer) await(task);
    }
    return Task.of(rung);
  }

  @Async
  private static Task<Integer> sleeps(Duration duration) {
    await(sleep(duration));
    return Task.of(1);
  }

  @Benchmark
  public long hand(CpuPerTask cpu) {
    cpu.begin();
    PriorityQueue<Sleeping> sleeping =
        new PriorityQueue<>(tasks, Comparator.comparingLong(task -> task.due));
    long start = System.nanoTime();
    for (int i = 0; i < tasks; i++) {
      long now = System.nanoTime() - start;
      sleeping.add(new Sleeping(now + TimeUnit.MILLISECONDS.toNanos(i % LONGEST)));
    }
    int rung = 0;
    for (Sleeping next = sleeping.poll(); next != null; next = sleeping.poll()) {
      for (long left = next.due; left > 0; left = next.due - (System.nanoTime() - start)) {
        LockSupport.parkNanos(left - (System.nanoTime() - start));
      }
      rung += next.resume();
    }
    cpu.end(tasks);
    return Checked.result(rung, tasks);
  }

  private static final class Sleeping {
    private final long due;

    Sleeping(long due) {
      this.due = due;
    }

    int resume() {
      return 1;
    }
  }

  @Benchmark
  public long future(CpuPerTask cpu) {
    cpu.begin();
    CompletableFuture<?>[] sleeping = new CompletableFuture<?>[tasks];
    for (int i = 0; i < tasks; i++) {
      sleeping[i] = FutureTasks.sleeps(i % LONGEST);
    }
    long rung = SuspendedMemoryBenchmark.sum(sleeping);
    cpu.end(tasks);
    return Checked.result(rung, tasks);
  }

  @Benchmark
  @Fork(value = 2, jvmArgsAppend = VirtualThreads.ONE_AT_A_TIME)
  public long virtualThreads(CpuPerTask cpu) {
    cpu.begin();
    Future<?>[] sleeping = new Future<?>[tasks];
    for (int i = 0; i < tasks; i++) {
      int millis = i % LONGEST;
      sleeping[i] =
          VirtualThreads.fork(
              () -> {
                TimeUnit.MILLISECONDS.sleep(millis);
                return 1;
              });
    }
    long rung = SuspendedMemoryBenchmark.sum(sleeping);
    cpu.end(tasks);
    return Checked.result(rung, tasks);
  }
}
