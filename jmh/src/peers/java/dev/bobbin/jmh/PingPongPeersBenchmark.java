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
 * What does it cost others to hand an item from one task to another and to wait for the answer?
 *
 * <p>Beside {@link PingPongBenchmark}, on one thread: Kotlin's channels, and a {@link
 * FutureChannel} for those who have none of their own.
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
    return Checked.result(ROUNDS + KotlinPrimitives.play(capacity, ROUNDS), 2 * ROUNDS);
  }

  @Benchmark
  @OperationsPerInvocation(2 * ROUNDS)
  public int ea() {
    FutureLoop loop = new FutureLoop();
    return Checked.result(loop.run(EaTasks.play(capacity, ROUNDS)), 2 * ROUNDS);
  }

  @Benchmark
  @OperationsPerInvocation(2 * ROUNDS)
  public int tascalate() {
    FutureLoop loop = new FutureLoop();
    return Checked.result(
        loop.run(TascalateTasks.play(capacity, ROUNDS).toCompletableFuture()), 2 * ROUNDS);
  }

  @Benchmark
  @OperationsPerInvocation(2 * ROUNDS)
  public int kotlinBare() {
    return Checked.result(new KotlinBare(64).play(capacity, ROUNDS), 2 * ROUNDS);
  }
}
