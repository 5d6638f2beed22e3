package dev.bobbin.jmh;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.yieldNow;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.sync.AsyncLock;
import dev.bobbin.sync.Permit;
import java.util.ArrayDeque;
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
 * What does a lock cost that ten thousand tasks want, each of which suspends once while it has it?
 *
 * <p>An operation is one task: started, waited, locked, suspended, unlocked, ended. The baseline is
 * written by hand on {@link HandLoop}. A regression: the ratio between the two grows.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class LockBenchmark {
  private static final int TASKS = 10_000;

  private final EventLoop loop = EventLoop.create();
  private final HandLoop handLoop = new HandLoop();
  private int entered;

  @TearDown
  public void close() {
    loop.close();
  }

  @Benchmark
  @OperationsPerInvocation(TASKS)
  public int woven() {
    return loop.run(this::contend);
  }

  @Async
  private Task<Integer> contend() {
    AsyncLock lock = new AsyncLock();
    entered = 0;
    Task<Void> last = Task.done();
    for (int i = 0; i < TASKS; i++) {
      last = enters(lock);
    }
    await(last);
    return Task.of(entered);
  }

  @Async
  @SuppressWarnings("try") // the permit is there to be closed
  private Task<Void> enters(AsyncLock lock) {
    try (Permit permit = await(lock.acquire())) {
      await(yieldNow());
      entered++;
    }
    return Task.done();
  }

  @Benchmark
  @OperationsPerInvocation(TASKS)
  public int hand() {
    HandLock lock = new HandLock();
    entered = 0;
    for (int i = 0; i < TASKS; i++) {
      new Entering(handLoop, lock).step();
    }
    handLoop.run();
    return entered;
  }

  private static final class HandLock {
    private final ArrayDeque<HandLoop.Frame> waiting = new ArrayDeque<>();
    private boolean held;

    boolean acquire(HandLoop.Frame frame) {
      if (held) {
        waiting.add(frame);
        return false;
      }
      held = true;
      return true;
    }

    void release(HandLoop loop) {
      HandLoop.@Nullable Frame next = waiting.poll();
      if (next == null) {
        held = false;
      } else {
        loop.ready(next);
      }
    }
  }

  private final class Entering extends HandLoop.Frame {
    private final HandLock lock;
    private int state;

    Entering(HandLoop loop, HandLock lock) {
      super(loop, null);
      this.lock = lock;
    }

    @Override
    boolean step() {
      if (state == 0) {
        state = 1;
        if (!lock.acquire(this)) {
          return false;
        }
      }
      if (state == 1) {
        state = 2;
        loop.ready(this);
        return false;
      }
      entered++;
      lock.release(loop);
      return true;
    }
  }
}
