package dev.bobbin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DelaysTest {

  private static final Duration LONGEST = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
  private static final Duration MOST_NEGATIVE = Duration.ofSeconds(Long.MIN_VALUE);

  @Test
  void durationsOutsideOfTheRangeAreCut() {
    assertEquals(1_000_000, Delays.nanos(Duration.ofMillis(1)));
    assertEquals(Long.MAX_VALUE, Delays.nanos(LONGEST));
    assertEquals(Long.MIN_VALUE, Delays.nanos(MOST_NEGATIVE));
  }

  @Test
  void aDeadlineIsNeverInThePast() {
    assertEquals(7, Delays.deadline(7, Duration.ZERO));
    assertEquals(7, Delays.deadline(7, Duration.ofNanos(-1)));
    assertEquals(7, Delays.deadline(7, MOST_NEGATIVE));
    assertEquals(8, Delays.deadline(7, Duration.ofNanos(1)));
  }

  @Test
  void theLongestDelayIsInTheFutureWhereverTheClockStands() {
    for (long now : new long[] {0, Long.MIN_VALUE, Long.MAX_VALUE - 1, -5}) {
      long deadline = Delays.deadline(now, LONGEST);
      assertTrue(deadline - now > 0, "now is " + now);
      long overdue = now - Duration.ofDays(365).toNanos();
      assertTrue(deadline - overdue > 0, "now is " + now);
    }
  }

  @Test
  void aDeadlineIsMovedWithoutOverflow() {
    for (long now : new long[] {0, Long.MIN_VALUE, Long.MAX_VALUE - 1, -5}) {
      assertEquals(now + 5, Delays.moved(now + 7, Duration.ofNanos(-2), now));
      long moved = Delays.deadline(now, LONGEST);
      for (int i = 0; i < 3; i++) {
        moved = Delays.moved(moved, LONGEST, now);
      }
      assertEquals(Delays.LONGEST_NANOS, moved - now);
      assertEquals(0, Delays.moved(moved, MOST_NEGATIVE, now) - now);
    }
    assertEquals(Duration.ofMillis(3), Delays.sum(Duration.ofMillis(1), Duration.ofMillis(2)));
    assertTrue(Delays.sum(LONGEST, Duration.ofSeconds(1)).compareTo(Duration.ofDays(1)) > 0);
    assertTrue(Delays.sum(MOST_NEGATIVE, Duration.ofSeconds(-1)).isNegative());
  }

  @Test
  void aPeriodHasToBePositive() {
    assertEquals(1, Delays.positiveNanos(Duration.ofNanos(1)));
    assertTrue(Delays.positiveNanos(LONGEST) > 0);
    for (Duration period : new Duration[] {Duration.ZERO, Duration.ofNanos(-1), MOST_NEGATIVE}) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> Delays.positiveNanos(period))
              .getMessage();
      assertEquals(period + " is not positive", message);
    }
  }
}
