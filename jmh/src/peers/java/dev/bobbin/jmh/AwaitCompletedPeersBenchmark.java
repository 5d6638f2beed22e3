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
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does an await cost others that has nothing to wait for?
 *
 * <p>Beside {@link AwaitCompletedBenchmark}, its awaits in a loop; what is done is what each of
 * them has for it.
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
  private final Task<Integer> done = new KilimTasks.Done();

  public AwaitCompletedPeersBenchmark() {
    new KilimLoop().run(done);
  }

  @Benchmark
  @OperationsPerInvocation(LOOP)
  public int kotlinDeferred() {
    return Checked.result(KotlinAwaits.awaitDeferreds(deferred, LOOP), LOOP);
  }

  @Benchmark
  @OperationsPerInvocation(LOOP)
  public int kotlinFuture() {
    return Checked.result(KotlinAwaits.awaitFutures(future, LOOP), LOOP);
  }

  @Benchmark
  @OperationsPerInvocation(LOOP)
  public int kotlinBare() {
    Object sum = KotlinAwaits.addUp(cell, LOOP, NeverResumed.INSTANCE);
    return Checked.result((int) Objects.requireNonNull(sum), LOOP);
  }

  @Benchmark
  @OperationsPerInvocation(LOOP)
  public int ea() {
    FutureLoop loop = new FutureLoop();
    return Checked.result(loop.run(EaTasks.awaitDone(future, LOOP)), LOOP);
  }

  @Benchmark
  @OperationsPerInvocation(LOOP)
  public int tascalate() {
    FutureLoop loop = new FutureLoop();
    return Checked.result(
        loop.run(TascalateTasks.awaitDone(future, LOOP).toCompletableFuture()), LOOP);
  }

  @Benchmark
  @OperationsPerInvocation(LOOP)
  public int kilim() {
    KilimLoop loop = new KilimLoop();
    return Checked.result((int) loop.run(new KilimTasks.AwaitDone(done, LOOP)), LOOP);
  }
}
