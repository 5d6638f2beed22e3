package dev.bobbin.jmh;

import static dev.bobbin.Bobbin.await;

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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to await a task that begins in the loop's next turn?
 *
 * <p>The baseline is a state machine written by hand on {@link HandLoop}, with the least that such
 * a task can be. A regression: the ratio between the two grows, or more than 64 bytes for each
 * await are allocated ({@code -prof gc}).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PendingTaskBenchmark {
  private static final int AWAITS = 1000;

  private final EventLoop loop = EventLoop.create();
  private final HandLoop handLoop = new HandLoop();

  @TearDown
  public void close() {
    loop.close();
  }

  @Benchmark
  @OperationsPerInvocation(AWAITS)
  public int woven() {
    return Checked.result(loop.run(() -> awaitOften(AWAITS)), AWAITS);
  }

  @Async
  private Task<Integer> awaitOften(int times) {
    int sum = 0;
    for (int i = 0; i < times; i++) {
      sum += await(loop.fork(() -> Task.of(1)));
    }
    return Task.of(sum);
  }

  @Benchmark
  @OperationsPerInvocation(AWAITS)
  public int hand() {
    Awaiting frame = new Awaiting(handLoop, AWAITS);
    handLoop.ready(frame);
    handLoop.run();
    return Checked.result(frame.result, AWAITS);
  }

  @Benchmark
  @OperationsPerInvocation(AWAITS)
  @Fork(value = 2, jvmArgsAppend = VirtualThreads.ONE_AT_A_TIME)
  public int virtualThreads() throws InterruptedException, ExecutionException {
    return Checked.result(
        VirtualThreads.run(
            () -> {
              int sum = 0;
              for (int i = 0; i < AWAITS; i++) {
                sum += VirtualThreads.fork(() -> 1).get();
              }
              return sum;
            }),
        AWAITS);
  }

  /** Runs in the loop's next turn; its end lets its waiter go on. */
  private static final class One extends HandLoop.Frame {
    One(HandLoop loop) {
      super(loop, null);
    }

    @Override
    boolean step() {
      result = 1;
      return true;
    }
  }

  private static final class Awaiting extends HandLoop.Frame {
    private final int times;
    private int i;
    private @Nullable One one;

    Awaiting(HandLoop loop, int times) {
      super(loop, null);
      this.times = times;
    }

    @Override
    boolean step() {
      while (true) {
        if (one == null) {
          if (i++ == times) {
            return true;
          }
          one = new One(loop);
          loop.ready(one);
        }
        if (!joins(one)) {
          return false;
        }
        result += one.result;
        one = null;
      }
    }
  }
}
