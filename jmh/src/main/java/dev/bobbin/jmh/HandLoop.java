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

  /** A call that suspends: its continuation, its result, and a link to its caller's. */
  abstract static class Frame {
    final HandLoop loop;
    final @Nullable Frame caller;
    int result;

    Frame(HandLoop loop, @Nullable Frame caller) {
      this.loop = loop;
      this.caller = caller;
    }

    /** Goes on; true once the call is over. */
    abstract boolean step();
  }

  void ready(Frame frame) {
    ring[tail++ & (ring.length - 1)] = frame;
  }

  /** Runs until nothing is ready; a call that ends lets its caller go on at once. */
  void run() {
    while (head != tail) {
      Frame frame = ring[head++ & (ring.length - 1)];
      while (frame != null && frame.step()) {
        frame = frame.caller;
      }
    }
  }
}
