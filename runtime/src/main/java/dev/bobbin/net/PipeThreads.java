package dev.bobbin.net;

import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Threads that are stuck in a pipe or wait for the end of a process, for as long as that takes: as
 * many as there are, because with a limit two outputs of one process could wait for each other.
 * Platform threads on all JDKs, as nothing unmounts a virtual thread from a read of a pipe: some
 * hundred of them would hold all carriers there can be, and every other virtual thread of the JVM
 * with them.
 */
final class PipeThreads implements ThreadFactory {

  private static final long KEEP_ALIVE_SECONDS = 10;

  static final Executor ALL =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          KEEP_ALIVE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          new PipeThreads());

  private final AtomicLong count = new AtomicLong();

  private PipeThreads() {}

  @Override
  public Thread newThread(Runnable code) {
    Thread thread = new Thread(code, "bobbin-pipe-" + count.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }
}
