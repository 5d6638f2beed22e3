package dev.bobbin.jmh;

import static dev.bobbin.Bobbin.await;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.sync.AsyncQueue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to hand an item from one task to another and to wait for the answer?
 *
 * <p>Two tasks and two queues; an operation is one message, so a round trip is two. The baseline is
 * the same two as state machines, written by hand on {@link HandLoop}, with the least that such a
 * queue can be. A regression: the ratio between the two grows, or more than 54 bytes a message are
 * allocated ({@code -prof gc}).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PingPongBenchmark {
  private static final int ROUNDS = 1000;
  private static final Object BALL = new Object();

  /** Of each queue. */
  @Param({"0", "1"})
  public int capacity;

  private final EventLoop loop = EventLoop.create();
  private final HandLoop handLoop = new HandLoop();

  @TearDown
  public void close() {
    loop.close();
  }

  @Benchmark
  @OperationsPerInvocation(2 * ROUNDS)
  public int woven() {
    return Checked.result(loop.run(this::play), 2 * ROUNDS);
  }

  @Async
  private Task<Integer> play() {
    AsyncQueue<Object> there = AsyncQueue.bounded(capacity);
    AsyncQueue<Object> back = AsyncQueue.bounded(capacity);
    Task<Integer> other = returns(there, back);
    int count = 0;
    for (int i = 0; i < ROUNDS; i++) {
      await(there.put(BALL));
      await(back.take());
      count++;
    }
    return Task.of(count + await(other));
  }

  @Async
  private static Task<Integer> returns(AsyncQueue<Object> in, AsyncQueue<Object> out) {
    int count = 0;
    for (int i = 0; i < ROUNDS; i++) {
      await(out.put(await(in.take())));
      count++;
    }
    return Task.of(count);
  }

  @Benchmark
  @OperationsPerInvocation(2 * ROUNDS)
  @Fork(value = 2, jvmArgsAppend = VirtualThreads.ONE_AT_A_TIME)
  public int virtualThreads() throws InterruptedException, ExecutionException {
    BlockingQueue<Object> there = blockingQueue();
    BlockingQueue<Object> back = blockingQueue();
    Future<Integer> other =
        VirtualThreads.fork(
            () -> {
              for (int i = 0; i < ROUNDS; i++) {
                back.put(there.take());
              }
              return ROUNDS;
            });
    return Checked.result(
        VirtualThreads.run(
            () -> {
              int count = 0;
              for (int i = 0; i < ROUNDS; i++) {
                there.put(BALL);
                back.take();
                count++;
              }
              return count + other.get();
            }),
        2 * ROUNDS);
  }

  private BlockingQueue<Object> blockingQueue() {
    return capacity == 0 ? new SynchronousQueue<>() : new ArrayBlockingQueue<>(capacity);
  }

  @Benchmark
  @OperationsPerInvocation(2 * ROUNDS)
  public int hand() {
    HandQueue there = new HandQueue(handLoop, capacity);
    HandQueue back = new HandQueue(handLoop, capacity);
    HandPingPong.Returning other = new HandPingPong.Returning(handLoop, there, back, ROUNDS);
    other.step();
    HandPingPong.Playing frame =
        new HandPingPong.Playing(handLoop, there, back, BALL, other, ROUNDS);
    handLoop.ready(frame);
    handLoop.run();
    return Checked.result(frame.result, 2 * ROUNDS);
  }

  @Benchmark
  @OperationsPerInvocation(2 * ROUNDS)
  public int future() {
    FutureLoop futures = new FutureLoop();
    return Checked.result(futures.run(FutureTasks.play(futures, capacity, ROUNDS)), 2 * ROUNDS);
  }
}
