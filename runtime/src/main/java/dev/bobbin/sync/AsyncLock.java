package dev.bobbin.sync;

import dev.bobbin.Task;
import dev.bobbin.WaitingLine;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets one task at a time go on: the counterpart of {@code asyncio.Lock}, for what must not be
 * interleaved although it awaits. (Code without an await in it needs no lock: a loop has one
 * thread.)
 *
 * <pre>{@code
 * try (var permit = await(lock.acquire())) {
 *   balance = await(load());
 *   await(store(balance - amount));
 * }
 * }</pre>
 *
 * <p>First come, first served: on release the lock belongs at once to who has waited longest, so
 * nobody can overtake in between. A task that is cancelled while it waits leaves the line; one that
 * was cancelled when the lock was its own already gets it, and releases it as any other. The lock
 * is not reentrant: a task that holds it and acquires it again would wait for itself, which fails
 * in debug mode and is marked in dumps. It serves the tasks of one loop, and is used on that loop's
 * thread.
 */
public final class AsyncLock {

  private final WaitingLine<LockWait<?>> line = new WaitingLine<>(this, "acquire");

  /** Not null exactly if the lock is held. */
  private @Nullable Held owner;

  /** A lock that nobody holds. */
  public AsyncLock() {}

  /** The lock, as soon as it is free; at once if it is free now. */
  public Task<Permit> acquire() {
    line.enter();
    if (owner == null) {
      return Task.of(take(Task.current()));
    }
    if (line.isDebug() && owner.task != null && owner.task == Task.current()) {
      throw new IllegalStateException(
          owner.task.name()
              + " holds "
              + this
              + " already and would wait for itself: a lock is not reentrant; close the permit"
              + " first, or call code that expects the lock to be held");
    }
    return new Acquiring(this);
  }

  /** The lock if it is free now. */
  public Optional<Permit> tryAcquire() {
    line.enter();
    return owner == null ? Optional.of(take(Task.current())) : Optional.empty();
  }

  /** Whether a task holds it. */
  public boolean isLocked() {
    return owner != null;
  }

  /** Makes a condition, for tasks to wait while the lock is held for what others bring about. */
  public AsyncCondition newCondition() {
    return new AsyncCondition(this);
  }

  WaitingLine<LockWait<?>> line() {
    return line;
  }

  @Nullable Held owner() {
    return owner;
  }

  private Held take(@Nullable Task<?> by) {
    Held permit = new Held(this, by);
    owner = permit;
    line.lent(permit, by);
    return permit;
  }

  /** A task that let go of the lock for a while has it again. */
  void giveBack(Held permit) {
    owner = permit;
  }

  /** Passes the lock on. */
  void release() {
    owner = null;
    LockWait<?> next = line.first();
    if (next != null) {
      next.hold();
    }
  }

  /** The right of whoever holds the lock. */
  static final class Held implements Permit {

    private final AsyncLock lock;
    private @Nullable Task<?> task;
    private boolean closed;

    Held(AsyncLock lock, @Nullable Task<?> task) {
      this.lock = lock;
      this.task = task;
    }

    @Override
    public void close() {
      lock.line.enter();
      if (closed) {
        return;
      }
      lock.line.beforeWaking();
      if (lock.owner != this) {
        throw new IllegalStateException(
            "the permit was lent to a condition, which gives it back before its await is over: "
                + lock);
      }
      lock.release();
      closed = true;
      lock.line.givenBack(this);
      task = null;
    }

    @Override
    public String toString() {
      return "Permit[" + (closed ? "given back" : "held") + ", " + lock + "]";
    }
  }

  /** A wait that ends with the lock held. */
  abstract static class LockWait<T> extends Wait<T> {

    LockWait(WaitingLine<?> line) {
      super(line);
    }

    /** It is this one's turn. */
    abstract void hold();

    abstract AsyncLock lock();

    @Override
    protected @Nullable Task<?> holder() {
      Held owner = lock().owner;
      return owner == null ? null : owner.task;
    }
  }

  private static final class Acquiring extends LockWait<Permit> {

    private final AsyncLock lock;

    Acquiring(AsyncLock lock) {
      super(lock.line);
      this.lock = lock;
    }

    @Override
    void hold() {
      succeed(lock.take(awaitedBy()));
    }

    @Override
    AsyncLock lock() {
      return lock;
    }
  }

  @Override
  public String toString() {
    Held holds = owner;
    String state = "free";
    if (holds != null) {
      Task<?> task = holds.task;
      state = task == null ? "held" : "held by " + Objects.requireNonNull(task).name();
    }
    return "AsyncLock[" + state + ", " + line.size() + " waiting]";
  }
}
