package dev.bobbin.sync;

import dev.bobbin.WaitingLine;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** A wait for room in a queue, with the item. */
class Putting<T> extends Wait<Void> {

  private @Nullable T item;

  Putting(WaitingLine<Putting<T>> line, T item) {
    super(line);
    this.item = item;
  }

  final T item() {
    return Objects.requireNonNull(item);
  }

  /** The queue, or a taker, has the item. */
  @SuppressWarnings("NullAway") // a Task<Void> has no value but null
  void accepted() {
    succeed(null);
    item = null;
  }

  @Override
  protected void withdraw(CancellationException cancellation) {
    item = null;
    super.withdraw(cancellation);
  }
}
