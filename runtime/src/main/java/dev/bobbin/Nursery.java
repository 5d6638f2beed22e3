package dev.bobbin;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * What a loop writes in every step, in objects that never grow old: G1 pays for each reference to a
 * young object that is written into an old one with a fence, which takes as long as half a step. So
 * they are made again after each collection. Confined to the loop's thread.
 */
final class Nursery {

  @Nullable AbstractTask<?> current;

  /** A wait that is over, to serve again. */
  @Nullable StageTask<?> spare;

  /** Tells it from those before it. */
  final int number;

  /** Cleared by the next collection. */
  private final WeakReference<Object> canary = new WeakReference<>(new Object());

  Nursery(int number) {
    this.number = number;
  }

  /** What takes its place. */
  Nursery next() {
    Nursery next = new Nursery((number + 1) & TaskState.LABEL_MASK);
    next.current = current;
    return next;
  }

  /** Whether there was a collection since this was made. */
  boolean isOld() {
    return canary.refersTo(null);
  }
}
