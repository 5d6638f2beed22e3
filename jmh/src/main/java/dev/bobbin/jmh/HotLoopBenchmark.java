package dev.bobbin.jmh;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.yieldNow;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Does an await in a hot loop keep HotSpot from compiling the loop well?
 *
 * <p>10,000 elements, an await of a done task at every hundredth; the baseline is the same loop
 * that reads a field there instead. A regression: more than 1.1 times it, or more than 1.5 times
 * where the loop was entered by a resumption, which happens once in each run of it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class HotLoopBenchmark {
  private static final int ELEMENTS = 10_000;
  private static final int LOOPS = 10;
  static final int SUM = expected();

  private final EventLoop loop = EventLoop.create();
  private final Task<Integer> done = Task.of(1);
  private int one = 1;
  private final CompletableFuture<Integer> future = CompletableFuture.completedFuture(1);
  private final int[] values = new int[ELEMENTS];

  private static int expected() {
    int sum = 0;
    for (int i = 0; i < ELEMENTS; i++) {
      sum = (sum + (i % 100 == 0 ? 1 : 0)) * 31 + i;
    }
    return sum;
  }

  @TearDown
  public void close() {
    loop.close();
  }

  @Benchmark
  public int future() {
    return Checked.result(FutureTasks.sumUp(values, future).join(), SUM);
  }

  @Benchmark
  public Task<Integer> plain() {
    int[] elements = values;
    int sum = 0;
    for (int i = 0; i < elements.length; i++) {
      if (i % 100 == 0) {
        sum += one;
      }
      sum = sum * 31 + (elements[i] ^ i);
    }
    return Task.of(Checked.result(sum, SUM));
  }

  @Benchmark
  @Async
  public Task<Integer> awaiting() {
    int[] elements = values;
    int sum = 0;
    for (int i = 0; i < elements.length; i++) {
      if (i % 100 == 0) {
        sum += await(done);
      }
      sum = sum * 31 + (elements[i] ^ i);
    }
    return Task.of(Checked.result(sum, SUM));
  }

  @Benchmark
  @OperationsPerInvocation(LOOPS)
  public int resumed() {
    return Checked.result(loop.run(this::severalResumed), LOOPS * SUM);
  }

  @Async
  private Task<Integer> severalResumed() {
    int sum = 0;
    for (int i = 0; i < LOOPS; i++) {
      sum += await(oneResumed());
    }
    return Task.of(sum);
  }

  @Async
  private Task<Integer> oneResumed() {
    int[] elements = values;
    int sum = 0;
    for (int i = 0; i < elements.length; i++) {
      if (i % 100 == 0) {
        sum += await(i == 0 ? yieldOne() : done);
      }
      sum = sum * 31 + (elements[i] ^ i);
    }
    return Task.of(sum);
  }

  @Async
  private static Task<Integer> yieldOne() {
    await(yieldNow());
    return Task.of(1);
  }
}
