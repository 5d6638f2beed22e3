package dev.bobbin.behaviour;

import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.opentest4j.AssertionFailedError;

/**
 * Waiting that ends: for what must happen, as soon as it happens, or not at all. What does not
 * happen within the limit fails the test and shows every thread and the loops concerned.
 */
final class Bounded {
  /** Far longer than anything takes here, so that only what hangs exceeds it. */
  private static final Duration LIMIT = Duration.ofSeconds(Long.getLong("bobbin.test.limit", 20));

  private static final Duration DUMP_LIMIT = Duration.ofSeconds(2);

  private Bounded() {}

  /** The future's value; its failure is thrown as it is, without the ExecutionException. */
  static <T> T get(Future<T> future, EventLoop... concerned) {
    try {
      return future.get(LIMIT.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw sneaky(e.getCause());
    } catch (TimeoutException e) {
      var loops = new ArrayList<>(List.of(concerned));
      if (future instanceof Task<?> task && task.loop() != null) {
        loops.add(task.loop());
      }
      throw hung(future + " did not end", loops);
    } catch (InterruptedException e) {
      throw sneaky(e);
    }
  }

  /** What {@code body}, which may hang, returns or throws when called on a thread of its own. */
  static <T> T call(Callable<T> body, EventLoop... concerned) {
    var future = new FutureTask<>(body);
    var thread = new Thread(future, "bounded call");
    thread.setDaemon(true);
    thread.start();
    return get(future, concerned);
  }

  static void await(CountDownLatch latch, EventLoop... concerned) {
    try {
      if (!latch.await(LIMIT.toNanos(), TimeUnit.NANOSECONDS)) {
        throw hung("count is still " + latch.getCount(), List.of(concerned));
      }
    } catch (InterruptedException e) {
      throw sneaky(e);
    }
  }

  static void join(Thread thread, EventLoop... concerned) {
    try {
      thread.join(LIMIT.toMillis());
    } catch (InterruptedException e) {
      throw sneaky(e);
    }
    if (thread.isAlive()) {
      throw hung(thread + " did not end", List.of(concerned));
    }
  }

  /** For what nobody can be asked to tell, such as another thread's state or the collector. */
  static void until(String what, BooleanSupplier happened, EventLoop... concerned) {
    long start = System.nanoTime();
    while (!happened.getAsBoolean()) {
      if (System.nanoTime() - start > LIMIT.toNanos()) {
        throw hung("not so yet: " + what, List.of(concerned));
      }
      LockSupport.parkNanos(100_000);
    }
  }

  /** Until the collector has found that nobody holds any of these any more. */
  static void untilCollected(List<? extends WeakReference<?>> references, EventLoop... concerned) {
    until(
        "collected",
        () -> {
          System.gc();
          return references.stream().allMatch(reference -> reference.get() == null);
        },
        concerned);
  }

  private static AssertionFailedError hung(String what, List<EventLoop> loops) {
    var text = new StringBuilder(what).append(" within ").append(LIMIT).append('\n');
    for (EventLoop loop : loops) {
      text.append(dumpOf(loop)).append('\n');
    }
    for (ThreadInfo thread : ManagementFactory.getThreadMXBean().dumpAllThreads(true, true)) {
      text.append(thread);
    }
    return new AssertionFailedError(text.toString());
  }

  /** The loop that hangs may be unable to give its dump. */
  private static String dumpOf(EventLoop loop) {
    var dump = new FutureTask<>(() -> loop + "\n" + loop.dump());
    var thread = new Thread(dump, "dump");
    thread.setDaemon(true);
    thread.start();
    try {
      return dump.get(DUMP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException | InterruptedException e) {
      return loop + ": no dump, " + e;
    }
  }

  @SuppressWarnings("unchecked")
  private static <X extends Throwable> RuntimeException sneaky(Throwable t) throws X {
    throw (X) t;
  }
}
