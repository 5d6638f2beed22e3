package dev.bobbin.sync;

import dev.bobbin.Task;
import dev.bobbin.WaitingLine;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Lets any number of readers or a single writer go on, as {@link
 * java.util.concurrent.locks.ReadWriteLock} does for threads.
 *
 * <pre>{@code
 * try (var permit = await(lock.acquireRead())) { ... }
 * }</pre>
 *
 * <p>First come, first served: a reader that comes while a writer waits stands behind it, so
 * writers do not starve; readers one behind the other go on together. It is not reentrant, and a
 * reader cannot become a writer. As to cancellation, loop and thread it is like {@link AsyncLock}.
 */
public final class AsyncReadWriteLock {

  private final WaitingLine<Acquiring> line = new WaitingLine<>(this, "acquire");
  private int readers;
  private boolean writing;

  /** Those who hold it, the last to come first. */
  private @Nullable Held holders;

  /** A lock that nobody holds. */
  public AsyncReadWriteLock() {}

  /** A reader's permit, as soon as no writer holds the lock or came before. */
  public Task<Permit> acquireRead() {
    return acquire(false);
  }

  /** The writer's permit, as soon as nobody else holds one. */
  public Task<Permit> acquireWrite() {
    return acquire(true);
  }

  /** A reader's permit if there is one now, nobody else waiting. */
  public Optional<Permit> tryAcquireRead() {
    return tryAcquire(false);
  }

  /** The writer's permit if there is one now. */
  public Optional<Permit> tryAcquireWrite() {
    return tryAcquire(true);
  }

  private Task<Permit> acquire(boolean write) {
    line.enter();
    return isFree(write) ? Task.of(take(write, Task.current())) : new Acquiring(this, write);
  }

  private Optional<Permit> tryAcquire(boolean write) {
    line.enter();
    return isFree(write) ? Optional.of(take(write, Task.current())) : Optional.empty();
  }

  private boolean isFree(boolean write) {
    return line.isEmpty() && admits(write);
  }

  private boolean admits(boolean write) {
    return !writing && (!write || readers == 0);
  }

  private Permit take(boolean write, @Nullable Task<?> by) {
    if (write) {
      writing = true;
    } else {
      readers++;
    }
    Held permit = new Held(this, write, by);
    Held other = holders;
    permit.next = other;
    if (other != null) {
      other.previous = permit;
    }
    holders = permit;
    line.lent(permit, by);
    return permit;
  }

  private void remove(Held permit) {
    if (permit.previous == null) {
      holders = permit.next;
    } else {
      permit.previous.next = permit.next;
    }
    if (permit.next != null) {
      permit.next.previous = permit.previous;
    }
  }

  private void release(boolean write) {
    if (write) {
      writing = false;
    } else {
      readers--;
    }
    admitNext();
  }

  private void admitNext() {
    Acquiring next = line.first();
    while (next != null && admits(next.write)) {
      next.succeed(take(next.write, next.waiter()));
      next = line.first();
    }
  }

  private static final class Held implements Permit {

    private final AsyncReadWriteLock lock;
    private final boolean write;
    private @Nullable Task<?> task;
    private @Nullable Held previous;
    private @Nullable Held next;
    private boolean closed;

    Held(AsyncReadWriteLock lock, boolean write, @Nullable Task<?> task) {
      this.lock = lock;
      this.write = write;
      this.task = task;
    }

    @Override
    public void close() {
      lock.line.enter();
      if (!closed) {
        lock.line.beforeWaking();
        closed = true;
        task = null;
        lock.remove(this);
        lock.release(write);
        lock.line.givenBack(this);
      }
    }

    @Override
    public String toString() {
      return "Permit["
          + (write ? "writer" : "reader")
          + (closed ? ", given back, " : ", held, ")
          + lock
          + "]";
    }
  }

  private static final class Acquiring extends Wait<Permit> {

    private final AsyncReadWriteLock lock;
    private final boolean write;

    Acquiring(AsyncReadWriteLock lock, boolean write) {
      super(lock.line);
      this.lock = lock;
      this.write = write;
    }

    /** Readers are several, each of which may be given back by another task. */
    @Override
    protected @Nullable Task<?> holder() {
      Held held = lock.holders;
      return held == null || !held.write ? null : held.task;
    }

    /** A writer that gives up may have kept readers behind it. */
    @Override
    protected void withdraw(CancellationException cancellation) {
      super.withdraw(cancellation);
      lock.admitNext();
    }
  }

  @Override
  public String toString() {
    String state = writing ? "a writer" : readers == 0 ? "free" : readers + " readers";
    return "AsyncReadWriteLock[" + state + names() + ", " + line.size() + " waiting]";
  }

  /** Of the tasks that hold it, a few. */
  private String names() {
    StringBuilder names = new StringBuilder();
    int left = 5;
    for (Held held = holders; held != null; held = held.next) {
      if (held.task != null && left-- > 0) {
        names.insert(0, " " + held.task.name());
      }
    }
    return (names.length() == 0 ? "" : ":") + names + (left < 0 ? " ..." : "");
  }
}
