package dev.bobbin.stream;

import dev.bobbin.Promise;
import dev.bobbin.Task;
import dev.bobbin.WaitingLine;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** A wait inside of a stream, of one side for the other. */
class Signal<T> extends Promise<T> {

  private final @Nullable Task<?> worker;
  private @Nullable CancellationException request;

  Signal(WaitingLine<?> line) {
    this(line, null);
  }

  /** With the task that is asked to cancel when this wait is. */
  Signal(WaitingLine<?> line, @Nullable Task<?> worker) {
    super(line);
    this.worker = worker;
  }

  final void give(@Nullable T value) {
    complete(value);
  }

  final void refuse(Throwable failure) {
    fail(failure);
  }

  /** The request to cancel that went on to the worker, if any; of two the first counts. */
  final @Nullable CancellationException request() {
    return request;
  }

  final @Nullable Task<?> asker() {
    return awaitedBy();
  }

  @Override
  protected final void passesOn(CancellationException cancellation) {
    if (request == null) {
      request = cancellation;
    }
  }

  @Override
  protected final @Nullable Task<?> worker() {
    return worker;
  }
}
