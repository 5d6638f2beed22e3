package dev.bobbin;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The threads for blocking calls, shared by all loops, each of which bounds its own use: virtual
 * ones where the JDK has them (21 and later), else daemon threads that are kept for a while.
 */
final class BlockingThreads implements ThreadFactory {

  static final Executor THREADS = create();

  /** Makes no thread before the first call; a class, as a lambda would cost each start. */
  static final class Shared implements Executor {
    @Override
    public void execute(Runnable call) {
      THREADS.execute(call);
    }
  }

  private static final long KEEP_ALIVE_SECONDS = 30;

  private final AtomicLong count = new AtomicLong();

  private BlockingThreads() {}

  private static Executor create() {
    try {
      return (Executor) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (ReflectiveOperationException before21) {
      return new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          KEEP_ALIVE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          new BlockingThreads());
    }
  }

  @Override
  public Thread newThread(Runnable code) {
    Thread thread = new Thread(code, "bobbin-blocking-" + count.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }
}
