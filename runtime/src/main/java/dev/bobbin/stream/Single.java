package dev.bobbin.stream;

import dev.bobbin.AsyncFunction;
import dev.bobbin.Task;
import dev.bobbin.internal.Routine;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The one value of an async call. */
final class Single<A, T> implements AsyncIterator<T> {

  private final A argument;
  private final AsyncFunction<? super A, T> function;
  private @Nullable T value;
  private boolean called;
  private boolean found;

  Single(A argument, AsyncFunction<? super A, T> function) {
    this.argument = argument;
    this.function = function;
  }

  @Override
  public Task<Boolean> hasNext() {
    if (called) {
      return Task.of(found);
    }
    called = true;
    return new Call().start();
  }

  @Override
  @SuppressWarnings("NullAway") // found: T may be a type with null
  public T next() {
    if (!found) {
      throw new NoSuchElementException("hasNext() did not give true: await it before each next()");
    }
    found = false;
    return value;
  }

  private final class Call extends Routine<Boolean> {

    Call() {
      super("AsyncStream.mapAsync");
    }

    Task<Boolean> start() {
      return begin();
    }

    @Override
    @SuppressWarnings("unchecked")
    protected @Nullable CompletionStage<?> step(int at, @Nullable Object arrived) throws Throwable {
      if (at == 0) {
        return await(
            Objects.requireNonNull(
                function.apply(argument), "the function returned null instead of a stage"),
            1);
      }
      value = (T) arrived;
      found = true;
      return Task.of(true);
    }
  }
}
