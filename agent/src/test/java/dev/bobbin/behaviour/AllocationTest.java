package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.settle;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.TaskGroup;
import dev.bobbin.sync.AsyncQueue;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What suspending allocates, to the byte, on a JVM with objects of today's usual layout. All of it
 * is reachable from the loop while it counts, so that compiled code makes the same objects.
 */
@Timeout(120)
class AllocationTest {

  private static final int TIMES = 100_000;

  /** Header, link, state, outcome, context and what is awaited. */
  private static final int FRAME = 32;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final EventLoop loop = EventLoop.create();

  @BeforeAll
  static void objectsHaveTheUsualLayout() {
    Object[] held = new Object[1];
    long before = allocated();
    held[0] = new int[2];
    long measured = allocated() - before;
    assertEquals(24, measured, "another layout of objects: these figures are not for this JVM");
    assertEquals(2, ((int[]) held[0]).length);
  }

  private static long allocated() {
    return THREADS.getCurrentThreadAllocatedBytes();
  }

  /** A stray object, of the JVM or of the first use of something, is less than one a time. */
  private static void assertEach(long expected, long bytes) {
    assertEquals(expected, Math.round((double) bytes / TIMES), bytes + " bytes in all");
  }

  /** An operation, many times in a row on one loop. */
  @FunctionalInterface
  private interface Repeated {
    Task<?> times(int count);
  }

  private long bytesOf(Repeated operation) {
    loop.run(() -> operation.times(TIMES)); // what is made once
    long[] bytes = new long[1];
    loop.run(() -> counted(operation, bytes));
    loop.close();
    return bytes[0];
  }

  @Async
  private static Task<Void> counted(Repeated operation, long[] bytes) {
    long before = allocated();
    await(operation.times(TIMES));
    bytes[0] = allocated() - before;
    return Task.done();
  }

  @Async
  private static Task<Void> yieldAgainAndAgain(int times) {
    for (int i = 0; i < times; i++) {
      await(yieldNow());
    }
    return Task.done();
  }

  @Test
  void suspendingAgainAndResumingAllocatesNothing() {
    assertEach(0, bytesOf(AllocationTest::yieldAgainAndAgain));
  }

  @Async
  private static Task<Void> suspendOnce() {
    await(yieldNow());
    return Task.done();
  }

  @Async
  private static Task<Void> callOften(int times) {
    for (int i = 0; i < times; i++) {
      await(suspendOnce());
    }
    return Task.done();
  }

  @Test
  void aSuspendedCallIsItsFrame() {
    assertEach(FRAME, bytesOf(AllocationTest::callOften));
  }

  @Async
  private static Task<Integer> nested(int depth) {
    if (depth == 1) {
      await(yieldNow());
      return Task.of(1);
    }
    return Task.of(await(nested(depth - 1)) + 1);
  }

  @Async
  private static Task<Void> nestOften(int times) {
    for (int i = 0; i < times; i++) {
      await(nested(10));
    }
    return Task.done();
  }

  @Test
  void aChainOfSuspendedCallsIsItsFrames() {
    assertEach(10 * FRAME, bytesOf(AllocationTest::nestOften));
  }

  @Async
  private static Task<Integer> withLocals(int a, int b, Object c, Object d) {
    await(yieldNow());
    return Task.of((a + b + c.hashCode() + d.hashCode()) & 1);
  }

  @Async
  private static Task<Void> withLocalsOften(int times) {
    for (int i = 0; i < times; i++) {
      await(withLocals(i, 2, "c", "d"));
    }
    return Task.done();
  }

  @Test
  void twoIntsAndTwoReferencesTakeSixteenBytes() {
    assertEach(FRAME + 16, bytesOf(AllocationTest::withLocalsOften));
  }

  @Async
  private static Task<Void> doneOften(int times) {
    Task<Integer> done = Task.of(1);
    int sum = 0;
    for (int i = 0; i < times; i++) {
      sum += await(done);
    }
    assertEquals(times, sum);
    return Task.done();
  }

  @Test
  void awaitingWhatIsDoneAllocatesNothing() {
    assertEach(0, bytesOf(AllocationTest::doneOften));
  }

