package dev.bobbin.jmh;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import kotlinx.coroutines.Deferred;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Does an await in a hot loop keep HotSpot from compiling Kotlin's loop well?
 *
 * <p>Beside {@link HotLoopBenchmark}, the same loop.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class HotLoopPeersBenchmark {
  private final Deferred<Integer> deferred = KotlinAwaits.doneDeferred();
  private final DoneCell cell = new DoneCell(1);
  private final int[] values = new int[10_000];

  @Benchmark
  public int kotlin() {
    return KotlinAwaits.sumUpInCoroutine(values, deferred);
  }

  @Benchmark
  public Object kotlinBare() {
    return Objects.requireNonNull(KotlinAwaits.sumUp(values, cell, NeverResumed.INSTANCE));
  }
}
