package dev.bobbin.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a tree of others' tasks cost, ten below each, whose 100,000 leaves suspend once?
 *
 * <p>Beside {@link SkynetBenchmark}, each as its users write it, on one thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SkynetPeersBenchmark {
  private static final int LEAVES = SkynetBenchmark.LEAVES;
  private static final long SUM = SkynetBenchmark.SUM;

  @Benchmark
  @OperationsPerInvocation(LEAVES)
  public long kotlin() {
    return Checked.result(KotlinSuspensions.skynet(LEAVES), SUM);
  }

  @Benchmark
  @OperationsPerInvocation(LEAVES)
  public long kotlinBare() {
    return Checked.result(new KotlinBare(1 << 17).skynet(LEAVES), SUM);
  }

  @Benchmark
  @OperationsPerInvocation(LEAVES)
  public long ea() {
    FutureLoop loop = new FutureLoop();
    return Checked.result(loop.run(EaTasks.tree(loop, 0, LEAVES)), SUM);
  }

  @Benchmark
  @OperationsPerInvocation(LEAVES)
  public long tascalate() {
    FutureLoop loop = new FutureLoop();
    return Checked.result(
        loop.run(TascalateTasks.tree(loop, 0, LEAVES).toCompletableFuture()), SUM);
  }

  @Benchmark
  @OperationsPerInvocation(LEAVES)
  public long kilim() {
    KilimLoop loop = new KilimLoop();
    return Checked.result((long) loop.run(new KilimTasks.Tree(loop, 0, LEAVES)), SUM);
  }
}
