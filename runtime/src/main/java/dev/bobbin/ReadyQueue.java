package dev.bobbin;

import org.jspecify.annotations.Nullable;

/** What can run now, first in first out: a ring of waiters and Runnables themselves. */
final class ReadyQueue {

  private static final int SMALLEST = 64;

  /** What is kept when there is nothing to do: most loops never need more. */
  private static final int KEPT = 1024;

  private @Nullable Object[] ring = new Object[SMALLEST];
  private int head;
  private int size;

  int size() {
    return size;
  }

  /** How many there is room for. */
  int capacity() {
    return ring.length;
  }

  /** The loop is about to sleep: what a burst needed is given back. */
  void trim() {
    if (ring.length > KEPT && size == 0) {
      ring = new Object[SMALLEST];
      head = 0;
    }
  }

  /** See {@link Nursery}; a ring that grew for a burst is not worth it. */
  void rejuvenate() {
    if (ring.length <= KEPT) {
      move(ring.length);
    }
  }

  void add(Object entry) {
    if (size == ring.length) {
      move(ring.length * 2);
    }
    ring[(head + size) & (ring.length - 1)] = entry;
    size++;
  }

  @Nullable Object poll() {
    if (size == 0) {
      return null;
    }
    Object entry = ring[head];
    ring[head] = null;
    head = (head + 1) & (ring.length - 1);
    size--;
    return entry;
  }

  /** Takes the entry at a position from the head; the head takes its place. */
  @Nullable Object poll(int position) {
    if (position > 0 && position < size) {
      int at = (head + position) & (ring.length - 1);
      Object entry = ring[at];
      ring[at] = ring[head];
      ring[head] = entry;
    }
    return poll();
  }

  /** The entry at a position from the head. */
  @Nullable Object peek(int position) {
    return ring[(head + position) & (ring.length - 1)];
  }

  private void move(int places) {
    @Nullable Object[] moved = new Object[places];
    for (int i = 0; i < size; i++) {
      moved[i] = peek(i);
    }
    ring = moved;
    head = 0;
  }
}
