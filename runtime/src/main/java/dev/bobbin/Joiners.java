package dev.bobbin;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The joiners that come with Bobbin. */
final class Joiners {

  private Joiners() {}

  /** The group itself keeps the failures of a joiner that fails fast. */
  static final class AwaitAllSuccessful<T> implements Joiner<T, Void>, FailFast {
    @Override
    @SuppressWarnings("NullAway") // there is no value of Void but null
    public Void result() {
      return null;
    }
  }

  static final class AllSuccessful<T> extends Listing<T> implements FailFast {}

  static final class AwaitAll<T> implements Joiner<T, Void> {
    @Override
    @SuppressWarnings("NullAway") // there is no value of Void but null
    public Void result() {
      return null;
    }
  }

  static final class AllUntil<T> extends Listing<T> {
    private final Predicate<? super Task<? extends T>> isEnough;

    AllUntil(Predicate<? super Task<? extends T>> isEnough) {
      this.isEnough = Objects.requireNonNull(isEnough, "isEnough");
    }

    @Override
    public boolean onComplete(Task<? extends T> task) {
      return isEnough.test(task);
    }
  }

  /** Keeps the forks in their order. */
  private abstract static class Listing<T> implements Joiner<T, Stream<Task<T>>> {
    private final List<Task<T>> tasks = new ArrayList<>();

    @Override
    @SuppressWarnings("unchecked") // a task only gives values
    public final boolean onFork(Task<? extends T> task) {
      tasks.add((Task<T>) task);
      return false;
    }

    @Override
    public final Stream<Task<T>> result() {
      return tasks.stream();
    }
  }

  static final class AnySuccessful<T> implements Joiner<T, T> {
    private @Nullable Task<? extends T> winner;
    private final List<Throwable> failures = new ArrayList<>();

    @Override
    public boolean onComplete(Task<? extends T> task) {
      AbstractTask<?> ended = (AbstractTask<?>) task;
      if (winner != null) {
        return true;
      }
      if (ended.isFailed()) {
        failures.add((Throwable) Objects.requireNonNull(ended.outcome));
        return false;
      }
      winner = task;
      failures.clear();
      return true;
    }

    @Override
    public T result() {
      if (winner != null) {
        return winner.resultNow();
      }
      if (failures.isEmpty()) {
        throw new NoSuchElementException("nothing was forked, so there is no result");
      }
      var failed = new TaskGroup.FailedException(failures.get(0));
      failures.stream().skip(1).distinct().forEach(failed::addSuppressed);
      throw failed;
    }
  }
}
