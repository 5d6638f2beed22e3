package dev.bobbin;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the JVM runs when it is asked to end, by Ctrl-C say, while {@link EventLoop#run} runs: it
 * cancels main and waits for the thread that called, so that finally blocks run, and what follows
 * {@code run} does. The JVM ends when this does.
 */
final class ShutdownHook extends Thread {

  private final AbstractTask<?> main;
  private final Thread runner;
  private final long limitNanos;

  private ShutdownHook(LoopCore loop, AbstractTask<?> main) {
    super("bobbin-shutdown");
    this.main = main;
    this.runner = Thread.currentThread();
    // Main has the grace time to end, and then what is left of the loop has it once more.
    this.limitNanos = 2 * Math.min(Delays.nanos(loop.settings.shutdownGrace()), Long.MAX_VALUE / 2);
  }

  /** On the thread that runs main; null if the loop is not to have one, or the JVM ends already. */
  static @Nullable ShutdownHook register(LoopCore loop, AbstractTask<?> main) {
    if (!loop.settings.shutdownHook()) {
      return null;
    }
    ShutdownHook hook = new ShutdownHook(loop, main);
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      return hook;
    } catch (IllegalStateException theJvmEnds) {
      return null;
    }
  }

  /** Once main has ended. */
  void remove() {
    try {
      Runtime.getRuntime().removeShutdownHook(this);
    } catch (IllegalStateException itRuns) {
      // and waits for what this thread does next
    }
  }

  @Override
  public void run() {
    if (asksForTheEndItself()) {
      return; // it stands in System.exit, and will not come back from there
    }
    Cancellation.request(main, "the JVM is shutting down");
    try {
      TimeUnit.NANOSECONDS.timedJoin(runner, limitNanos);
    } catch (InterruptedException nobodyWaitsAnyLonger) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean asksForTheEndItself() {
    for (StackTraceElement frame : runner.getStackTrace()) {
      if (frame.getClassName().equals("java.lang.Runtime")
          && frame.getMethodName().equals("exit")) {
        return true;
      }
    }
    return false;
  }
}
