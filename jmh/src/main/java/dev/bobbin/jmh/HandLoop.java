package dev.bobbin.jmh;

import org.jspecify.annotations.Nullable;

/**
 * What an event loop and a suspended call are at the very least, written by hand: no timers, other
 * threads, failures or cancellation. The practical limit that suspensions are held against.
 */
final class HandLoop {
  private final Frame[] ring;
  private int head;
  private int tail;

  HandLoop() {
    this(64);
  }

  /**
   * @param places a power of two: how many frames can be ready at once
   */
  HandLoop(int places) {
    ring = new Frame[places];
  }

  /** A call that suspends: its continuation, its result, and a link to who waits for it. */
  abstract static class Frame {
    final HandLoop loop;
    @Nullable Frame waiter;
    boolean done;
    int result;

    Frame(HandLoop loop, @Nullable Frame caller) {
      this.loop = loop;
      this.waiter = caller;
    }

    /** Goes on; true once the call is over. */
    abstract boolean step();

    /** Whether the other one is over; if not, its end lets this one go on. */
    final boolean joins(Frame other) {
      if (!other.done) {
        other.waiter = this;
      }
      return other.done;
    }
  }

  void ready(Frame frame) {
    ring[tail++ & (ring.length - 1)] = frame;
  }

  /** Runs until nothing is ready; a call that ends lets its waiter go on at once. */
  void run() {
    while (head != tail) {
      Frame frame = ring[head++ & (ring.length - 1)];
      while (frame != null && frame.step()) {
        frame.done = true;
        frame = frame.waiter;
      }
    }
  }
}
