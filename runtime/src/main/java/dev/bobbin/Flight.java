package dev.bobbin;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether a flight recording is under way that may want to hear of loops. Knows nothing of the
 * flight recorder itself, whose module need not be there: {@link FlightLink} does, and is loaded
 * only where it is.
 *
 * <p>To ask to be told of recordings loads classes for some milliseconds (15 on JDK 17), so a JVM
 * that lives shortly never asks, unless it was started with a recording.
 */
final class Flight {

  private static final long PATIENCE_MILLIS = 1000;

  private static volatile boolean recording;

  private static boolean prepared; // guarded by the class

  private Flight() {}

  /** Asked in each turn that is not a plain one, see {@link LoopCore}. */
  static boolean isRecording() {
    return recording;
  }

  static void recording(boolean now) {
    recording = now;
  }

  /** A loop runs for the first time. */
  static synchronized void prepare() {
    if (prepared) {
      return;
    }
    prepared = true;
    if (ModuleLayer.boot().findModule("jdk.jfr").isEmpty()
        || "false".equals(System.getProperty("bobbin.jfr"))) {
      return;
    }
    if (recorderRuns()) {
      listen();
    } else {
      Thread thread = new Thread(null, new Later(), "bobbin-flight", 0, false);
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** Asks when it does not delay the start of anything any more. */
  private static final class Later implements Runnable {
    @Override
    public void run() {
      try {
        Thread.sleep(PATIENCE_MILLIS);
        listen();
      } catch (InterruptedException e) {
        // Whoever interrupts it does not want to be told.
      }
    }
  }

  /**
   * On a thread of the JVM's: JDK 17's recorder keeps the access rights of who asks, and with them
   * the class loaders of all whose code is on the stack, or was when the thread was made.
   */
  private static void listen() {
    if (ForkJoinPool.getCommonPoolParallelism() == 0) {
      FlightLink.listen(); // a pool without threads
      return;
    }
    CountDownLatch asked = new CountDownLatch(1);
    ForkJoinPool.commonPool()
        .execute(
            () -> {
              try {
                FlightLink.listen();
              } finally {
                asked.countDown();
              }
            });
    try {
      if (!asked.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
        return; // the pool is busy: it asks when it comes to it
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // it asks all the same
    }
  }

  /** It has a thread of this name; asking it itself would load it. */
  private static boolean recorderRuns() {
    ThreadGroup top = Thread.currentThread().getThreadGroup();
    for (ThreadGroup parent = top; parent != null; parent = parent.getParent()) {
      top = parent;
    }
    @Nullable Thread[] threads = new Thread[top.activeCount() + 16];
    int count = top.enumerate(threads, true);
    for (int i = 0; i < count; i++) {
      Thread thread = threads[i];
      if (thread != null && thread.getName().equals("JFR Periodic Tasks")) {
        return true;
      }
    }
    return false;
  }
}
