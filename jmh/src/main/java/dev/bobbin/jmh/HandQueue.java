package dev.bobbin.jmh;

import org.jspecify.annotations.Nullable;

/**
 * What a bounded queue is at the very least, on {@link HandLoop}: for one item at the most, one who
 * waits to put and one who waits to take.
 */
final class HandQueue {
  private final HandLoop loop;
  private final int capacity;
  private @Nullable Object stored;
  private @Nullable Object putting;
  private HandLoop.@Nullable Frame putter;
  private @Nullable Taker taker;

  /**
   * @param capacity 0 or 1
   */
  HandQueue(HandLoop loop, int capacity) {
    this.loop = loop;
    this.capacity = capacity;
  }

  /** A call that takes items. */
  abstract static class Taker extends HandLoop.Frame {
    @Nullable Object taken;

    Taker(HandLoop loop) {
      super(loop, null);
    }
  }

  /** Whether there was room, or somebody who takes; if not, the call goes on once there is. */
  boolean put(Object item, HandLoop.Frame frame) {
    Taker waiting = taker;
    if (waiting != null) {
      taker = null;
      waiting.taken = item;
      loop.ready(waiting);
      return true;
    }
    if (capacity > 0 && stored == null) {
      stored = item;
      return true;
    }
    putting = item;
    putter = frame;
    return false;
  }

  /** Whether there was an item; if not, the call goes on once it was given one. */
  boolean take(Taker frame) {
    Object item = stored != null ? stored : putting;
    if (item == null) {
      taker = frame;
      return false;
    }
    stored = stored != null ? putting : null;
    putting = null;
    if (putter != null) {
      loop.ready(putter);
      putter = null;
    }
    frame.taken = item;
    return true;
  }
}
