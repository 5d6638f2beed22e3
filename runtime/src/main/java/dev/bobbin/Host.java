package dev.bobbin;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
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

  /** How long a host that refuses is asked again before nobody expects it to relent. */
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private static final long LONGEST_PAUSE_MILLIS = 1_000;
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** In a row; about a second. One with a full queue refuses for a moment, and goes on then. */
  private static final int REFUSALS_OF_ONE_THAT_IS_GONE = 10;

  private final LoopCore loop;
  private final Executor executor;

  /** A turn is on its way to the host. */
  private final AtomicBoolean scheduled = new AtomicBoolean();

  private @Nullable ScheduledFuture<?> alarm;

  /** The thread of the last turn; that of a host with one thread. */
  private volatile @Nullable Thread thread;

  /** How often in a row the host has refused an event while it had a turn to run. */
  private final AtomicInteger refusedEvents = new AtomicInteger();

  /** Runs the turns instead of a host that is gone. */
  private volatile @Nullable Thread closer;

  // === Written under this object's lock ===

  /** How often the host has refused since its last turn. */
  private volatile int refusals;

  private long refusedSince;
  private boolean asksAgain;

  Host(LoopCore loop, Executor executor) {
    this.loop = loop;
    this.executor = executor;
  }

  // === From any thread ===

  /** Asks for a turn; that the host refuses is nothing to those who made something ready. */
  void schedule() {
    Thread instead = closer;
    if (instead != null) {
      LockSupport.unpark(instead);
    } else if (scheduled.compareAndSet(false, true)) {
      try {
        executor.execute(this::turn);
      } catch (Throwable refused) {
        if (!scheduled.compareAndSet(true, false)) {
          throw refused; // by the turn itself, which has begun
        }
        askAgain(refused);
      }
    }
  }

  private synchronized void askAgain(Throwable refused) {
    if (asksAgain || loop.shutdown.isClosed()) {
      return;
    }
    long now = System.nanoTime();
    if (refusals == 0) {
      refusedSince = now;
    } else if (now - refusedSince > PATIENCE_NANOS) {
      refusals = 0;
      Settings.logFailure(
          null,
          new RejectedExecutionException(
              "the host of "
                  + loop
                  + " has refused its turns for a minute: close the loop before"
                  + " its host",
              refused));
      return;
    }
    long millis = Math.min(1L << Math.min(refusals, 30), LONGEST_PAUSE_MILLIS);
    refusals++;
    asksAgain = true;
    Clock.SHARED.schedule(this::ask, millis, TimeUnit.MILLISECONDS);
  }

  private void ask() {
    synchronized (this) {
      asksAgain = false;
    }
    schedule();
  }

  private synchronized void relented() {
    refusals = 0;
  }

  boolean isOnItsThread() {
    return thread == Thread.currentThread();
  }

  /** Whether turns can be expected from it no more; asked again and again by who waits for one. */
  boolean isGone() {
    return refusals >= REFUSALS_OF_ONE_THAT_IS_GONE
        || (executor instanceof ExecutorService service && service.isShutdown())
        || hasDroppedTheTurn();
  }

  /** As shutdownNow() does, of which only a host that refuses what comes later tells. */
  private boolean hasDroppedTheTurn() {
    if (!scheduled.get()) {
      return false;
    }
    try {
      executor.execute(() -> {});
      refusedEvents.set(0);
      return false;
    } catch (Throwable refused) {
      return refusedEvents.incrementAndGet() >= REFUSALS_OF_ONE_THAT_IS_GONE;
    }
  }

  /** On a thread that closes the loop of a host that is gone. */
  void driveToEnd() {
    LoopCore outer = CurrentLoop.set(null);
    boolean interrupted = false;
    closer = Thread.currentThread();
    try {
      while (!loop.shutdown.isClosed()) {
        long pause = LOOK_NANOS; // the host's last turn may be under way
        if (loop.thread.tryAttach()) {
          try {
            loop.turn(0);
            pause = loop.isIdle() ? pauseToNextTimer() : 0;
          } finally {
            loop.thread.detach();
          }
        }
        if (pause > 0 && !loop.shutdown.isClosed()) {
          LockSupport.parkNanos(loop, pause);
          interrupted |= Thread.interrupted(); // parking needs it cleared
        }
      }
    } finally {
      closer = null;
      if (outer != null) {
        CurrentLoop.set(outer);
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private long pauseToNextTimer() {
    return loop.timers.size() == 0 ? LOOK_NANOS : Math.min(LOOK_NANOS, loop.nanosToNextTimer());
  }

  // === On the host's thread ===

  private void turn() {
    scheduled.set(false);
    if (refusals > 0) {
      relented();
    }
    thread = Thread.currentThread();
    if (loop.shutdown.isClosed()) {
      return;
    }
    if (loop.inLoop()) {
      loop.thread.turnInside(0);
    } else if (!turnOfItsOwn()) {
      return;
    }
    if (!loop.isIdle()) {
      schedule();
    }
    setAlarm();
  }

  /** Perhaps inside of another loop's turn; false if the loop is being closed on a thread. */
  private boolean turnOfItsOwn() {
    LoopCore outer = CurrentLoop.set(null);
    boolean attached = false;
    try {
      attached = loop.thread.tryAttach();
      if (attached) {
        loop.turn(0);
      }
    } finally {
      if (attached) {
        loop.thread.detach();
      }
      if (outer != null) {
        CurrentLoop.set(outer);
      }
    }
    return attached;
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
