package dev.bobbin.jmh;

import static dev.bobbin.Bobbin.await;

import dev.bobbin.Async;
import dev.bobbin.Deadline;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.TaskGroup;
import dev.bobbin.sync.AsyncBarrier;
import dev.bobbin.sync.AsyncCondition;
import dev.bobbin.sync.AsyncEvent;
import dev.bobbin.sync.AsyncLock;
import dev.bobbin.sync.AsyncQueue;
import dev.bobbin.sync.AsyncReadWriteLock;
import dev.bobbin.sync.AsyncSemaphore;
import java.time.Duration;
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
import org.openjdk.jmh.infra.Blackhole;

/**
 * How many bytes does each primitive take that nobody uses?
 *
 * <p>To be run with {@code -prof gc}: making one allocates what it keeps and nothing else. A group
 * and a deadline live in a block of an async method only; theirs includes what the block allocates
 * when it ends. A regression: a byte more.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 2, time = 1)
@Fork(1)
public class IdleMemoryBenchmark {
  private static final int BLOCKS = 1000;
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final EventLoop loop = EventLoop.create();
  private final AsyncLock lock = new AsyncLock();

  @TearDown
  public void close() {
    loop.close();
  }

  @Benchmark
  public AsyncLock lock() {
    return new AsyncLock();
  }

  @Benchmark
  public AsyncCondition condition() {
    return lock.newCondition();
  }

  @Benchmark
  public AsyncReadWriteLock readWriteLock() {
    return new AsyncReadWriteLock();
  }

  @Benchmark
  public AsyncSemaphore semaphore() {
    return new AsyncSemaphore(10);
  }

  @Benchmark
  public AsyncEvent event() {
    return new AsyncEvent();
  }

  @Benchmark
  public AsyncBarrier barrier() {
    return new AsyncBarrier(2);
  }

  @Benchmark
  public AsyncQueue<Object> rendezvous() {
    return AsyncQueue.bounded(0);
  }

  @Benchmark
  public AsyncQueue<Object> queueOfOne() {
    return AsyncQueue.bounded(1);
  }

  @Benchmark
  public AsyncQueue<Object> queueOfMany() {
    return AsyncQueue.bounded(1000);
  }

  @Benchmark
  public AsyncQueue<Object> unboundedQueue() {
    return AsyncQueue.unbounded();
  }

  @Benchmark
  @OperationsPerInvocation(BLOCKS)
  public int group(Blackhole hole) {
    return loop.run(() -> openGroups(hole));
  }

  @Async
  private static Task<Integer> openGroups(Blackhole hole) {
    int count = 0;
    for (; count < BLOCKS; count++) {
      try (var group = TaskGroup.open()) {
        hole.consume(group);
        await(group.join());
      }
    }
    return Task.of(count);
  }

  @Benchmark
  @OperationsPerInvocation(BLOCKS)
  public int deadline(Blackhole hole) {
    return loop.run(() -> setDeadlines(hole));
  }

  @Async
  private static Task<Integer> setDeadlines(Blackhole hole) {
    int count = 0;
    for (; count < BLOCKS; count++) {
      try (var deadline = Deadline.after(LIMIT)) {
        hole.consume(deadline);
        await(Task.done());
      }
    }
    return Task.of(count);
  }
}
