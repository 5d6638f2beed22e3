package dev.bobbin.jmh;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import kilim.Scheduler;
import kilim.Task;
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
 * How much processor time does a task of others take that sleeps once?
 *
 * <p>Beside {@link SleepBenchmark}, 100,000 of them; the figure is {@link CpuPerTask}. EA Async and
 * Tascalate have no timers: what wakes their tasks is the JDK's scheduler. Kilim's has one thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 10, time = 1, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 1, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class SleepPeersBenchmark {
  private static final int LONGEST = SleepBenchmark.LONGEST;

  @Param("100000")
  public int tasks;

  private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
  private final Scheduler kilimScheduler = Scheduler.make(1);

  @TearDown
  public void close() {
    timer.shutdownNow();
    kilimScheduler.shutdown();
  }

  @Benchmark
  public long kotlin(CpuPerTask cpu) {
    cpu.begin();
    long rung = KotlinScale.sleepAll(tasks);
    cpu.end(tasks);
    return Checked.result(rung, tasks);
  }

  @Benchmark
  public long ea(CpuPerTask cpu) {
    cpu.begin();
    CompletableFuture<?>[] sleeping = new CompletableFuture<?>[tasks];
    for (int i = 0; i < tasks; i++) {
      sleeping[i] = EaTasks.sleeps(timer, i % LONGEST);
    }
    long rung = SuspendedMemoryBenchmark.sum(sleeping);
    cpu.end(tasks);
    return Checked.result(rung, tasks);
  }

  @Benchmark
  public long tascalate(CpuPerTask cpu) {
    cpu.begin();
    CompletableFuture<?>[] sleeping = new CompletableFuture<?>[tasks];
    for (int i = 0; i < tasks; i++) {
      sleeping[i] = TascalateTasks.sleeps(timer, i % LONGEST).toCompletableFuture();
    }
    long rung = SuspendedMemoryBenchmark.sum(sleeping);
    cpu.end(tasks);
    return Checked.result(rung, tasks);
  }

  @Benchmark
  public long kilim(CpuPerTask cpu) {
    cpu.begin();
    Task<?>[] sleeping = new Task<?>[tasks];
    for (int i = 0; i < tasks; i++) {
      sleeping[i] = new KilimTasks.Sleeps(i % LONGEST).setScheduler(kilimScheduler).start();
    }
    long rung = 0;
    for (Task<?> task : sleeping) {
      rung += (Integer) task.joinb().result;
    }
    cpu.end(tasks);
    return Checked.result(rung, tasks);
  }
}