  @Async
  private Task<Void> awaitFutures(int times) {
    for (int i = 0; i < times; i++) {
      var future = new CompletableFuture<Integer>();
      futures.add(future);
      await(future);
    }
    return Task.done();
  }

  private final List<CompletableFuture<Integer>> futures = new ArrayList<>();

  @Async
  private Task<Void> endFutures(int times) {
    for (int i = 0; i < times; i++) {
      while (futures.isEmpty()) {
        await(yieldNow());
      }
      futures.remove(0).complete(1);
      await(yieldNow());
    }
    return Task.done();
  }

  @Async
  private Task<Void> futuresOften(int times) {
    Task<Void> ending = endFutures(times);
    await(awaitFutures(times));
    await(ending);
    return Task.done();
  }

  /** The future, and its dependent with its action: 24, 24 and 40. */
  @Test
  void aFutureOfTheJdkCostsNothingBesideItsOwn() {
    assertEach(88, bytesOf(this::futuresOften));
  }

  @Async
  private static Task<Void> playOften(int times) {
    AsyncQueue<Object> there = AsyncQueue.bounded(0);
    AsyncQueue<Object> back = AsyncQueue.bounded(0);
    Task<Void> other = returns(times, there, back);
    for (int i = 0; i < times; i++) {
      await(there.put(there));
      await(back.take());
    }
    await(other);
    return Task.done();
  }

  @Async
  private static Task<Void> returns(int times, AsyncQueue<Object> in, AsyncQueue<Object> out) {
    for (int i = 0; i < times; i++) {
      await(out.put(await(in.take())));
    }
    return Task.done();
  }

  @Test
  void aMessageIsItsWait() {
    assertEach(2 * 40, bytesOf(AllocationTest::playOften));
  }

  @Async
  private static Task<Void> spawnAndJoin(int times) {
    Object[] tasks = new Object[100];
    for (int round = 0; round < times / tasks.length; round++) {
      for (int i = 0; i < tasks.length; i++) {
        tasks[i] = suspendOnce();
      }
      for (Object task : tasks) {
        await((Task<?>) task);
      }
    }
    return Task.done();
  }

  @Test
  void aTaskThatRunsBesideOthersIsItsFrame() {
    assertEach(FRAME, bytesOf(AllocationTest::spawnAndJoin));
  }

  @Async
  private static Task<Void> forkOften(int times) {
    try (var group = TaskGroup.<Void>open()) {
      for (int i = 0; i < times; i++) {
        group.fork(AllocationTest::suspendOnce);
      }
      await(group.join());
    }
    return Task.done();
  }

  /** The fork, and the frame of what it calls. */
  @Test
  void aForkIsTwoObjects() {
    assertEach(48 + FRAME, bytesOf(AllocationTest::forkOften));
  }

  @Async
  private Task<Void> awaitForks(int times) {
    for (int i = 0; i < times; i++) {
      await(loop.fork(() -> Task.of(this)));
    }
    return Task.done();
  }

  /** The fork and its result, 32 each, and the lambda. */
  @Test
  void aTaskThatBeginsInTheNextTurnIsTwoObjects() {
    assertEach(2 * 32 + 16, bytesOf(this::awaitForks));
  }

  @Async
  private static Task<Void> cancelMany(int times) {
    List<Task<Void>> tasks = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      tasks.add(suspendOnce());
    }
    for (Task<Void> task : tasks) {
      task.cancel("a burst of them");
    }
    await(settle(tasks));
    return Task.done();
  }

  /** A loop holds what it did before, give or take what a few tasks need. */
  @Test
  void aLoopThatSleepsHoldsNothingOfABurst() {
    try (var crank = new CrankedLoop()) {
      for (int round = 0; round < 3; round++) {
        crank.start(() -> cancelMany(100));
        crank.settle();
      }
      crank.loop.runOnce(Duration.ofNanos(1));
      long before = live();
      crank.start(() -> cancelMany(300_000));
      crank.settle();
      crank.loop.runOnce(Duration.ofNanos(1));
      long kept = live() - before;
      assertTrue(kept < 1_000_000, () -> kept + " bytes of a burst are kept");
    }
  }

  private static long live() {
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
