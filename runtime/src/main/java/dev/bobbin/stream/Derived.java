package dev.bobbin.stream;

import dev.bobbin.Task;
import dev.bobbin.internal.Routine;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Gives some of another iterator's elements, or what is made of them; nothing is asked for before
 * it is asked itself. When it ends, for whatever reason, the other one is closed.
 */
abstract class Derived<S, T> implements AsyncIterator<T> {

  final AsyncIterator<S> source;
  private @Nullable Task<Boolean> asking;
  private @Nullable T element;
  private boolean found;
  private boolean ended;

  Derived(AsyncIterator<S> source) {
    this.source = source;
  }

  /** Asks the source. */
  Task<Boolean> ask() {
    return source.hasNext();
  }

  /** Whether the source is needed no more, though it may have elements. */
  boolean isEnough() {
    return false;
  }

  /** Calls {@link #give} with what is made of the element, or does not. */
  abstract void accept(S item) throws Exception;

  final void give(T made) {
    element = made;
    found = true;
  }

  @Override
  public final Task<Boolean> hasNext() {
    requireIdle();
    if (found || ended) {
      return Task.of(found);
    }
    asking = new Asking().start();
    return asking;
  }

  @Override
  @SuppressWarnings("NullAway") // found: T may be a type with null
  public final T next() {
    if (!found) {
      throw new NoSuchElementException("hasNext() did not give true: await it before each next()");
    }
    T given = element;
    found = false;
    element = null;
    return given;
  }

  @Override
  public final Task<Void> closeAsync() {
    requireIdle();
    ended = true;
    return source.closeAsync();
  }

  private void requireIdle() {
    if (asking != null && !asking.isDone()) {
      throw new IllegalStateException(
          "hasNext() is under way: an iterator is used by one task at a time");
    }
  }

  private final class Asking extends Routine<Boolean> {

    private @Nullable Throwable failure;

    Asking() {
      super("AsyncStream.hasNext");
    }

    Task<Boolean> start() {
      return begin();
    }

    @Override
    @SuppressWarnings("unchecked")
    protected @Nullable CompletionStage<?> step(int at, @Nullable Object arrived) throws Throwable {
      if (at == 2) {
        return failure == null ? Task.of(false) : Task.failed(failure);
      }
      if (at == 1 && !Boolean.TRUE.equals(arrived)) {
        ended = true;
        return Task.of(false);
      }
      if (at == 1) {
        accept(source.next());
        if (found) {
          return Task.of(true);
        }
      }
      if (isEnough()) {
        ended = true;
        return await(Merged.closed(source), 2);
      }
      return await(ask(), 1);
    }

    /** The failure goes out when the source is closed. */
    @Override
    protected @Nullable CompletionStage<?> failed(int at, Throwable thrown) throws Throwable {
      if (at == 2) {
        if (failure != null && failure != thrown) {
          failure.addSuppressed(thrown);
          throw failure;
        }
        throw thrown;
      }
      ended = true;
      failure = thrown;
      return await(Merged.closed(source), 2);
    }
  }
}
