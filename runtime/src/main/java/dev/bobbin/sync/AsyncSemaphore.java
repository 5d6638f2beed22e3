package dev.bobbin.sync;

import dev.bobbin.Task;
import dev.bobbin.WaitingLine;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets a number of tasks at a time go on: the counterpart of {@code asyncio.BoundedSemaphore}, with
 * the verbs of {@link java.util.concurrent.Semaphore}.
 *
 * <pre>{@code
 * try (var permit = await(connections.acquire())) {
 *   await(fetch(uri));
 * }
 * }</pre>
 *
 * <p>First come, first served: a permit that is given back belongs at once to who has waited
 * longest, so nobody can overtake in between. A task that is cancelled while it waits leaves the
 * line; one that was cancelled when the permit was its own already gets it, and gives it back as
 * any other. It serves the tasks of one loop, and is used on that loop's thread.
 */
public final class AsyncSemaphore {

  private final WaitingLine<Wait<Permit>> line = new WaitingLine<>(this, "acquire");

  /** Not zero only if nobody waits. */
  private int available;

  /**
   * A semaphore with all its permits.
   *
   * @throws IllegalArgumentException if the number is negative
   */
  public AsyncSemaphore(int permits) {
    if (permits < 0) {
      throw new IllegalArgumentException("a semaphore of " + permits + " permits");
    }
    available = permits;
  }

  /** A permit, as soon as there is one; at once if there is one now. */
  public Task<Permit> acquire() {
    line.enter();
    if (available > 0) {
      return Task.of(take());
    }
    return new Wait<>(line);
  }

  /** A permit if there is one now. */
  public Optional<Permit> tryAcquire() {
    line.enter();
    return available > 0 ? Optional.of(take()) : Optional.empty();
  }

  /** How many could be acquired now without waiting. */
  public int availablePermits() {
    return available;
  }

  private Permit take() {
    available--;
    return lend(Task.current());
  }

  private Permit lend(@Nullable Task<?> to) {
    Held permit = new Held(this);
    line.lent(permit, to);
    return permit;
  }

  private void release() {
    Wait<Permit> next = line.first();
    if (next == null) {
      available++;
    } else {
      next.succeed(lend(next.waiter()));
    }
  }

  private static final class Held implements Permit {

    private final AsyncSemaphore semaphore;
    private boolean closed;

    Held(AsyncSemaphore semaphore) {
      this.semaphore = semaphore;
    }

    @Override
    public void close() {
      semaphore.line.enter();
      if (!closed) {
        semaphore.release();
        closed = true;
        semaphore.line.givenBack(this);
      }
    }

    @Override
    public String toString() {
      return "Permit[" + (closed ? "given back" : "held") + ", " + semaphore + "]";
    }
  }

  @Override
  public String toString() {
    return "AsyncSemaphore[" + available + " available, " + line.size() + " waiting]";
  }
}
