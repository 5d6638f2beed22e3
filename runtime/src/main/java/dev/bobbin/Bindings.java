package dev.bobbin;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Values of task locals: a list that is never changed, the latest first. */
record Bindings(TaskLocal<?> key, @Nullable Object value, @Nullable Bindings earlier) {

  /**
   * On a thread that works for a task, the task's values; on a loop's thread they are its task's.
   */
  private static final ThreadLocal<@Nullable Bindings> OFF_LOOP = new ThreadLocal<>();

  /** What holds for the code that is running on this thread. */
  static @Nullable Bindings current() {
    LoopCore loop = CurrentLoop.get();
    if (loop == null) {
      return OFF_LOOP.get();
    }
    AbstractTask<?> task = loop.currentTask();
    return task == null || task.context == null ? null : task.context.bindings();
  }

  /** Calls code of a task on a thread that is not its loop's, and leaves nothing behind. */
  static <T> T with(@Nullable Bindings bindings, Callable<T> code) throws Exception {
    Bindings before = OFF_LOOP.get();
    OFF_LOOP.set(bindings);
    Carried.OnThread carried = new Carried.OnThread();
    try {
      carried.put(bindings);
      return code.call();
    } finally {
      carried.put(null);
      if (before == null) {
        OFF_LOOP.remove();
      } else {
        OFF_LOOP.set(before);
      }
    }
  }

  static @Nullable Bindings find(@Nullable Bindings in, TaskLocal<?> key) {
    Bindings at = in;
    while (at != null && at.key != key) {
      at = at.earlier;
    }
    return at;
  }

  /** Whether there is something among them that has to be put onto threads. */
  boolean haveCarried() {
    return find(this, Carried.KEY) != null;
  }

  /** These bindings on top of others. */
  Bindings onTopOf(@Nullable Bindings others) {
    return new Bindings(key, value, earlier == null ? others : earlier.onTopOf(others));
  }
}
