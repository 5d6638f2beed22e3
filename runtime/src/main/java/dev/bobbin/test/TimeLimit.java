package dev.bobbin.test;

import dev.bobbin.EventLoop;
import java.util.Arrays;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Ends a test that takes too long, and shows what it was doing then. */
final class TimeLimit implements Runnable {

  /** One thread for all tests; it only ever waits. */
  private static final class Watch {
    static final ScheduledThreadPoolExecutor THREAD =
        new ScheduledThreadPoolExecutor(
            1,
            code -> {
              Thread thread = new Thread(code, "bobbin-test-limit");
              thread.setDaemon(true);
              return thread;
            });

    static {
      THREAD.setRemoveOnCancelPolicy(true);
    }
  }

  private final EventLoop loop;
  private final Thread runner = Thread.currentThread();

  // === Under this object's lock ===

  private boolean ended;
  private @Nullable String seen;

  private TimeLimit(EventLoop loop) {
    this.loop = loop;
  }

  static void within(int seconds, EventLoop loop, Runnable code) {
    TimeLimit limit = new TimeLimit(loop);
    ScheduledFuture<?> alarm =
        Watch.THREAD.scheduleAtFixedRate(limit, seconds, 1, TimeUnit.SECONDS);
    try {
      code.run();
    } catch (Throwable failure) {
      limit.end(seconds, failure);
      throw failure;
    } finally {
      alarm.cancel(false);
    }
    limit.end(seconds, null);
  }

  /** The limit is over: looks first, then interrupts, and again in case that was swallowed. */
  @Override
  public void run() {
    String now = seen == null ? look() : seen;
    synchronized (this) {
      if (!ended) {
        seen = now;
        runner.interrupt();
      }
    }
  }

  private String look() {
    String stack =
        Arrays.stream(runner.getStackTrace())
            .map(line -> "\n    at " + line)
            .collect(Collectors.joining());
    return "\n" + loop.dump() + "\nthe loop's thread:" + stack;
  }

  private synchronized void end(int seconds, @Nullable Throwable failure) {
    ended = true;
    if (seen != null) {
      Thread.interrupted(); // it was meant for the test
      throw new AssertionError("did not end within " + seconds + " s" + seen, failure);
    }
  }
}
