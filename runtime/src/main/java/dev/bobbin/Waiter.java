package dev.bobbin;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * What goes on when something happens: it waits in the list of a task, then in the loop's ready
 * queue. Confined to its loop's thread.
 */
abstract class Waiter {

  /** The one that began to wait for the same task just before this one. */
  @Nullable Waiter next;

  /**
   * Goes on.
   *
   * @return who continues in the same step because this one's end is all it waited for, or null
   */
  abstract @Nullable Waiter step();

  /** The loop is closed, and what this waits for will never happen; for waiters from outside it. */
  void stranded() {}

  /** What it waits for is about to end without having seen this request to cancel. */
  void unseen(CancellationException request) {}

  /** The task that goes on with this waiter, for dumps; null if it is none. */
  @Nullable AbstractTask<?> waitingTask() {
    return null;
  }

  /** The task that gets to see a failure by way of this waiter, for stack traces. */
  @Nullable AbstractTask<?> servedTask() {
    return waitingTask();
  }

  /** The same list from its other end. */
  static @Nullable Waiter turnRound(@Nullable Waiter newest) {
    Waiter oldest = null;
    Waiter waiter = newest;
    while (waiter != null) {
      Waiter older = waiter.next;
      waiter.next = oldest;
      oldest = waiter;
      waiter = older;
    }
    return oldest;
  }
}
