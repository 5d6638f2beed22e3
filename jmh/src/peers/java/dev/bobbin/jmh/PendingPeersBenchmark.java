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
 * What does it cost others to await a CompletableFuture that is completed later?
 *
 * <p>Beside {@link PendingBenchmark}, each as its users write it, on one thread. In Kotlin it is
 * another coroutine that completes it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PendingPeersBenchmark {
  private static final int AWAITS = 1000;

  @Benchmark
  @OperationsPerInvocation(AWAITS)
  public int kotlin() {
    return Checked.result(KotlinSuspensions.awaitFutures(AWAITS), AWAITS);
  }

  @Benchmark
  @OperationsPerInvocation(AWAITS)
  public int ea() {
    FutureLoop loop = new FutureLoop();
    return Checked.result(loop.run(EaTasks.awaitOften(loop, AWAITS)), AWAITS);
  }

  @Benchmark
  @OperationsPerInvocation(AWAITS)
  public int tascalate() {
    FutureLoop loop = new FutureLoop();
    return Checked.result(
        loop.run(TascalateTasks.awaitOften(loop, AWAITS).toCompletableFuture()), AWAITS);
  }
}
