package dev.bobbin;

/**
 * A resource whose closing may have to wait. In async code the call of {@code close}, above all the
 * one that a try-with-resources statement makes, is an {@code await} of {@link #closeAsync}, so
 * that statement is the counterpart of Python's {@code async with}:
 *
 * <pre>{@code
 * try (var server = await(AsyncServer.listen(address, handler))) {
 *   ...
 * } // other tasks run while it closes
 * }</pre>
 *
 * <p>That await is shielded: a cancellation of the task does not interrupt it and is delivered at
 * the next await behind it. It is no await in a lambda that awaits nothing else, since such a
 * lambda is ordinary code.
 */
public interface AsyncCloseable extends AutoCloseable {

  /**
   * Begins to close. Closing again has no effect.
   *
   * @return done when the resource is closed; a failure is what {@code close} throws
   */
  Task<Void> closeAsync();

  /**
   * Closes and waits: in async code without blocking, elsewhere by blocking the thread.
   *
   * @throws IllegalStateException in code on a loop's thread that is not async, which must not
   *     block: nothing is closed then
   */
  @Override
  default void close() {
    Joining.requireNoLoop(this);
    closeAsync().join();
  }
}
