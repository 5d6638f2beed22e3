package dev.bobbin;

import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Ends as another task does, but is cancelled without it. */
final class ShieldTask<T> extends AbstractTask<T> {

  private final AbstractTask<T> inner;

  private ShieldTask(LoopCore loop, AbstractTask<T> inner) {
    super(loop.context());
    this.inner = inner;
  }

  static <T> Task<T> around(CompletionStage<T> stage) {
    AbstractTask<T> inner = AbstractTask.of(stage);
    if (inner.isDone()) {
      return inner;
    }
    LoopCore loop = CurrentLoop.require();
    ShieldTask<T> shield = new ShieldTask<>(loop, inner.on(loop));
    shield.inner.addWaiter(shield);
    return shield;
  }

  @Override
  boolean acceptCancel(CancellationException cancellation, ArrayDeque<AbstractTask<?>> onward) {
    if (inner.isDone()) {
      return false; // its outcome is on the way
    }
    if (isGuarded()) {
      inner.removeWaiter(this);
    }
    complete(DONE | FAILED | CANCELLED, cancellation);
    return true;
  }

  /** Whether a shield that was given up before is there to tell of the failure. */
  private boolean isGuarded() {
    for (Waiter waiter = inner.firstWaiter(); waiter != null; waiter = waiter.next) {
      if (waiter instanceof ShieldTask<?> shield && shield.isDone()) {
        return true;
      }
    }
    return false;
  }

  @Override
  @Nullable Waiter step() {
    if (!isDone()) {
      return finishAs(inner);
    }
    if (inner.isFailed() && !inner.isCancelled()) {
      // Nobody waits any more: the failure must not get lost.
      home().report(inner, (Throwable) Objects.requireNonNull(inner.outcome));
    }
    return null;
  }

  /** One that was given up is still there only to tell of a failure. */
  @Override
  @Nullable AbstractTask<?> waitingTask() {
    return isDone() ? null : this;
  }

  @Override
  String describe() {
    return "shield";
  }
}
