package dev.bobbin.sync;

import dev.bobbin.Task;
import dev.bobbin.internal.Routine;
import dev.bobbin.stream.AsyncIterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Takes what is put into a queue, until the queue is closed and empty. */
final class QueueIterator<T> implements AsyncIterator<T> {

  private final AsyncQueue<T> queue;

  /** Taken, and not given to anybody yet. */
  private @Nullable T item;

  private @Nullable Task<Boolean> asking;

  QueueIterator(AsyncQueue<T> queue) {
    this.queue = queue;
  }

  @Override
  public Task<Boolean> hasNext() {
    if (asking != null && !asking.isDone()) {
      throw new IllegalStateException(
          "hasNext() is under way: an iterator is asked by one task at a time; each may have its"
              + " own iterator of a queue");
    }
    if (item != null) {
      return Task.of(true);
    }
    asking = new Asking().start();
    return asking;
  }

  @Override
  public T next() {
    T given = item;
    if (given == null) {
      throw new NoSuchElementException("hasNext() did not give true: await it before each next()");
    }
    item = null;
    return given;
  }

  private final class Asking extends Routine<Boolean> {

    Asking() {
      super("AsyncQueue.iterator");
    }

    Task<Boolean> start() {
      return begin();
    }

    @Override
    @SuppressWarnings("unchecked")
    protected @Nullable CompletionStage<?> step(int at, @Nullable Object arrived) {
      if (at == 0) {
        return await(queue.take(), 1);
      }
      item = (T) arrived;
      return Task.of(true);
    }

    @Override
    protected CompletionStage<?> failed(int at, Throwable failure) throws Throwable {
      if (failure instanceof QueueClosedException) {
        return Task.of(false);
      }
      throw failure;
    }
  }
}
