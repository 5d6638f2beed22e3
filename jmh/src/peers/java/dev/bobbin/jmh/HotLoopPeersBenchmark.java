package dev.bobbin.jmh;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import kilim.Task;
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
 * Does an await in a hot loop keep HotSpot from compiling others' loops well?
 *
 * <p>Beside {@link HotLoopBenchmark}, the same loop; what is done is what each of them has for it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class HotLoopPeersBenchmark {
  private static final int SUM = HotLoopBenchmark.SUM;

  private final Deferred<Integer> deferred = KotlinAwaits.doneDeferred();
  private final DoneCell cell = new DoneCell(1);
  private final CompletableFuture<Integer> future = CompletableFuture.completedFuture(1);
  private final Task<Integer> done = new KilimTasks.Done();
  private final int[] values = new int[10_000];

  public HotLoopPeersBenchmark() {
    new KilimLoop().run(done);
  }

  @Benchmark
  public int kotlin() {
    return Checked.result(KotlinAwaits.sumUpInCoroutine(values, deferred), SUM);
  }

  @Benchmark
  public int ea() {
    FutureLoop loop = new FutureLoop();
    return Checked.result(loop.run(EaTasks.sumUp(values, future)), SUM);
  }

  @Benchmark
  public int tascalate() {
    FutureLoop loop = new FutureLoop();
    return Checked.result(
        loop.run(TascalateTasks.sumUp(values, future).toCompletableFuture()), SUM);
  }

  @Benchmark
  public int kilim() {
    KilimLoop loop = new KilimLoop();
    return Checked.result((int) loop.run(new KilimTasks.SumUp(values, done)), SUM);
  }

  @Benchmark
  public int kotlinBare() {
    Object sum = KotlinAwaits.sumUp(values, cell, NeverResumed.INSTANCE);
    return Checked.result((int) Objects.requireNonNull(sum), SUM);
  }
}
