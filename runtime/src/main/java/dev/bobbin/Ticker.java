package dev.bobbin;

/** A clock for an event loop, so that time is a parameter. */
@FunctionalInterface
public interface Ticker {

  /** Nanoseconds since some fixed moment, never going back, as {@link System#nanoTime} has them. */
  long nanoTime();

  /** The JVM's own clock. */
  static Ticker system() {
    return new Ticker() { // a lambda would cost each start a millisecond
      @Override
      public long nanoTime() {
        return System.nanoTime();
      }
    };
  }
}
