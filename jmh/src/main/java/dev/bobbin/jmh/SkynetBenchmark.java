package dev.bobbin.jmh;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.yieldNow;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
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
 * What does a tree of tasks cost, ten below each, whose 100,000 leaves suspend once?
 *
 * <p>The figures are those of a leaf. The baseline is the same tree of state machines, written by
 * hand on {@link HandLoop}. A regression: more than twice it, or more than 120 bytes a leaf ({@code
 * -prof gc}).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SkynetBenchmark {
  static final int LEAVES = 100_000;

  static final long SUM = (long) LEAVES * (LEAVES - 1) / 2;

  private final EventLoop loop = EventLoop.create();

  @TearDown
  public void close() {
    loop.close();
  }

  @Benchmark
  @OperationsPerInvocation(LEAVES)
  public long woven() {
    return Checked.result(loop.run(() -> tree(0, LEAVES)), SUM);
  }

  @Async
  private static Task<Long> tree(long number, int leaves) {
    if (leaves == 1) {
      await(yieldNow());
      return Task.of(number);
    }
    List<Task<Long>> children = new ArrayList<>(10);
    for (int i = 0; i < 10; i++) {
      children.add(tree(number + (long) i * (leaves / 10), leaves / 10));
    }
    long sum = 0;
    for (Task<Long> child : children) {
      sum += await(child);
    }
    return Task.of(sum);
  }

  @Benchmark
  @OperationsPerInvocation(LEAVES)
  public long hand() {
    HandLoop handLoop = new HandLoop(2 * Integer.highestOneBit(LEAVES));
    Node root = new Node(handLoop, 0, LEAVES);
    root.step();
    handLoop.run();
    return Checked.result(root.sum, SUM);
  }

  @Benchmark
  @OperationsPerInvocation(LEAVES)
  public long future() {
    FutureLoop futures = new FutureLoop();
    return Checked.result(futures.run(FutureTasks.tree(futures, 0, LEAVES)), SUM);
  }

  private static final class Node extends HandLoop.Frame {
    private final long number;
    private final int leaves;
    private long sum;
    private @Nullable List<Node> children;
    private int joined;
    private boolean begun;

    Node(HandLoop loop, long number, int leaves) {
      super(loop, null);
      this.number = number;
      this.leaves = leaves;
    }

    @Override
    boolean step() {
      if (leaves == 1) {
        sum = number;
        return suspendedOnce();
      }
      if (children == null) {
        children = new ArrayList<>(10);
        for (int i = 0; i < 10; i++) {
          Node child = new Node(loop, number + (long) i * (leaves / 10), leaves / 10);
          child.step();
          children.add(child);
        }
      }
      while (joined < 10) {
        Node child = children.get(joined);
        if (!joins(child)) {
          return false;
        }
        sum += child.sum;
        joined++;
      }
      return true;
    }

    private boolean suspendedOnce() {
      if (begun) {
        return true;
      }
      begun = true;
      loop.ready(this);
      return false;
    }
  }

  @Benchmark
  @OperationsPerInvocation(LEAVES)
  @Fork(value = 2, jvmArgsAppend = VirtualThreads.ONE_AT_A_TIME)
  public long virtualThreads() throws InterruptedException, ExecutionException {
    return Checked.result(VirtualThreads.run(() -> threads(0, LEAVES)), SUM);
  }

  private static long threads(long number, int leaves)
      throws InterruptedException, ExecutionException {
    if (leaves == 1) {
      VirtualThreads.yieldNow();
      return number;
    }
    List<Future<Long>> children = new ArrayList<>(10);
    for (int i = 0; i < 10; i++) {
      long first = number + (long) i * (leaves / 10);
      children.add(VirtualThreads.fork(() -> threads(first, leaves / 10)));
    }
    long sum = 0;
    for (Future<Long> child : children) {
      sum += child.get();
    }
    return sum;
  }
}
