package dev.bobbin;

import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Operations that run side by side inside of a block and end with it. The counterpart of {@code
 * asyncio.TaskGroup}, with the names of JDK 25's {@code StructuredTaskScope}:
 *
 * <pre>{@code
 * try (var group = TaskGroup.<String>open()) {
 *   Task<String> user = group.fork(() -> fetch(userUri));
 *   Task<String> order = group.fork(() -> fetch(orderUri));
 *   await(group.join());
 *   return Task.of(user.resultNow() + order.resultNow());
 * }
 * }</pre>
 *
 * <p>The first fork that fails cancels the others, and the method that opened the group gets {@link
 * FailedException} at the await where it is, join or not, once; then at the join. What that method
 * calls sees a CancellationException only. A fork that was cancelled on its own is no failure. When
 * the block is left, the forks that are still under way are cancelled and waited for; leaving it
 * without having awaited {@link #join} is a mistake and throws IllegalStateException, unless the
 * group has failed or was cancelled, or nothing was forked. A group is opened right in the async
 * method whose block it is, and used on its loop's thread, but for {@link #cancel}.
 *
 * <p>Cancelling the method that opened it cancels the forks when that method joins or leaves the
 * block. If one of them fails, that failure is thrown and the request stays pending. Forks that
 * outlive half of the loop's grace time after their cancellation are cancelled again; after all of
 * it they go to the exception handler, and are still waited for.
 *
 * @param <T> what the forks give
 * @param <R> what the join gives
 */
public final class TaskGroup<T, R> implements AsyncCloseable {

  private final GroupScope<T, R> scope;

  private TaskGroup(GroupScope<T, R> scope) {
    this.scope = scope;
  }

  /**
   * A group that fails with its first failure.
   *
   * @throws IllegalStateException outside of async methods
   */
  public static <T> TaskGroup<T, Void> open() {
    return open(Joiner.<T>awaitAllSuccessfulOrThrow());
  }

  /**
   * A group with the joiner's policy and result.
   *
   * @throws IllegalStateException outside of async methods
   */
  public static <T, R> TaskGroup<T, R> open(Joiner<? super T, ? extends R> joiner) {
    return open(joiner, configuration -> configuration);
  }

  /**
   * The same with a name or a time limit: {@code open(joiner, c -> c.withTimeout(limit))}.
   *
   * @throws IllegalStateException outside of async methods
   */
  public static <T, R> TaskGroup<T, R> open(
      Joiner<? super T, ? extends R> joiner, UnaryOperator<Configuration> configuration) {
    Objects.requireNonNull(joiner, "joiner");
    Configuration chosen = configuration.apply(new Configuration(null, null));
    Coroutine<?> owner = Scopes.opener("TaskGroup.open");
    return new TaskGroup<>(new GroupScope<>(owner, joiner, chosen.name, chosen.limit));
  }

  /**
   * Begins an operation at once, up to its first await that has to wait. May be called by the
   * method that opened the group, by what it calls and by other forks, these also while the group
   * is joined.
   *
   * @return the fork; cancelled, and the operation not begun, if the group was cancelled
   * @throws IllegalStateException if the group has failed, was joined or closed, or if the caller
   *     does not belong to it
   */
  public <U extends T> Task<U> fork(AsyncCallable<U> operation) {
    return scope.fork(Objects.requireNonNull(operation, "operation"));
  }

  /**
   * Ends when all forks have, also when the rest was cancelled. Cancelling it cancels them.
   *
   * @return the joiner's result; it fails with {@link FailedException}, or with {@link
   *     TimeoutException} if the group's time limit is over
   * @throws IllegalStateException if the caller did not open the group
   */
  public Task<R> join() {
    return scope.join();
  }

  /**
   * Cancels the forks and, once, the block: an await there, the join excepted, throws
   * CancellationException. The join and the end of the block are not failures then. Has no effect
   * on a group that has ended. May be called from any thread.
   */
  public void cancel() {
    Task<?> by = Task.current();
    String reason = by == null ? "cancel() was called" : "cancel() was called by " + by.name();
    if (scope.loop.inLoop()) {
      scope.cancel(reason);
    } else {
      scope.loop.door.post(() -> scope.cancel(reason));
    }
  }

  /** Whether its forks are not wanted any more: it has failed, was cancelled, or is closed. */
  public boolean isCancelled() {
    return scope.isAborted();
  }

  /** Cancels what is still under way and ends when that has; see the class for what it throws. */
  @Override
  public Task<Void> closeAsync() {
    return scope.close();
  }

  @Override
  public String toString() {
    return scope.toString();
  }

  /** Settings of a group. */
  public static final class Configuration {

    private final @Nullable String name;
    private final @Nullable Duration limit;

    private Configuration(@Nullable String name, @Nullable Duration limit) {
      this.name = name;
      this.limit = limit;
    }

    /** For messages and dumps. */
    public Configuration withName(String name) {
      return new Configuration(Objects.requireNonNull(name, "name"), limit);
    }

    /** Time from now on, after which the group fails with {@link TimeoutException}. */
    public Configuration withTimeout(Duration limit) {
      return new Configuration(name, Objects.requireNonNull(limit, "limit"));
    }
  }

  /**
   * A group has failed. The cause is the first failure, and what failed later, say while it was
   * cancelled, is suppressed, in order.
   */
  public static final class FailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    FailedException(Throwable cause) {
      super(textOf(cause), cause);
    }

    /** The text of groups inside of groups does not grow with each of them. */
    private static @Nullable String textOf(Throwable cause) {
      return cause instanceof FailedException ? cause.getMessage() : cause.toString();
    }

    /** It is made in a step of the loop that says nothing; its lines are those of the await. */
    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }

    void thrownHere() {
      super.fillInStackTrace();
    }
  }
}
