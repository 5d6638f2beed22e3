package dev.bobbin;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class FailuresTest {

  private static final IOException DISK = new IOException("disk");

  @Test
  void peelTakesOffAllLayersOfFutures() {
    assertSame(DISK, Failures.peel(new CompletionException(new ExecutionException(DISK))));
  }

  @Test
  void peelLeavesAnExceptionThatIsNoLayer() {
    var own = new IllegalStateException(DISK);
    assertSame(own, Failures.peel(own));
    assertSame(own, Failures.peel(new CompletionException(own)));
  }

  @Test
  void peelLeavesALayerWithNothingInside() {
    var empty = new CompletionException("no cause", null);
    assertSame(empty, Failures.peel(empty));
  }

  @Test
  void sneakyThrowsTheObjectItself() {
    assertSame(
        DISK,
        assertThrows(
            IOException.class,
            () -> {
              throw Failures.sneaky(DISK);
            }));
  }

  @Test
  void suppressKeepsTheOtherException() {
    var failure = new IllegalStateException();

    Failures.suppress(failure, DISK);

    assertArrayEquals(new Throwable[] {DISK}, failure.getSuppressed());
  }

  @Test
  void suppressIgnoresNothingAndTheExceptionItself() {
    var failure = new IllegalStateException();

    Failures.suppress(failure, null);
    Failures.suppress(failure, failure);

    assertEquals(0, failure.getSuppressed().length);
  }

  @Test
  void suppressAddsNothingThatIsThereAlready() {
    var wraps = new IllegalStateException(new RuntimeException(DISK));
    Failures.suppress(wraps, DISK);
    assertEquals(0, wraps.getSuppressed().length);

    var failure = new IllegalStateException();
    Failures.suppress(failure, DISK);
    Failures.suppress(failure, DISK);
    assertEquals(1, failure.getSuppressed().length);
  }

  @Test
  void suppressMakesNoCircle() {
    var inner = new IllegalStateException();
    var outer = new RuntimeException(inner);

    Failures.suppress(inner, outer);

    assertEquals(0, inner.getSuppressed().length);
  }

  @Test
  void onlyACancellationIsOne() {
    assertTrue(Failures.isCancellation(new CancellationException()));
    assertFalse(Failures.isCancellation(DISK));
    assertFalse(Failures.isCancellation(null));
  }
}
