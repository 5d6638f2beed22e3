package dev.bobbin.sync;

import dev.bobbin.Task;
import dev.bobbin.WaitingLine;

/**
 * Something that has happened or not, for tasks to wait for: the counterpart of {@code
 * asyncio.Event}. It may be cleared and set again; what happens once is a {@link
 * java.util.concurrent.CompletableFuture} as well.
 *
 * <p>{@link #set} wakes all who wait, in the order in which they came, even if {@link #clear}
 * follows before they have gone on. A task that comes after {@code set} does not wait at all, and
 * so may go on before those that were woken and stand in the loop's queue. An event serves the
 * tasks of one loop, and is used on that loop's thread.
 */
public final class AsyncEvent {

  private final WaitingLine<Wait<Void>> line = new WaitingLine<>(this, "await");
  private boolean set;

  /** An event that has not happened yet. */
  public AsyncEvent() {}

  /** Wakes all who wait; who comes later need not wait. */
  @SuppressWarnings("NullAway") // a Task<Void> has no value but null
  public void set() {
    line.enter();
    set = true;
    for (Wait<Void> next = line.first(); next != null; next = line.first()) {
      next.succeed(null);
    }
  }

  /** From now on tasks wait again. */
  public void clear() {
    line.enter();
    set = false;
  }

  /** Whether it has happened, and was not cleared since. */
  public boolean isSet() {
    return set;
  }

  /** Waits until the event is set; done at once if it is. */
  public Task<Void> await() {
    line.enter();
    return set ? Task.done() : new Wait<>(line);
  }

  @Override
  public String toString() {
    return "AsyncEvent[" + (set ? "set" : "not set") + ", " + line.size() + " waiting]";
  }
}
