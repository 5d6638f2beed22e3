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
 * What does a chain of 10 suspend functions of Kotlin cost in which nothing suspends?
 *
 * <p>Beside {@link CallChainBenchmark}: as a user writes it, in a coroutine of kotlinx.coroutines,
 * and the bare call.
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
    return KotlinCalls.chainInCoroutine(start, CHAINS);
  }

  @Benchmark
  public Object kotlinBare() {
    return Objects.requireNonNull(KotlinCalls.call1(start, NeverResumed.INSTANCE));
  }
}
