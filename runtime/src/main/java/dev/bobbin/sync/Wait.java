package dev.bobbin.sync;

import dev.bobbin.Promise;
import dev.bobbin.WaitingLine;

/** A place in a line of this package. */
class Wait<T> extends Promise<T> {

  Wait(WaitingLine<?> line) {
    super(line);
  }

  final void succeed(T value) {
    complete(value);
  }

  void refuse(Throwable failure) {
    fail(failure);
  }
}
