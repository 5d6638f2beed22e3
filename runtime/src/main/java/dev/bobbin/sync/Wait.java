package dev.bobbin.sync;

import dev.bobbin.Promise;
import dev.bobbin.Task;
import dev.bobbin.WaitingLine;
import org.jspecify.annotations.Nullable;

/** A place in a line of this package. */
class Wait<T> extends Promise<T> {

  Wait(WaitingLine<?> line) {
    super(line);
  }

  /** Who goes on when this is over. */
  final @Nullable Task<?> waiter() {
    return awaitedBy();
  }

  final void succeed(T value) {
    complete(value);
  }

  void refuse(Throwable failure) {
    fail(failure);
  }
}
