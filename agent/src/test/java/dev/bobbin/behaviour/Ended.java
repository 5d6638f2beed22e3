package dev.bobbin.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Task;
import java.util.concurrent.CancellationException;

/**
 * What tasks that have ended ended with; for use outside async code, where {@link Outcome} is not.
 */
final class Ended {
  private Ended() {}

  static Throwable failureOf(Task<?> task) {
    return failureOf(task, Throwable.class);
  }

  static <X extends Throwable> X failureOf(Task<?> task, Class<X> type) {
    assertDone(task);
    return assertThrows(type, task::join);
  }

  static boolean failed(Task<?> task, Class<? extends Throwable> type) {
    try {
      task.join();
      return false;
    } catch (Throwable failure) {
      return type.isInstance(failure);
    }
  }

  static void assertCancelled(Task<?> task) {
    failureOf(task, CancellationException.class);
    assertTrue(task.isCancelled(), () -> task + " is not cancelled");
  }

  static <T> void assertValue(T expected, Task<? extends T> task) {
    assertDone(task);
    assertEquals(expected, task.join());
  }

  private static void assertDone(Task<?> task) {
    assertTrue(task.isDone(), () -> task + " is not done");
  }
}
