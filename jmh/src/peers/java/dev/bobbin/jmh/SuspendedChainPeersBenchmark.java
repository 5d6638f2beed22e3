package dev.bobbin.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a call cost others in a chain of them whose innermost one suspends once?
 *
 * <p>Beside {@link SuspendedChainBenchmark}, each as its users write it, on one thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SuspendedChainPeersBenchmark {
  private static final int CALLS = SuspendedChainBenchmark.CALLS;

  @Param("10")
  public int depth;

  private int chains;

  @Setup
  public void count() {
    chains = CALLS / depth;
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public int kotlin() {
    return Checked.result(KotlinSuspensions.chainOften(depth, chains), chains * depth);
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public int kotlinBare() {
    return Checked.result(new KotlinBare(64).chainOften(depth, chains), chains * depth);
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public int ea() {
    FutureLoop loop = new FutureLoop();
    return Checked.result(loop.run(EaTasks.chainOften(loop, depth, chains)), chains * depth);
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public int tascalate() {
    FutureLoop loop = new FutureLoop();
    return Checked.result(
        loop.run(TascalateTasks.chainOften(loop, depth, chains).toCompletableFuture()),
        chains * depth);
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public int kilim() {
    KilimLoop loop = new KilimLoop();
    return Checked.result((int) loop.run(new KilimTasks.ChainOften(depth, chains)), chains * depth);
  }
}
