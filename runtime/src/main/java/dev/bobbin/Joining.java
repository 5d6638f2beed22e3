package dev.bobbin;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Blocks a thread until a task is done; never the task's own loop. */
final class Joining {

  private Joining() {}

  static void awaitInterruptibly(AbstractTask<?> task) throws InterruptedException {
    if (!task.isDone()) {
      try {
        signal(task).get();
      } catch (ExecutionException e) {
        throw new AssertionError("the signal has no failure", e);
      }
      checkEnded(task);
    }
  }

  static void await(AbstractTask<?> task, long timeout, TimeUnit unit)
      throws InterruptedException, TimeoutException {
    if (!task.isDone()) {
      try {
        signal(task).get(timeout, unit);
      } catch (ExecutionException e) {
        throw new AssertionError("the signal has no failure", e);
      }
      checkEnded(task);
    }
  }

  /** An interrupt is thrown as undeclared InterruptedException, as everything that await throws. */
  static void await(AbstractTask<?> task) {
    try {
      awaitInterruptibly(task);
    } catch (InterruptedException interrupted) {
      throw Failures.sneaky(interrupted);
    }
  }

  /** For a close that is about to block; in async code it would have been woven into an await. */
  static void requireNoLoop(AsyncCloseable closed) {
    LoopCore loop = CurrentLoop.get();
    if (loop != null) {
      throw new IllegalStateException(
          "close() of "
              + closed
              + " would block "
              + loop
              + ": close it in a method that is @Async or in a lambda that awaits, where close() is"
              + " an await, or use closeAsync()");
    }
  }

  private static CompletableFuture<?> signal(AbstractTask<?> task) {
    if (task.home().wouldWaitForItself()) {
      throw new IllegalStateException(
          "waiting for " + task + " on its own loop would never end: use await(task)");
    }
    return task.toCompletableFuture().handle((value, failure) -> failure);
  }

  private static void checkEnded(AbstractTask<?> task) {
    if (!task.isDone()) {
      throw new IllegalStateException(task + " will never end: its loop is closed");
    }
  }
}
