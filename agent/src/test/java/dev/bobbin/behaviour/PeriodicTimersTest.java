package dev.bobbin.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.TimerHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callbacks that come again and again. */
@Timeout(60)
class PeriodicTimersTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final List<Long> runs = new ArrayList<>();

  @Test
  @Covers("T8")
  void fixedRateRunsOnceAPeriodAndMakesUpForLateRuns() {
    try (var cranked = new CrankedLoop()) {
      cranked.loop.scheduleAtFixedRate(SECOND, SECOND.multipliedBy(2), () -> note(cranked));
      cranked.advance(SECOND);
      cranked.advance(SECOND);
      assertEquals(List.of(1L), runs);
      cranked.advance(SECOND);
      assertEquals(List.of(1L, 3L), runs);
      cranked.advance(SECOND.multipliedBy(5));
      assertEquals(List.of(1L, 3L, 8L, 8L), runs, "due at 5 and 7");
    }
  }

  @Test
  @Covers("T8")
  void fixedDelayPausesFromTheEndOfARunToTheNext() {
    try (var cranked = new CrankedLoop()) {
      cranked.loop.scheduleWithFixedDelay(
          SECOND,
          SECOND,
          () -> {
            note(cranked);
            cranked.ticker.advance(SECOND);
          });
      cranked.advance(SECOND);
      assertEquals(List.of(1L), runs);
      cranked.advance(SECOND);
      assertEquals(List.of(1L, 3L), runs);
    }
  }

  @Test
  @Covers("T8")
  void runThatThrowsIsTheLastAndReported() {
    try (var cranked = new CrankedLoop()) {
      var failure = new IllegalStateException("tick");
      TimerHandle handle =
          cranked.loop.scheduleAtFixedRate(
              SECOND,
              SECOND,
              () -> {
                note(cranked);
                throw failure;
              });
      cranked.advance(SECOND);
      cranked.advance(SECOND);
      assertEquals(List.of(1L), runs);
      assertEquals(1, cranked.reports.size());
      assertSame(failure, cranked.reports.get(0).failure());
      assertFalse(handle.cancel(), "it has ended");
    }
  }

  @Test
  @Covers({"T8", "L3"})
  void cancelledInItsOwnRunItDoesNotComeAgain() {
    try (var cranked = new CrankedLoop()) {
      var handle = new AtomicReference<TimerHandle>();
      handle.set(
          cranked.loop.scheduleAtFixedRate(
              SECOND,
              SECOND,
              () -> {
                note(cranked);
                assertTrue(handle.get().cancel());
              }));
      cranked.advance(SECOND);
      cranked.advance(SECOND);
      assertEquals(List.of(1L), runs);
    }
  }

  @Test
  @Covers("T8")
  void periodThatIsNotPositiveIsRefused() {
    try (var cranked = new CrankedLoop()) {
      Runnable nothing = () -> {};
      assertThrows(
          IllegalArgumentException.class,
          () -> cranked.loop.scheduleAtFixedRate(SECOND, Duration.ZERO, nothing));
      assertThrows(
          IllegalArgumentException.class,
          () -> cranked.loop.scheduleWithFixedDelay(SECOND, SECOND.negated(), nothing));
    }
  }

  private void note(CrankedLoop cranked) {
    runs.add(cranked.loop.nanoTime() / SECOND.toNanos());
  }
}
