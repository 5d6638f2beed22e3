package dev.bobbin.jmh;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.TaskGroup;
import dev.bobbin.TimerHandle;
import dev.bobbin.sync.AsyncEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What do a million timers cost of which 99 in 100 are cancelled, as most time limits are?
 *
 * <p>All are set before the first is cancelled; those that are not cancelled are due by then. An
 * operation is all of them, so that milliseconds an operation are nanoseconds a timer. The baseline
 * is the JDK's scheduler with its one thread. A regression: callbacks cost more than there, or
 * sleeping tasks more than Kotlin's ({@code TimersPeersBenchmark}).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "-Xmx2g")
public class TimersBenchmark {
  private static final Duration SOON = Duration.ofMillis(1);
  private static final Duration NEVER = Duration.ofMinutes(10);

  /** A hundredth of them rings. */
  @Param("1000000")
  public int timers;

  private final EventLoop loop = EventLoop.create();
  private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
  private int rung;

  public TimersBenchmark() {
    scheduler.setRemoveOnCancelPolicy(true);
  }

  @TearDown
  public void close() {
    loop.close();
    scheduler.shutdownNow();
  }

  @Benchmark
  public int tasks() {
    return loop.run(this::sleepAll);
  }

  @Async
  private Task<Integer> sleepAll() {
    rung = 0;
    List<Task<Void>> unwanted = new ArrayList<>(timers);
    try (var group = TaskGroup.<Void>open()) {
      for (int i = 0; i < timers; i++) {
        if (i % 100 == 0) {
          group.fork(() -> sleeps(SOON));
        } else {
          unwanted.add(group.fork(() -> sleeps(NEVER)));
        }
      }
      for (Task<Void> task : unwanted) {
        task.cancel("not wanted");
      }
      await(group.join());
    }
    return Task.of(rung);
  }

  @Async
  private Task<Void> sleeps(Duration duration) {
    await(sleep(duration));
    rung++;
    return Task.done();
  }

  @Benchmark
  public int callbacks() {
    return loop.run(this::callAll);
  }

  @Async
  private Task<Integer> callAll() {
    rung = 0;
    AsyncEvent end = new AsyncEvent();
    List<TimerHandle> unwanted = new ArrayList<>(timers);
    for (int i = 0; i < timers; i++) {
      if (i % 100 == 0) {
        loop.schedule(SOON, () -> ring(end));
      } else {
        unwanted.add(loop.schedule(NEVER, () -> ring(end)));
      }
    }
    for (TimerHandle timer : unwanted) {
      timer.cancel();
    }
    await(end.await());
    return Task.of(rung);
  }

  private void ring(AsyncEvent end) {
    if (++rung == timers / 100) {
      end.set();
    }
  }

  @Benchmark
  public long jdk() throws InterruptedException {
    CountDownLatch left = new CountDownLatch(timers / 100);
    List<Future<?>> unwanted = new ArrayList<>(timers);
    for (int i = 0; i < timers; i++) {
      if (i % 100 == 0) {
        scheduler.schedule(left::countDown, SOON.toMillis(), TimeUnit.MILLISECONDS);
      } else {
        unwanted.add(scheduler.schedule(left::countDown, NEVER.toMillis(), TimeUnit.MILLISECONDS));
      }
    }
    for (Future<?> timer : unwanted) {
      timer.cancel(false);
    }
    left.await();
    return left.getCount();
  }
}
