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
 * What does it cost others to await a task that begins in the loop's next turn?
 *
 * <p>Beside {@link PendingTaskBenchmark}, each as its users write it, on one thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PendingTaskPeersBenchmark {
  private static final int AWAITS = 1000;

  @Benchmark
  @OperationsPerInvocation(AWAITS)
  public int kotlin() {
    return Checked.result(KotlinSuspensions.awaitOften(AWAITS), AWAITS);
  }

  @Benchmark
  @OperationsPerInvocation(AWAITS)
  public int kotlinBare() {
    return Checked.result(new KotlinBare(64).awaitOften(AWAITS), AWAITS);
  }

  @Benchmark
  @OperationsPerInvocation(AWAITS)
  public int kilim() {
    KilimLoop loop = new KilimLoop();
    return Checked.result((int) loop.run(new KilimTasks.AwaitOften(loop, AWAITS)), AWAITS);
  }
}
