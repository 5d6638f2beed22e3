package dev.bobbin.jmh;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
import org.openjdk.jmh.annotations.Warmup;

/**
 * How much heap does a suspended task of others take that has two ints and two objects to remember?
 *
 * <p>Beside {@link SuspendedMemoryBenchmark}, a million of them; the figure is {@link HeapPerTask}.
 * All wait for the same, but Kilim's, each of which has a mailbox, as only one can wait at one.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1, time = 1, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx3g")
public class SuspendedMemoryPeersBenchmark {

  private static final String[] NAMES = {"ab", "cd"};

  @Param("1000000")
  public int tasks;

  private static long expected(int tasks) {
    return SuspendedMemoryBenchmark.expected(tasks);
  }

  @Benchmark
  public long kotlin(HeapPerTask heap) {
    heap.begin();
    return Checked.result(
        KotlinScale.suspendAll(tasks, NAMES, () -> heap.allWait(tasks)), expected(tasks));
  }

  @Benchmark
  public long kotlinBare(HeapPerTask heap) {
    heap.begin();
    KotlinBare loop = new KotlinBare(2 * Integer.highestOneBit(tasks - 1));
    Object[] waiting = loop.suspendAll(tasks, NAMES);
    heap.allWait(tasks);
    return Checked.result(loop.endAll(waiting), expected(tasks));
  }

  @Benchmark
  public long ea(HeapPerTask heap) {
    heap.begin();
    CompletableFuture<Integer> gate = new CompletableFuture<>();
    CompletableFuture<?>[] waiting = new CompletableFuture<?>[tasks];
    for (int i = 0; i < tasks; i++) {
      waiting[i] = EaTasks.waits(gate, i % 2, 2, "ab", this);
    }
    heap.allWait(tasks);
    gate.complete(1);
    return Checked.result(SuspendedMemoryBenchmark.sum(waiting), expected(tasks));
  }

  @Benchmark
  public long tascalate(HeapPerTask heap) {
    heap.begin();
    CompletableFuture<Integer> gate = new CompletableFuture<>();
    Object[] waiting = new Object[tasks];
    for (int i = 0; i < tasks; i++) {
      waiting[i] = TascalateTasks.waits(gate, i % 2, 2, "ab", this);
    }
    heap.allWait(tasks);
    gate.complete(1);
    return Checked.result(sum(waiting), expected(tasks));
  }

  private static long sum(Object[] done) {
    long sum = 0;
    for (Object stage : done) {
      sum += (Integer) ((CompletionStage<?>) stage).toCompletableFuture().join();
    }
    return sum;
  }

  @Benchmark
  public long kilim(HeapPerTask heap) {
    heap.begin();
    KilimLoop loop = new KilimLoop();
    KilimTasks.Waits[] waiting = new KilimTasks.Waits[tasks];
    for (int i = 0; i < tasks; i++) {
      waiting[i] = new KilimTasks.Waits(i % 2);
      loop.begin(waiting[i]);
      loop.turns();
    }
    heap.allWait(tasks);
    long sum = 0;
    for (KilimTasks.Waits task : waiting) {
      task.gate.putnb(1);
      loop.turns();
      sum += (Integer) task.exitResult;
    }
    return Checked.result(sum, expected(tasks));
  }
}
