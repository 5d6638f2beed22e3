package dev.bobbin.jmh;

import static dev.bobbin.Bobbin.await;

import dev.bobbin.Async;
import dev.bobbin.Task;
import java.util.concurrent.CompletableFuture;
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
 * What does an await cost that has nothing to wait for?
 *
 * <p>The baselines are the same methods with {@code join} for {@code await}, written by hand: they
 * make the same result task. A regression: an await that costs some nanoseconds more than the join,
 * or that allocates anything of its own ({@code -prof gc}).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class AwaitCompletedBenchmark {
  private static final int LOOP = 1000;

  private final CompletableFuture<Integer> future = CompletableFuture.completedFuture(1);
  private final Task<Integer> task = Task.of(1);

  @Benchmark
  public Task<Integer> joinFuture() {
    return Task.of(future.join() + 1);
  }

  @Benchmark
  @Async
  public Task<Integer> awaitFuture() {
    return Task.of(await(future) + 1);
  }

  @Benchmark
  public Task<Integer> joinTask() {
    return Task.of(task.join() + 1);
  }

  @Benchmark
  @Async
  public Task<Integer> awaitTask() {
    return Task.of(await(task) + 1);
  }

  @Benchmark
  @OperationsPerInvocation(LOOP)
  public Task<Integer> joinTaskInALoop() {
    int sum = 0;
    for (int i = 0; i < LOOP; i++) {
      sum += task.join();
    }
    return Task.of(Checked.result(sum, LOOP));
  }

  @Benchmark
  @OperationsPerInvocation(LOOP)
  public Task<Integer> joinFutureInALoop() {
    int sum = 0;
    for (int i = 0; i < LOOP; i++) {
      sum += future.join();
    }
    return Task.of(Checked.result(sum, LOOP));
  }

  @Benchmark
  @OperationsPerInvocation(LOOP)
  @Async
  public Task<Integer> awaitFutureInALoop() {
    int sum = 0;
    for (int i = 0; i < LOOP; i++) {
      sum += await(future);
    }
    return Task.of(Checked.result(sum, LOOP));
  }

  @Benchmark
  @OperationsPerInvocation(LOOP)
  public int future() {
    return Checked.result(FutureTasks.awaitDone(future, LOOP).join(), LOOP);
  }

  /** An await in a loop is counted against the await budget; one outside is not. */
  @Benchmark
  @OperationsPerInvocation(LOOP)
  @Async
  public Task<Integer> awaitTaskInALoop() {
    int sum = 0;
    for (int i = 0; i < LOOP; i++) {
      sum += await(task);
    }
    return Task.of(Checked.result(sum, LOOP));
  }
}
