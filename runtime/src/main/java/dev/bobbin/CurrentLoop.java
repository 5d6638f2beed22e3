package dev.bobbin;

import org.jspecify.annotations.Nullable;

/**
 * Which loop runs on a thread. The last answer is remembered, because most programs have one loop:
 * that is cheaper than a ThreadLocal.
 */
final class CurrentLoop {

  private record Entry(Thread thread, LoopCore loop) {}

  private static final ThreadLocal<@Nullable LoopCore> LOOPS = new ThreadLocal<>();

  /** Read and written without order: an entry is immutable, and true for its thread or not used. */
  private static @Nullable Entry last;

  private CurrentLoop() {}

  static @Nullable LoopCore get() {
    Entry entry = last;
    return entry != null && entry.thread() == Thread.currentThread() ? entry.loop() : LOOPS.get();
  }

  static LoopCore require() {
    LoopCore loop = get();
    if (loop == null) {
      throw new IllegalStateException(
          "no event loop runs on this thread: call this from Bobbin.run(() -> ...) or"
              + " EventLoop.fork(() -> ...)");
    }
    return loop;
  }

  static void requireNone() {
    LoopCore running = get();
    if (running != null) {
      throw new IllegalStateException(
          running + " runs on this thread already: await the operation, or fork it");
    }
  }

  static @Nullable TaskContext contextOrNull() {
    LoopCore loop = get();
    return loop == null ? null : loop.context();
  }

  /** Makes the loop current on this thread, or none; gives the one before. */
  static @Nullable LoopCore set(@Nullable LoopCore loop) {
    LoopCore before = LOOPS.get();
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
