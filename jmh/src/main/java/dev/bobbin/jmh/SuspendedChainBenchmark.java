package dev.bobbin.jmh;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.yieldNow;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a call cost of a chain of 10 async ones whose innermost one suspends once?
 *
 * <p>The figures are those of one call. The baseline is the same chain written by hand on {@link
 * HandLoop}, with a frame a call. A regression: more than 1.3 times it, or more than 44 bytes a
 * call ({@code -prof gc}).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SuspendedChainBenchmark {
  /** Of one run, in as many chains as their depth allows. */
  static final int CALLS = 100_000;

  /** More show how the cost of one call grows with their number. */
  @Param("10")
  public int depth;

  private int chains;
  private final EventLoop loop = EventLoop.create();
  private final HandLoop handLoop = new HandLoop();

  @Setup
  public void count() {
    chains = CALLS / depth;
  }

  @TearDown
  public void close() {
    loop.close();
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public int woven() {
    return Checked.result(loop.run(() -> callOften(chains)), chains * depth);
  }

  @Async
  private Task<Integer> callOften(int times) {
    int sum = 0;
    for (int i = 0; i < times; i++) {
      sum += await(call(depth));
    }
    return Task.of(sum);
  }

  @Async
  private static Task<Integer> call(int depth) {
    if (depth == 1) {
      await(yieldNow());
      return Task.of(1);
    }
    return Task.of(await(call(depth - 1)) + 1);
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  @Fork(value = 2, jvmArgsAppend = VirtualThreads.ONE_AT_A_TIME)
  public int virtualThreads() throws InterruptedException, ExecutionException {
    return Checked.result(
        VirtualThreads.run(
            () -> {
              int sum = 0;
              for (int i = 0; i < chains; i++) {
                sum += plainCall(depth);
              }
              return sum;
            }),
        chains * depth);
  }

  private static int plainCall(int depth) {
    if (depth == 1) {
      VirtualThreads.yieldNow();
      return 1;
    }
    return plainCall(depth - 1) + 1;
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public int hand() {
    int sum = 0;
    for (int i = 0; i < chains; i++) {
      Call outermost = new Call(handLoop, null, depth);
      outermost.step();
      handLoop.run();
      sum += outermost.result;
    }
    return Checked.result(sum, chains * depth);
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public int future() {
    FutureLoop futures = new FutureLoop();
    return Checked.result(
        futures.run(FutureTasks.chainOften(futures, depth, chains, 0)), chains * depth);
  }

  private static final class Call extends HandLoop.Frame {
    private final int depth;
    private boolean resumed;
    private Call callee = this;

    Call(HandLoop loop, @Nullable Call caller, int depth) {
      super(loop, caller);
      this.depth = depth;
    }

    @Override
    boolean step() {
      if (resumed) {
        result = depth == 1 ? 1 : callee.result + 1;
        return true;
      }
      resumed = true;
      if (depth == 1) {
        loop.ready(this);
      } else {
        callee = new Call(loop, this, depth - 1);
        callee.step();
      }
      return false;
    }
  }
}
