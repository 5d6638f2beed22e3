package dev.bobbin.jmh;

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
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost others to spawn a task that suspends once, and to join it, many at a time?
 *
 * <p>Beside {@link SpawnBenchmark}, each as its users write it, on one thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SpawnPeersBenchmark {

  @Param("1000")
  public int tasks;

  @Benchmark
  public int kotlin() {
    return Checked.result(KotlinSuspensions.spawnAll(tasks), tasks);
  }

  @Benchmark
  public int kotlinBare() {
    return Checked.result(
        new KotlinBare(2 * Integer.highestOneBit(Math.max(32, tasks))).spawnAll(tasks), tasks);
  }

  @Benchmark
  public int ea() {
    FutureLoop loop = new FutureLoop();
    return Checked.result(loop.run(EaTasks.spawnAll(loop, tasks)), tasks);
  }

  @Benchmark
  public int tascalate() {
    FutureLoop loop = new FutureLoop();
    return Checked.result(
        loop.run(TascalateTasks.spawnAll(loop, tasks).toCompletableFuture()), tasks);
  }

  @Benchmark
  public int kilim() {
    KilimLoop loop = new KilimLoop();
    return Checked.result((int) loop.run(new KilimTasks.SpawnAll(loop, tasks)), tasks);
  }
}
