package dev.bobbin.jmh;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.yieldNow;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
 * How much heap does a suspended task take that has two ints and two objects to remember, when a
 * million of them wait for the same?
 *
 * <p>The figure is {@link HeapPerTask}; the time says nothing, as it is that of collecting garbage.
 * The baseline is an object with these four fields and a link to the next one. A regression: more
 * than 56 bytes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1, time = 1, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx3g")
public class SuspendedMemoryBenchmark {

  @Param("1000000")
  public int tasks;

  private final EventLoop loop = EventLoop.create();

  @TearDown
  public void close() {
    loop.close();
  }

  /** What each returns is 5 and one more for every second of them. */
  static long expected(int tasks) {
    return 5L * tasks + tasks / 2;
  }

  @Benchmark
  public long woven(HeapPerTask heap) {
    return Checked.result(loop.run(() -> suspendAll(heap)), expected(tasks));
  }

  @Async
  private Task<Long> suspendAll(HeapPerTask heap) {
    heap.begin();
    Task<Integer> gate = opens();
    Task<?>[] waiting = new Task<?>[tasks];
    for (int i = 0; i < tasks; i++) {
      waiting[i] = waits(gate, i % 2, 2, "ab", this);
    }
    heap.allWait(tasks);
    long sum = 0;
    for (Task<?> task : waiting) {
      sum += (Integer) await(task);
    }
    return Task.of(sum);
  }

  @Async
  private static Task<Integer> opens() {
    await(yieldNow());
    return Task.of(1);
  }

  @Async
  private static Task<Integer> waits(Task<Integer> gate, int a, int b, String c, Object d) {
    int opened = await(gate);
    return Task.of(opened + a + b + c.length() + (d == c ? 1 : 0));
  }

  @Benchmark
  public long hand(HeapPerTask heap) {
    heap.begin();
    Waiting[] waiting = new Waiting[tasks];
    @Nullable Waiting first = null;
    for (int i = 0; i < tasks; i++) {
      Waiting task = new Waiting(i % 2, 2, "ab", this, first);
      waiting[i] = task;
      first = task;
    }
    heap.allWait(tasks);
    long sum = 0;
    for (Waiting task = first; task != null; task = task.next) {
      sum += task.resume(1);
    }
    return Checked.result(sum, 5L * waiting.length + tasks / 2);
  }

  private static final class Waiting {
    private final int a;
    private final int b;
    private final String c;
    private final Object d;
    final @Nullable Waiting next;

    Waiting(int a, int b, String c, Object d, @Nullable Waiting next) {
      this.a = a;
      this.b = b;
      this.c = c;
      this.d = d;
      this.next = next;
    }

    int resume(int opened) {
      return opened + a + b + c.length() + (d == c ? 1 : 0);
    }
  }

  @Benchmark
  public long future(HeapPerTask heap) {
    heap.begin();
    CompletableFuture<Integer> gate = new CompletableFuture<>();
    CompletableFuture<?>[] waiting = new CompletableFuture<?>[tasks];
    for (int i = 0; i < tasks; i++) {
      waiting[i] = FutureTasks.waits(gate, i % 2, 2, "ab", this);
    }
    heap.allWait(tasks);
    gate.complete(1);
    return Checked.result(sum(waiting), expected(tasks));
  }

  static long sum(Future<?>[] done) {
    long sum = 0;
    try {
      for (Future<?> task : done) {
        sum += (Integer) task.get();
      }
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
    return sum;
  }

  @Benchmark
  public long virtualThreads(HeapPerTask heap) throws InterruptedException {
    heap.begin();
    CountDownLatch begun = new CountDownLatch(tasks);
    CountDownLatch gate = new CountDownLatch(1);
    Future<?>[] waiting = new Future<?>[tasks];
    for (int i = 0; i < tasks; i++) {
      int a = i % 2;
      waiting[i] = VirtualThreads.fork(() -> waits(begun, gate, a, 2, "ab", this));
    }
    begun.await();
    heap.allWait(tasks);
    gate.countDown();
    return Checked.result(sum(waiting), expected(tasks));
  }

  private static int waits(
      CountDownLatch begun, CountDownLatch gate, int a, int b, String c, Object d)
      throws InterruptedException {
    begun.countDown();
    gate.await();
    return 1 + a + b + c.length() + (d == c ? 1 : 0);
  }
}
