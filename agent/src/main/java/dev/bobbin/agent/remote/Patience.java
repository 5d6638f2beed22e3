package dev.bobbin.agent.remote;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls of another process, which may never answer: it may be stopped, or swap. */
final class Patience {
  private static final long SECONDS = 20;

  private Patience() {}

  /**
   * The call's result or exception.
   *
   * @throws TimeoutException if it takes too long; the call is left to itself then
   */
  static <T> T with(Callable<T> call) throws Exception {
    FutureTask<T> task = new FutureTask<>(call);
    Thread thread = new Thread(task, "bobbin-remote");
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception failure) {
        throw failure;
      }
      throw e;
    } catch (TimeoutException e) {
      throw new TimeoutException("no answer for " + SECONDS + " s");
    }
  }
}
