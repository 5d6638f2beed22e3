package dev.bobbin.jmh;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.yieldNow;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.util.concurrent.ExecutionException;
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
 * What does it cost to suspend, to let the loop take a turn, and to go on?
 *
 * <p>The baseline is a state machine written by hand on {@link HandLoop}. A regression: more than
 * 1.3 times it, or any allocation beyond that of {@code yieldNow} ({@code -prof gc}).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class YieldBenchmark {
  private static final int YIELDS = 1000;

  static final int SUM = YIELDS * (YIELDS - 1) / 2;

  private final EventLoop loop = EventLoop.create();
  private final HandLoop handLoop = new HandLoop();

  @TearDown
  public void close() {
    loop.close();
  }

  @Benchmark
  @OperationsPerInvocation(YIELDS)
  public int woven() {
    return Checked.result(loop.run(() -> yieldOften(YIELDS)), SUM);
  }

  @Async
  private static Task<Integer> yieldOften(int times) {
    int sum = 0;
    for (int i = 0; i < times; i++) {
      await(yieldNow());
      sum += i;
    }
    return Task.of(sum);
  }

  @Benchmark
  @OperationsPerInvocation(YIELDS)
  @Fork(value = 2, jvmArgsAppend = VirtualThreads.ONE_AT_A_TIME)
  public int virtualThreads() throws InterruptedException, ExecutionException {
    return Checked.result(
        VirtualThreads.run(
            () -> {
              int sum = 0;
              for (int i = 0; i < YIELDS; i++) {
                VirtualThreads.yieldNow();
                sum += i;
              }
              return sum;
            }),
        SUM);
  }

  @Benchmark
  @OperationsPerInvocation(YIELDS)
  public int hand() {
    Yielding frame = new Yielding(handLoop, YIELDS);
    handLoop.ready(frame);
    handLoop.run();
    return Checked.result(frame.result, SUM);
  }

  @Benchmark
  @OperationsPerInvocation(YIELDS)
  public int future() {
    FutureLoop futures = new FutureLoop();
    return Checked.result(futures.run(FutureTasks.yieldOften(futures, 0, YIELDS, 0)), SUM);
  }

  private static final class Yielding extends HandLoop.Frame {
    private final int times;
    private int i;

    Yielding(HandLoop loop, int times) {
      super(loop, null);
      this.times = times;
    }

    @Override
    boolean step() {
      if (i == times) {
        return true;
      }
      result += i++;
      loop.ready(this);
      return false;
    }
  }
}
