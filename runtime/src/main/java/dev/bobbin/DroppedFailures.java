package dev.bobbin;

import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * In debug mode, and where code was not woven in any mode: failed tasks whose failure nobody has
 * looked at. One that is collected like that is reported, for it was forgotten. May be used from
 * any thread.
 */
final class DroppedFailures {

  /** Until a loop has had such a task there is nothing to look up. */
  private static volatile boolean watching;

  private static final Set<Watch> UNSEEN = ConcurrentHashMap.newKeySet();

  private DroppedFailures() {}

  /** Made with the first watch, as it has a thread. */
  private static final class Cleaners {
    static final Cleaner CLEANER = Cleaner.create();
  }

  /** Finds a task without keeping it. */
  private static final class Watch extends WeakReference<AbstractTask<?>> {
    private final int hash;

    Watch(AbstractTask<?> task) {
      super(task);
      this.hash = System.identityHashCode(task);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      if (this == other) {
        return true;
      }
      AbstractTask<?> task = get();
      return task != null && other instanceof Watch watch && watch.refersTo(task);
    }
  }

  static void watch(AbstractTask<?> failed, LoopCore loop, Throwable failure) {
    Watch watch = new Watch(failed);
    DebugNotes notes = loop.debug;
    String text = notes == null ? failed.toString() : notes.text(failed);
    UNSEEN.add(watch);
    watching = true;
    Cleaners.CLEANER.register(
        failed,
        () -> {
          if (UNSEEN.remove(watch)) {
            report(loop, text, failure);
          }
        });
  }

  /** Somebody looks at the task's failure. */
  static void seen(AbstractTask<?> task) {
    if (watching) {
      UNSEEN.remove(new Watch(task));
    }
  }

  private static void report(LoopCore loop, String task, Throwable failure) {
    IllegalStateException dropped =
        new IllegalStateException(
            task + " was dropped and nobody has seen its failure: await it", failure);
    if (!loop.door.post(() -> loop.report(null, dropped))) {
      loop.report(null, dropped);
    }
  }
}
