package dev.bobbin.stream;

import dev.bobbin.AsyncConsumer;
import dev.bobbin.Task;
import dev.bobbin.internal.Routine;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes all elements one by one; whatever it ends with, the iterator is closed first. */
final class Consuming<T, R> extends Routine<R> {

  private static final int ASKED = 1;
  private static final int TAKEN = 2;
  private static final int CLOSED = 3;

  private final AsyncIterator<T> source;
  private final AsyncConsumer<? super T> consumer;
  private final Supplier<R> result;
  private @Nullable Throwable failure;

  Consuming(AsyncIterator<T> source, AsyncConsumer<? super T> consumer, Supplier<R> result) {
    super("AsyncStream.collect");
    this.source = source;
    this.consumer = consumer;
    this.result = result;
  }

  Task<R> start() {
    return begin();
  }

  @Override
  protected @Nullable CompletionStage<?> step(int at, @Nullable Object arrived) throws Throwable {
    if (at == CLOSED) {
      return failure == null ? Task.of(result.get()) : Task.failed(failure);
    }
    if (at != ASKED) {
      return await(source.hasNext(), ASKED);
    }
    return Boolean.TRUE.equals(arrived)
        ? await(
            Objects.requireNonNull(
                consumer.accept(source.next()), "the operation returned null instead of a stage"),
            TAKEN)
        : await(Merged.closed(source), CLOSED);
  }

  @Override
  protected @Nullable CompletionStage<?> failed(int at, Throwable thrown) throws Throwable {
    if (at == CLOSED) {
      if (failure != null && failure != thrown) {
        failure.addSuppressed(thrown);
        throw failure;
      }
      throw thrown;
    }
    failure = thrown;
    return await(Merged.closed(source), CLOSED);
  }
}
