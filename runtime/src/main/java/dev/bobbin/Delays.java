package dev.bobbin;

import java.time.Duration;

/** Durations of any length as nanoseconds that deadlines can be made of. */
final class Delays {

  /** Half of the range, because deadlines are compared by difference. */
  static final long LONGEST_NANOS = Long.MAX_VALUE / 2;

  private Delays() {}

  /** Cut to the range of a long. */
  static long nanos(Duration duration) {
    try {
      return duration.toNanos();
    } catch (ArithmeticException huge) {
      return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  static long positiveNanos(Duration period) {
    long nanos = Math.min(nanos(period), LONGEST_NANOS);
    if (nanos <= 0) {
      throw new IllegalArgumentException(period + " is not positive");
    }
    return nanos;
  }

  /** The time when the delay has passed; a negative one has passed already. */
  static long deadline(long now, Duration delay) {
    return now + Math.max(0, Math.min(nanos(delay), LONGEST_NANOS));
  }

  /** A deadline that is moved; it stays within the longest delay from now. */
  static long moved(long deadline, Duration by, long now) {
    return now + cut(deadline - now + cut(nanos(by)));
  }

  private static long cut(long nanos) {
    return Math.max(-LONGEST_NANOS, Math.min(nanos, LONGEST_NANOS));
  }

  /** Both together, or the longest duration there is. */
  static Duration sum(Duration first, Duration second) {
    try {
      return first.plus(second);
    } catch (ArithmeticException huge) {
      return Duration.ofSeconds(second.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE);
    }
  }
}
