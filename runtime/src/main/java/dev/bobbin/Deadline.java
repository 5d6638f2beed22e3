package dev.bobbin;

import java.time.Duration;
import java.util.Objects;

/**
 * A time limit for a block of an async method. The counterpart of {@code asyncio.timeout}:
 *
 * <pre>{@code
 * try (var deadline = Deadline.after(Duration.ofSeconds(5))) {
 *   await(connect());
 *   await(transfer());
 * } catch (TimeoutException e) {
 *   ...
 * }
 * }</pre>
 *
 * <p>When the time is over, each await in the block that has to wait throws {@link
 * TimeoutException}, those in the method itself; what it calls sees a CancellationException, once,
 * and may clean up. To clean up with awaits inside of the block, use {@link Bobbin#uncancellable}
 * or resources of type {@link AsyncCloseable}; its catch and finally clauses are outside. Of
 * several limits that are over, the outermost counts. A request to cancel the method wins over the
 * limit.
 *
 * <p>A deadline is made right in the async method whose block it is, and serves that block alone.
 * To limit an operation rather than a block, use {@link Bobbin#timeout}.
 *
 * <p>{@code javac -Xlint:try} warns of a resource that its block does not mention. Where that
 * matters, name it {@code _}, from Java 22 on, or declare it before, {@code try (deadline)}.
 */
public final class Deadline implements AutoCloseable {

  private final DeadlineScope scope;

  private Deadline(DeadlineScope scope) {
    this.scope = scope;
  }

  /**
   * Time that begins now.
   *
   * @param limit zero or negative: only what needs no waiting is in time
   * @throws IllegalStateException outside of async methods
   */
  public static Deadline after(Duration limit) {
    Objects.requireNonNull(limit, "limit");
    return new Deadline(new DeadlineScope(Scopes.opener("Deadline.after"), limit));
  }

  /**
   * Moves the limit.
   *
   * @param by negative to shorten it
   * @throws IllegalStateException if the time is over, the block has ended, or the caller is not
   *     the method that made it
   */
  public void extend(Duration by) {
    scope.extend(Objects.requireNonNull(by, "by"));
  }

  /** Whether the time was over before the block ended. */
  public boolean expired() {
    return scope.expired();
  }

  /**
   * Ends the block.
   *
   * @throws IllegalStateException the second time, since a deadline serves one block
   */
  @Override
  public void close() {
    scope.close();
  }

  @Override
  public String toString() {
    return scope.toString();
  }
}
