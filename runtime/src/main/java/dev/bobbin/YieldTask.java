package dev.bobbin;

import java.util.ArrayDeque;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** A wait for one turn: it stands in the ready queue itself. */
final class YieldTask extends AbstractTask<Void> {

  /** For {@link Coroutine}, which shares it. */
  YieldTask() {
    super(null);
  }

  YieldTask(LoopCore loop) {
    super(loop.context());
  }

  @Override
  boolean acceptCancel(CancellationException cancellation, ArrayDeque<AbstractTask<?>> onward) {
    complete(DONE | FAILED | CANCELLED, cancellation);
    return true;
  }

  @Override
  @Nullable Waiter step() {
    return isDone() ? null : finish(DONE, null);
  }

  @Override
  String describe() {
    return "yield";
  }
}
