package dev.bobbin.jmh;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import kotlinx.coroutines.Deferred;
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
 * What does an await cost in Kotlin that has nothing to wait for?
 *
 * <p>Beside {@link AwaitCompletedBenchmark}; those in a coroutine are in a loop, as its {@code
 * awaitTaskInALoop} is.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class AwaitCompletedPeersBenchmark {
  private static final int LOOP = 1000;

  private final CompletableFuture<Integer> future = CompletableFuture.completedFuture(1);
  private final Deferred<Integer> deferred = KotlinAwaits.doneDeferred();
  private final DoneCell cell = new DoneCell(1);

  @Benchmark
  @OperationsPerInvocation(LOOP)
  public int kotlinDeferred() {
    return KotlinAwaits.awaitDeferreds(deferred, LOOP);
  }

  @Benchmark
  @OperationsPerInvocation(LOOP)
  public int kotlinFuture() {
    return KotlinAwaits.awaitFutures(future, LOOP);
  }

  @Benchmark
  public Object kotlinBare() {
    return Objects.requireNonNull(KotlinAwaits.addOne(cell, NeverResumed.INSTANCE));
  }
}
