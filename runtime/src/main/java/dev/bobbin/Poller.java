package dev.bobbin;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a loop waits once it has channels: it wakes up for them as for timers and mail. Public only
 * because channels are in another package; not for users.
 *
 * <p>All methods but {@link #wakeUp} are called on the loop's thread.
 *
 * @hidden
 */
public abstract class Poller {

  private final LoopCore loop = CurrentLoop.require();

  protected Poller() {}

  /**
   * The poller of the loop that runs on this thread, made when it is first needed.
   *
   * @throws IllegalStateException if no loop runs here, or it is closed
   */
  protected static Poller current(Supplier<? extends Poller> maker) {
    LoopCore loop = CurrentLoop.require();
    Poller known = loop.door.poller;
    if (known == null) {
      if (loop.shutdown.isClosed()) {
        throw new IllegalStateException(loop + " cannot wait for channels any more");
      }
      known = maker.get();
      loop.door.poller = known;
      loop.attend();
    }
    return known;
  }

  /**
   * Tells the owners of channels that are ready. They note it: no task runs in here.
   *
   * @return whether any was
   */
  protected abstract boolean poll();

  /**
   * The same, after waiting for one to become ready.
   *
   * @param nanos at most so long; {@link Long#MAX_VALUE} for any time
   */
  protected abstract void await(long nanos);

  /** Ends the wait, or the next one. From any thread. */
  protected abstract void wakeUp();

  /** Whether a channel is waited for. */
  protected abstract boolean isWaiting();

  /** All that was ready has run. */
  protected abstract void turnEnds();

  /** The loop is closed. */
  protected abstract void close();

  /** Whether a host runs the loop's turns, in which nothing may wait. */
  protected final boolean isHosted() {
    return loop.isHosted();
  }

  /** Asks for a turn. From any thread. */
  protected final void requestTurn() {
    loop.wakeHost();
  }

  protected final EventLoop loop() {
    return loop.eventLoop;
  }

  /** Tells the loop's exception handler of a failure that nobody else sees. */
  protected final void report(@Nullable Task<?> task, Throwable failure) {
    loop.report(task, failure);
  }
}
