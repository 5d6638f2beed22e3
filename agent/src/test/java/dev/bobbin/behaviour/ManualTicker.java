package dev.bobbin.behaviour;

import dev.bobbin.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until it is moved by hand. May be used from any thread. */
final class ManualTicker implements Ticker {
  private final AtomicLong now;
  private final AtomicLong readings = new AtomicLong();

  ManualTicker() {
    this(0);
  }

  /** A clock that begins at {@code nanoTime}, say just before it overflows. */
  ManualTicker(long nanoTime) {
    now = new AtomicLong(nanoTime);
  }

  @Override
  public long nanoTime() {
    readings.incrementAndGet();
    return now.get();
  }

  void advance(Duration by) {
    now.addAndGet(by.toNanos());
  }

  /** How often the clock was looked at: about once a turn of the loop. */
  long readings() {
    return readings.get();
  }
}
