package dev.bobbin.sync;

import dev.bobbin.Task;
import dev.bobbin.WaitingLine;
import dev.bobbin.internal.Routine;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets a task that holds an {@link AsyncLock} wait, the lock released meanwhile, for what others
 * bring about: the counterpart of {@code asyncio.Condition}, with the verbs of {@link
 * java.util.concurrent.locks.Condition}. Made by {@link AsyncLock#newCondition}; a lock may have
 * several.
 *
 * <pre>{@code
 * try (var permit = await(lock.acquire())) {
 *   await(notEmpty.awaitUntil(() -> !jobs.isEmpty()));
 *   return Task.of(jobs.remove());
 * }
 * }</pre>
 *
 * <p>Whatever a wait ends with, the lock is held again when it ends. A task that is cancelled after
 * a signal, but before it has the lock again, passes the signal on.
 */
public final class AsyncCondition {

  private final AsyncLock lock;
  private final WaitingLine<Signalled> line = new WaitingLine<>(this, "await");

  AsyncCondition(AsyncLock lock) {
    this.lock = lock;
  }

  /**
   * Releases the lock, waits for a signal, and has the lock again when it is done.
   *
   * @throws IllegalStateException if the lock is not held
   */
  public Task<Void> await() {
    Signalled wait = new Signalled(this, held("await"));
    lock.release();
    return wait;
  }

  /**
   * Waits until a test gives true, which is asked now and after each signal, with the lock held.
   *
   * @throws IllegalStateException if the lock is not held
   */
  public Task<Void> awaitUntil(BooleanSupplier test) {
    Objects.requireNonNull(test, "test");
    held("awaitUntil");
    return test.getAsBoolean() ? Task.done() : new AwaitUntil(this, test).start();
  }

  /** Wakes who has waited longest; see {@link #signal(int)}. */
  public void signal() {
    signal(1);
  }

  /**
   * Wakes so many of those who wait, in the order in which they came. They go on when they have the
   * lock.
   *
   * @throws IllegalStateException if the lock is not held
   */
  public void signal(int count) {
    held("signal");
    wake(count);
  }

  /**
   * Wakes all who wait.
   *
   * @throws IllegalStateException if the lock is not held
   */
  public void signalAll() {
    signal(Integer.MAX_VALUE);
  }

  private AsyncLock.Held held(String operation) {
    line.enter();
    AsyncLock.Held owner = lock.owner();
    if (owner == null) {
      throw new IllegalStateException(
          operation
              + " on a condition whose lock is not held: acquire it first, try (var permit ="
              + " await(lock.acquire())) { ... }");
    }
    return owner;
  }

  private void wake(int count) {
    Signalled next = line.first();
    for (int left = count; next != null && left > 0; left--) {
      next.signal();
      next = line.first();
    }
  }

  /** Stands in the condition's line, then in the lock's. */
  private static final class Signalled extends AsyncLock.LockWait<Void> {

    private final AsyncCondition condition;
    private final AsyncLock.Held permit;
    private boolean signalled;
    private @Nullable CancellationException cancellation;

    Signalled(AsyncCondition condition, AsyncLock.Held permit) {
      super(condition.line);
      this.condition = condition;
      this.permit = permit;
    }

    void signal() {
      signalled = true;
      moveTo(condition.lock.line());
      if (!condition.lock.isLocked()) {
        hold();
      }
    }

    @Override
    @SuppressWarnings("NullAway") // a Task<Void> has no value but null
    void hold() {
      condition.lock.giveBack(permit);
      if (cancellation == null) {
        succeed(null);
      } else {
        refuse(cancellation);
      }
    }

    /** The lock comes first. */
    @Override
    protected void withdraw(CancellationException request) {
      if (cancellation != null) {
        return;
      }
      cancellation = request;
      if (signalled) {
        condition.wake(1);
      } else {
        signal();
      }
    }

    @Override
    protected @Nullable Task<?> holder() {
      return signalled ? super.holder() : null;
    }

    @Override
    AsyncLock lock() {
      return condition.lock;
    }
  }

  private static final class AwaitUntil extends Routine<Void> {

    private final AsyncCondition condition;
    private final BooleanSupplier test;

    AwaitUntil(AsyncCondition condition, BooleanSupplier test) {
      super("AsyncCondition.awaitUntil");
      this.condition = condition;
      this.test = test;
    }

    Task<Void> start() {
      return begin();
    }

    @Override
    protected @Nullable CompletionStage<?> step(int at, @Nullable Object arrived) {
      return at > 0 && test.getAsBoolean() ? Task.done() : await(condition.await(), 1);
    }
  }

  @Override
  public String toString() {
    return "AsyncCondition[" + line.size() + " waiting, " + lock + "]";
  }
}
