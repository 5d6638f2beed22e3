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
 * What does it cost others to suspend, to let the loop take a turn, and to go on?
 *
 * <p>Beside {@link YieldBenchmark}, each as its users write it, on one thread. Two coroutines of
 * Kotlin yield to each other, since one alone would not suspend.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class YieldPeersBenchmark {
  private static final int YIELDS = 1000;
  private static final int SUM = YieldBenchmark.SUM;

  @Benchmark
  @OperationsPerInvocation(2 * YIELDS)
  public int kotlin() {
    return Checked.result(KotlinSuspensions.yieldOften(YIELDS), SUM);
  }

  @Benchmark
  @OperationsPerInvocation(YIELDS)
  public int kotlinBare() {
    return Checked.result(new KotlinBare(64).yieldOften(YIELDS), SUM);
  }

  @Benchmark
  @OperationsPerInvocation(YIELDS)
  public int ea() {
    FutureLoop loop = new FutureLoop();
    return Checked.result(loop.run(EaTasks.yieldOften(loop, YIELDS)), SUM);
  }

  @Benchmark
  @OperationsPerInvocation(YIELDS)
  public int tascalate() {
    FutureLoop loop = new FutureLoop();
    return Checked.result(
        loop.run(TascalateTasks.yieldOften(loop, YIELDS).toCompletableFuture()), SUM);
  }

  @Benchmark
  @OperationsPerInvocation(YIELDS)
  public int kilim() {
    KilimLoop loop = new KilimLoop();
    return Checked.result((int) loop.run(new KilimTasks.YieldOften(YIELDS)), SUM);
  }
}
