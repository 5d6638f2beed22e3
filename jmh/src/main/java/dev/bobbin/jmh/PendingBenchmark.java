package dev.bobbin.jmh;

import static dev.bobbin.Bobbin.await;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
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
 * What does it cost to await a CompletableFuture that something else on the loop completes later?
 *
 * <p>The baseline is a state machine written by hand on {@link HandLoop}, which the future calls
 * back. A regression: the ratio between the two grows, or more than 88 bytes for each await are
 * allocated, which the future and its callback take themselves ({@code -prof gc}).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PendingBenchmark {
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
    WovenCompletion completion = new WovenCompletion();
    int sum = 0;
    for (int i = 0; i < times; i++) {
      completion.pending = new CompletableFuture<>();
      loop.execute(completion);
      sum += await(completion.pending);
    }
    return Task.of(sum);
  }

  private static final class WovenCompletion implements Runnable {
    CompletableFuture<Integer> pending = new CompletableFuture<>();

    @Override
    public void run() {
      pending.complete(1);
    }
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
  public int future() {
    FutureLoop futures = new FutureLoop();
    return Checked.result(futures.run(FutureTasks.awaitOften(futures, AWAITS, 0)), AWAITS);
  }

  /** Another thread completes what one waits for: threads have no loop to leave it to. */
  @Benchmark
  @OperationsPerInvocation(AWAITS)
  @Fork(value = 2, jvmArgsAppend = VirtualThreads.ONE_AT_A_TIME)
  public int virtualThreads() throws InterruptedException, ExecutionException {
    return Checked.result(
        VirtualThreads.run(
            () -> {
              int sum = 0;
              for (int i = 0; i < AWAITS; i++) {
                CompletableFuture<Integer> awaited = new CompletableFuture<>();
                VirtualThreads.start(() -> awaited.complete(1));
                sum += awaited.join();
              }
              return sum;
            }),
        AWAITS);
  }

  /** Completes a future in the loop's next turn. */
  private static final class Completion extends HandLoop.Frame {
    CompletableFuture<Integer> pending = new CompletableFuture<>();

    Completion(HandLoop loop) {
      super(loop, null);
    }

    @Override
    boolean step() {
      pending.complete(1);
      return true;
    }
  }

  private static final class Awaiting extends HandLoop.Frame
      implements BiConsumer<Integer, Throwable> {
    private final Completion completion;
    private final int times;
    private int i;

    Awaiting(HandLoop loop, int times) {
      super(loop, null);
      this.completion = new Completion(loop);
      this.times = times;
    }

    @Override
    boolean step() {
      if (i++ == times) {
        return true;
      }
      completion.pending = new CompletableFuture<>();
      loop.ready(completion);
      completion.pending.whenComplete(this);
      return false;
    }

    @Override
    public void accept(Integer value, Throwable failure) {
      result += value;
      loop.ready(this);
    }
  }
}
