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
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to hand an item from one coroutine of Kotlin to another and to wait for the
 * answer?
 *
 * <p>Beside {@link PingPongBenchmark}: two of its channels, on one thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PingPongPeersBenchmark {
  private static final int ROUNDS = 1000;

  /** Of each channel. */
  @Param({"0", "1"})
  public int capacity;

  @Benchmark
  @OperationsPerInvocation(2 * ROUNDS)
  public int kotlin() {
    return KotlinPrimitives.play(capacity, ROUNDS);
  }
}
