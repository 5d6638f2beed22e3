package dev.bobbin;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * A block of an async method whose awaits can be interrupted: those in the method that opened it,
 * its owner, throw the scope's own exception, and what they await sees a cancellation. Confined to
 * its loop's thread.
 */
abstract sealed class Scope implements Timed permits GroupScope, DeadlineScope {

  final LoopCore loop;
  final Coroutine<?> owner;

  /** What the same owner opened before. */
  @Nullable Scope outer;

  final ScopeCancellation.Link link = new ScopeCancellation.Link();
  private int place = -1;

  Scope(Coroutine<?> owner) {
    this.loop = owner.home();
    this.owner = owner;
    this.link.scope = this;
  }

  /** Whether the owner's next await that suspends is to be interrupted. */
  abstract boolean interrupts();

  /** What an interrupted await of the owner throws. */
  abstract Throwable thrown(CancellationException arrived);

  /** For the cancellation's message. */
  abstract String reason();

  /** Keeps a failure that would otherwise be lost. */
  abstract void suppress(Throwable failure);

  /** An outer scope of the same owner, or the owner, has ended. */
  abstract void endedFromOutside(String reason);

  final boolean isOpen() {
    return link.scope != null;
  }

  final void leave() {
    link.scope = null;
    loop.timers.remove(this);
    loop.scopes.remove(this);
  }

  /** The owner ends without having closed it. */
  final void abandon() {
    link.scope = null;
    loop.timers.remove(this);
    endedFromOutside("the method that opened " + this + " has ended");
  }

  /** Interrupts the owner, now if it waits, else at its next await that suspends. */
  final void interruptOwner() {
    AbstractTask<?> awaited = owner.waitsFor();
    ScopeCancellation cancellation = new ScopeCancellation(this, reason());
    if (awaited != null) {
      Cancellation.interrupt(owner, awaited, cancellation);
    } else {
      owner.interruptYield(cancellation);
    }
  }

  /** What the owner opened later is inside of this one and ends with it. */
  final void endInner() {
    for (Scope inner = loop.scopes.innermost(owner);
        inner != null && inner != this;
        inner = inner.outer) {
      inner.endedFromOutside(reason());
    }
  }

  final void requireOwner(String call) {
    if (!loop.inLoop() || loop.currentTask() != owner) {
      throw new IllegalStateException(
          call
              + " of "
              + this
              + " is for the method that opened it, "
              + owner
              + ", and was called in "
              + (loop.inLoop() ? loop.currentTask() : Thread.currentThread()));
    }
  }

  @Override
  public final int place() {
    return place;
  }

  @Override
  public final void place(int newPlace) {
    place = newPlace;
  }
}
