package dev.bobbin.jmh;

import static dev.bobbin.Bobbin.all;
import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.yieldNow;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.management.Attribute;
import javax.management.ObjectName;
import jdk.jfr.Recording;
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
 * What does it cost to be able to look inside of a loop, and to look?
 *
 * <p>{@code nothing} is a loop as it is by default: what dumps need is what tasks have anyway. The
 * others have one thing more each. A regression: {@code nothing} is slower than the same code
 * before, or {@code watchdog} by more than 5 % than {@code nothing}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class LookingBenchmark {
  private static final int TIMES = 1000;
  private static final int DEPTH = 10;

  /** What is looked at. */
  public enum Looking {
    nothing,
    watchdog,
    mxBean,
    dumps,
    recording,
    timedSteps,
    debugMode
  }

  /** One thing at a time. */
  @Param public Looking looking = Looking.nothing;

  private EventLoop loop = EventLoop.create();
  private @Nullable Recording recording;
  private CompletableFuture<Integer> pending = new CompletableFuture<>();

  @Setup
  public void begin() throws Exception {
    loop.close();
    EventLoop.Builder builder = EventLoop.builder().name("looked-at").debug(false);
    switch (looking) {
      case watchdog -> builder.slowStep(Duration.ofMillis(100));
      case debugMode -> builder.debug(true);
      case mxBean, timedSteps -> System.setProperty("bobbin.jmx", "true");
      default -> {}
    }
    loop = builder.build();
    loop.run(Task::done);
    if (looking == Looking.timedSteps) {
      ManagementFactory.getPlatformMBeanServer()
          .setAttribute(
              new ObjectName("dev.bobbin:type=EventLoop,name=looked-at"),
              new Attribute("StepTimesMeasured", true));
    }
    if (looking == Looking.recording) {
      recording = new Recording();
      recording.start();
    }
  }

  @TearDown
  public void end() {
    loop.close();
    if (recording != null) {
      recording.close();
    }
  }

  private void dumped() {
    if (looking == Looking.dumps) {
      loop.dump();
    }
  }

  /** A dump for a thousand yields, where dumps are asked for. */
  @Benchmark
  @OperationsPerInvocation(TIMES)
  public int yields() {
    return loop.run(() -> yieldOften(TIMES));
  }

  @Async
  private Task<Integer> yieldOften(int times) {
    int sum = 0;
    for (int i = 0; i < times; i++) {
      await(yieldNow());
      sum += i;
    }
    dumped();
    return Task.of(sum);
  }

  @Benchmark
  @OperationsPerInvocation(TIMES)
  public int pending() {
    return loop.run(() -> awaitOften(TIMES));
  }

  @Async
  private Task<Integer> awaitOften(int times) {
    int sum = 0;
    for (int i = 0; i < times; i++) {
      pending = new CompletableFuture<>();
      loop.execute(this::completePending);
      sum += await(pending);
    }
    dumped();
    return Task.of(sum);
  }

  private void completePending() {
    pending.complete(1);
  }

  /** Ten calls deep, the leaf yields. */
  @Benchmark
  @OperationsPerInvocation(TIMES)
  public int chain() {
    return loop.run(() -> chainOften(TIMES));
  }

  @Async
  private Task<Integer> chainOften(int times) {
    int sum = 0;
    for (int i = 0; i < times; i++) {
      sum += await(call(DEPTH));
    }
    dumped();
    return Task.of(sum);
  }

  @Async
  private Task<Integer> call(int depth) {
    if (depth == 0) {
      await(yieldNow());
      return Task.of(1);
    }
    return Task.of(await(call(depth - 1)) + 1);
  }

  /** A thousand tasks at once. */
  @Benchmark
  @OperationsPerInvocation(TIMES)
  public int spawn() {
    return loop.run(() -> spawnAll(TIMES));
  }

  @Async
  private Task<Integer> spawnAll(int times) {
    List<Task<Integer>> tasks = new ArrayList<>(times);
    for (int i = 0; i < times; i++) {
      tasks.add(call(0));
    }
    dumped();
    return Task.of(await(all(tasks)).size());
  }
}
