package dev.bobbin;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Turns of a loop as callbacks of a host's thread. A callback may pump the host's events: the turn
 * that comes then runs inside of the one under way.
 */
final class Host {

  /**
   * Wakes hosted loops when their next timer is due: a host need not have timers. It holds no alarm
   * that was taken back, and its thread ends when there has been none for a while, so that it keeps
   * no class loader.
   */
  private static final class Clock {
    private static final long KEEP_ALIVE_SECONDS = 10;

    static final ScheduledExecutorService SHARED = create();

    private static ScheduledExecutorService create() {
      ScheduledThreadPoolExecutor clock =
          new ScheduledThreadPoolExecutor(
              1,
              code -> {
                Thread thread = new Thread(code, "bobbin-host-clock");
                thread.setDaemon(true);
                return thread;
              });
      clock.setRemoveOnCancelPolicy(true);
      clock.setKeepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS);
      clock.allowCoreThreadTimeOut(true);
      return clock;
    }
  }

  private final LoopCore loop;
  private final Executor executor;

  /** A turn is on its way to the host. */
  private final AtomicBoolean scheduled = new AtomicBoolean();

  private @Nullable ScheduledFuture<?> alarm;

  /** The thread of the last turn; that of a host with one thread. */
  private volatile @Nullable Thread thread;

  Host(LoopCore loop, Executor executor) {
    this.loop = loop;
    this.executor = executor;
  }

  void posted() {
    schedule();
  }

  void schedule() {
    if (scheduled.compareAndSet(false, true)) {
      try {
        executor.execute(this::turn);
      } catch (Throwable refused) {
        scheduled.set(false); // the next one asks again
        throw refused;
      }
    }
  }

  boolean isOnItsThread() {
    return thread == Thread.currentThread();
  }

  private void turn() {
    scheduled.set(false);
    thread = Thread.currentThread();
    if (loop.shutdown.isClosed()) {
      return;
    }
    boolean nested = loop.inLoop();
    LoopCore outer = nested ? null : CurrentLoop.set(null);
    if (!nested) {
      loop.thread.attach();
    }
    try {
      loop.turn(0);
    } finally {
      if (!nested) {
        loop.thread.detach();
        if (outer != null) {
          CurrentLoop.set(outer);
        }
      }
    }
    if (!loop.isIdle()) {
      schedule();
    }
    setAlarm();
  }

  private void setAlarm() {
    if (alarm != null) {
      alarm.cancel(false);
      alarm = null;
    }
    if (loop.timers.size() > 0 && !loop.shutdown.isClosed()) {
      long nanos = Math.max(0, loop.nanosToNextTimer());
      alarm = Clock.SHARED.schedule(this::schedule, nanos, TimeUnit.NANOSECONDS);
    }
  }
}
