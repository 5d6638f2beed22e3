package dev.bobbin;

import java.util.ArrayDeque;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * A wait for something that other code of the loop brings about, and the place in the {@link
 * WaitingLine} of those who wait for it: one object for both. Public only because the primitives,
 * which are in other packages, extend it; not for users.
 *
 * <p>All of it belongs to the loop's thread. Whoever awaits it resumes through the ready queue,
 * never on the stack of who completes it. A cancellation takes it out of the line, unless it is
 * complete already: what has arrived is not lost.
 *
 * @hidden
 */
public non-sealed class Promise<T> extends AbstractTask<T> {

  /** Null once the wait is over. */
  private @Nullable WaitingLine<?> line;

  /** Its neighbours in the line; the one behind is {@link #next}, as it waits for no task. */
  @Nullable Promise<?> previous;

  /**
   * Begins to wait, at the end of the line.
   *
   * @throws IllegalStateException if no loop runs on this thread, or tasks of another one stand in
   *     the line
   */
  @SuppressWarnings("this-escape") // the line links it and calls nothing
  protected Promise(WaitingLine<?> line) {
    this(line, CurrentLoop.require());
  }

  @SuppressWarnings("this-escape")
  private Promise(WaitingLine<?> line, LoopCore loop) {
    super(loop.rootContext); // nothing runs in it that could see more
    line.add(this, loop);
    this.line = line;
  }

  /** Ends the wait with a value. */
  protected final void complete(@Nullable T value) {
    requirePending();
    complete(DONE, value);
  }

  /** Ends the wait with a failure. */
  protected final void fail(Throwable failure) {
    requirePending();
    complete(kindOf(failure), failure);
  }

  /** It would put the loop's queue out of order, so it is checked in all modes. */
  private void requirePending() {
    if (isDone()) {
      throw new IllegalStateException(this + " is over");
    }
    if (!home().isHere()) {
      throw new IllegalStateException(
          this
              + " waits on "
              + home()
              + " and was woken on thread "
              + Thread.currentThread().getName()
              + ": get there with loop.execute(...)");
    }
  }

  /** Leaves its line for the end of another one. */
  protected final void moveTo(WaitingLine<?> other) {
    leave();
    other.add(this, home());
    line = other;
  }

  /** Whether it still stands in its line. */
  protected final boolean isWaiting() {
    return line != null;
  }

  /** Steps out of its line without an outcome: nobody waits any more. */
  protected final void leave() {
    WaitingLine<?> left = line;
    if (left != null) {
      line = null;
      left.remove(this);
    }
  }

  /** A cancellation arrives while it waits; by default the wait ends with it. */
  protected void withdraw(CancellationException cancellation) {
    fail(cancellation);
  }

  /** The task that brings about what this waits for: a cancellation travels on to it. */
  protected @Nullable Task<?> worker() {
    return null;
  }

  /** A cancellation of this wait travels on to its worker. */
  protected void passesOn(CancellationException cancellation) {}

  /** A request that found nothing to interrupt waits for the next suspending await of who asked. */
  protected static void giveBack(CancellationException request, @Nullable Task<?> asker) {
    AbstractTask<?> task = (AbstractTask<?>) asker;
    if (task != null && !task.isDone() && (task.state & CANCEL_REQUESTED) != 0) {
      task.home().cancellations.keep(task, request);
    }
  }

  /** The task that has to give way, for dumps. */
  protected @Nullable Task<?> holder() {
    return null;
  }

  /** The task that goes on when this is over; the first of several, null if there is none yet. */
  protected final @Nullable Task<?> awaitedBy() {
    Waiter oldest = null;
    for (Waiter at = firstWaiter(); at != null; at = at.next) {
      oldest = at;
    }
    return oldest == null ? null : oldest.waitingTask();
  }

  @Override
  final void released() {
    leave();
  }

  @Override
  final @Nullable AbstractTask<?> waitsFor() {
    return (AbstractTask<?>) worker();
  }

  @Override
  final boolean acceptCancel(
      CancellationException cancellation, ArrayDeque<AbstractTask<?>> onward) {
    withdraw(cancellation);
    return true;
  }

  @Override
  final @Nullable Waiter step() {
    throw new AssertionError("a promise runs no code");
  }

  @Override
  final Object reason() {
    WaitingLine<?> at = line;
    return at == null ? this : at;
  }

  @Override
  final String describe() {
    WaitingLine<?> at = line;
    return at == null ? "wait" : at.toString();
  }
}
