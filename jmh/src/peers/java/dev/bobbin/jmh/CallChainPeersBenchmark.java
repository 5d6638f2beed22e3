package dev.bobbin.jmh;

import java.util.Objects;
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
 * What does a chain of 10 of others' calls cost in which nothing suspends?
 *
 * <p>Beside {@link CallChainBenchmark}, each as its users write it; Kotlin's and Kilim's many times
 * in one coroutine, and Kotlin's bare call.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CallChainPeersBenchmark {
  private static final int CHAINS = 1000;

  private int start = 1;

  @Benchmark
  @OperationsPerInvocation(CHAINS)
  public int kotlin() {
    return Checked.result(KotlinCalls.chainInCoroutine(start, CHAINS), 10 * CHAINS);
  }

  @Benchmark
  public int kotlinBare() {
    Object end = KotlinCalls.call1(start, NeverResumed.INSTANCE);
    return Checked.result((int) Objects.requireNonNull(end), 10);
  }

  @Benchmark
  public int ea() {
    return Checked.result(EaTasks.call1(start).join(), 10);
  }

  @Benchmark
  public int tascalate() {
    return Checked.result(TascalateTasks.call1(start).toCompletableFuture().join(), 10);
  }

  @Benchmark
  @OperationsPerInvocation(CHAINS)
  public int kilim() {
    KilimLoop loop = new KilimLoop();
    return Checked.result((int) loop.run(new KilimCalls(start, CHAINS)), 10 * CHAINS);
  }
}
