package dev.bobbin;

import java.util.concurrent.atomic.AtomicLongArray;

/** How long steps took, by powers of two. Written by the loop's thread, read by any. */
final class StepTimes {

  /** The last one is for everything of 2^39 ns, nine minutes, and more. */
  private static final int CLASSES = 41;

  private final AtomicLongArray counts = new AtomicLongArray(CLASSES);
  private volatile long longest;

  void add(long nanos) {
    int place = Math.min(CLASSES - 1, Long.SIZE - Long.numberOfLeadingZeros(Math.max(0, nanos)));
    counts.setOpaque(place, counts.getPlain(place) + 1);
    if (nanos > longest) {
      longest = nanos;
    }
  }

  long longest() {
    return longest;
  }

  long[] counts() {
    long[] copy = new long[CLASSES];
    for (int i = 0; i < CLASSES; i++) {
      copy[i] = counts.getOpaque(i);
    }
    return copy;
  }
}
