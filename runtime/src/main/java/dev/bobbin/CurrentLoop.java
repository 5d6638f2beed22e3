package dev.bobbin;

import org.jspecify.annotations.Nullable;

/**
 * Which loop runs on a thread. The last answer is remembered, because most programs have one loop:
 * that is cheaper than a ThreadLocal.
 */
final class CurrentLoop {

  private record Entry(Thread thread, EventLoop loop) {}

  private static final ThreadLocal<@Nullable EventLoop> LOOPS = new ThreadLocal<>();

  /** Read and written without order: an entry is immutable, and true for its thread or not used. */
  private static @Nullable Entry last;

  private CurrentLoop() {}

  static @Nullable EventLoop get() {
    Entry entry = last;
    return entry != null && entry.thread() == Thread.currentThread() ? entry.loop() : LOOPS.get();
  }

  static @Nullable TaskContext contextOrNull() {
    EventLoop loop = get();
    return loop == null ? null : loop.context();
  }

  /** Makes the loop current on this thread, or none; gives the one before. */
  static @Nullable EventLoop set(@Nullable EventLoop loop) {
    EventLoop before = LOOPS.get();
    if (loop == null) {
      LOOPS.remove();
      Entry entry = last;
      if (entry != null && entry.thread() == Thread.currentThread()) {
        last = null;
      }
    } else {
      LOOPS.set(loop);
      last = new Entry(Thread.currentThread(), loop);
    }
    return before;
  }
}
