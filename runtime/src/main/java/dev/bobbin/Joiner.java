package dev.bobbin;

import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a {@link TaskGroup} makes of its forks: when it has seen enough of them, and what its join
 * gives. The same as {@code StructuredTaskScope.Joiner} of JDK 25, for tasks. A joiner serves one
 * group; all its methods are called on the loop's thread and must not wait.
 *
 * @param <T> what the forks give
 * @param <R> what the join gives
 */
public interface Joiner<T, R> {

  /**
   * Called once for each fork before it is begun. An exception is thrown by {@code fork}, and the
   * operation is not begun.
   *
   * @return true if nothing more is needed: the group's forks are cancelled, and this one, too
   */
  default boolean onFork(Task<? extends T> task) {
    return false;
  }

  /**
   * Called once for each fork that was begun when it has ended, in the order in which they end. An
   * exception is a failure of the group.
   *
   * @return true if nothing more is needed: the forks that are left are cancelled
   */
  default boolean onComplete(Task<? extends T> task) {
    return false;
  }

  /**
   * Called once, when all forks have ended, for the value of the join. An exception is the cause of
   * the {@link TaskGroup.FailedException} that the join throws.
   */
  R result() throws Throwable;

  /**
   * Waits for all; the first failure cancels the rest and is the group's. Gives the forks in their
   * order; one that was cancelled on its own is no failure, and among them.
   */
  static <T> Joiner<T, Stream<Task<T>>> allSuccessfulOrThrow() {
    return new Joiners.AllSuccessful<>();
  }

  /** The same without a result: keeps nothing of a fork that has ended. */
  static <T> Joiner<T, Void> awaitAllSuccessfulOrThrow() {
    return new Joiners.AwaitAllSuccessful<>();
  }

  /**
   * The first success, which cancels the rest. If there is none, the group fails with the first
   * failure, the others suppressed; without forks with NoSuchElementException.
   */
  static <T> Joiner<T, T> anySuccessfulResultOrThrow() {
    return new Joiners.AnySuccessful<>();
  }

  /**
   * Waits for all, whatever becomes of them: a supervisor. Keeps nothing of a fork that has ended.
   */
  static <T> Joiner<T, Void> awaitAll() {
    return new Joiners.AwaitAll<>();
  }

  /** All forks in their order, once they have ended or the predicate was true of one of them. */
  static <T> Joiner<T, Stream<Task<T>>> allUntil(Predicate<? super Task<? extends T>> isEnough) {
    return new Joiners.AllUntil<>(isEnough);
  }
}
