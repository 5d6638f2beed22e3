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
 * that lives shortly never asks, unless it was started with a recording. Nor does one ask for
 * longer than there are loops: the recorder keeps whoever asks, and with it the runtime and its
 * class loader, which in a server may be that of an application which comes and goes.
 */
final class Flight {

  private static final long PATIENCE_MILLIS = 1000;

  private static final boolean RECORDER_EXISTS =
      ModuleLayer.boot().findModule("jdk.jfr").isPresent()
          && !"false".equals(System.getProperty("bobbin.jfr"));

  private static volatile boolean recording;
  private static volatile boolean listening; // written under the class's lock

  // === Guarded by the class ===

  private static boolean listenedBefore;
  private static long opened;

  /** A thread is there that will look whether loops have come, or gone. */
  private static boolean attended;

  private Flight() {}

  /** Asked in each turn that is not a plain one, see {@link LoopCore}. */
  static boolean isRecording() {
    return recording;
  }

  static void recording(boolean now) {
    recording = now;
  }

  /** Whether the recorder is to tell us of recordings. */
  static boolean isListening() {
    return listening;
  }

  // === Loops come and go; called without locks, as the recorder has some ===

  /** A loop runs for the first time. */
  static synchronized void loopOpened() {
    opened++;
    if (listening || !RECORDER_EXISTS) {
      return;
    }
    if (listenedBefore || (!attended && recorderRuns())) {
      listen();
    } else {
      attend();
    }
  }

  /** No loop is open any more. */
  static synchronized void allLoopsClosed() {
    if (listening) {
      attend();
    }
  }

  private static void attend() {
    if (!attended) {
      attended = true;
      Thread thread = new Thread(null, new Attendant(), "bobbin-flight", 0, false);
      thread.setDaemon(true);
      thread.start();
    }
  }

  /**
   * Asks when it does not delay the start of anything any more, or when nothing is left to tell.
   */
  private static final class Attendant implements Runnable {
    @Override
    public void run() {
      try {
        long before;
        do {
          before = openedSoFar();
          Thread.sleep(PATIENCE_MILLIS);
        } while (settle(before));
      } catch (InterruptedException e) {
        // Whoever interrupts it does not want to be told.
      }
    }
  }

  private static synchronized long openedSoFar() {
    return opened;
  }

  /** Listens if there are loops; tells whether to look again, because that may change unnoticed. */
  private static synchronized boolean settle(long openedBefore) {
    boolean open = !OpenLoops.all().isEmpty();
    boolean inUse = open || opened != openedBefore;
    if (inUse && !listening) {
      listen();
    } else if (!inUse && listening) {
      listening = false;
      FlightLink.leave();
    }
    attended = listening && !open;
    return attended;
  }

  /**
   * On a thread of the JVM's: JDK 17's recorder keeps the access rights of who asks, and with them
   * the class loaders of all whose code is on the stack, or was when the thread was made.
   */
  private static void listen() {
    listening = true;
    listenedBefore = true;
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
