package dev.bobbin;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that looks after all loops which ask for it: a step that keeps its loop too long
 * is reported while it still does. It exists only while there is such a loop.
 */
final class Watchdog implements Runnable {

  private static final Object LOCK = new Object();

  // === Under LOCK ===

  private static final List<WeakReference<StepWatch>> WATCHED = new ArrayList<>();
  private static @Nullable Thread thread;

  private Watchdog() {}

  static void add(StepWatch watch) {
    synchronized (LOCK) {
      WATCHED.add(new WeakReference<>(watch));
      if (thread == null) {
        Thread started = new Thread(null, new Watchdog(), "bobbin-watchdog", 0, false);
        started.setDaemon(true);
        thread = started;
        started.start();
      }
      LOCK.notifyAll(); // its limit may be shorter than what the thread sleeps now
    }
  }

  static void remove(StepWatch watch) {
    synchronized (LOCK) {
      WATCHED.removeIf(known -> known.get() == watch);
      LOCK.notifyAll();
    }
  }

  @Override
  public void run() {
    List<StepWatch> watched = new ArrayList<>();
    while (takeWatched(watched)) {
      for (StepWatch watch : watched) {
        watch.look();
      }
      watched.clear(); // a loop that nobody else holds can go
    }
  }

  /** Sleeps, then tells whom to look after; false if there is nobody, which ends the thread. */
  @SuppressWarnings("WaitNotInLoop") // waking early only means to look early; run() is the loop
  private static boolean takeWatched(List<StepWatch> watched) {
    synchronized (LOCK) {
      try {
        long millis = shortest();
        if (millis > 0) {
          LOCK.wait(millis);
        }
      } catch (InterruptedException e) {
        // Nobody here interrupts it, and it ends when there is nothing to look after.
      }
      WATCHED.removeIf(known -> known.get() == null);
      if (WATCHED.isEmpty()) {
        thread = null;
        return false;
      }
      for (WeakReference<StepWatch> known : WATCHED) {
        StepWatch watch = known.get();
        if (watch != null) {
          watched.add(watch);
        }
      }
      return true;
    }
  }

  private static long shortest() {
    long shortest = 0;
    for (WeakReference<StepWatch> known : WATCHED) {
      StepWatch watch = known.get();
      long millis = watch == null ? 0 : Objects.requireNonNull(watch).intervalMillis();
      if (millis > 0) {
        shortest = shortest == 0 ? millis : Math.min(shortest, millis);
      }
    }
    return shortest;
  }
}
