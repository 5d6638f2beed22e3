package dev.bobbin;

import dev.bobbin.stream.AsyncIterator;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Gives tasks in the order in which they end. It waits for them and does nothing else to them. */
final class EachIterator<T> implements AsyncIterator<Task<T>> {

  private final ArrayDeque<Task<T>> ended = new ArrayDeque<>();
  private int pending;
  private @Nullable NextTask waiting;
  private @Nullable Task<T> next;
  private boolean closed;

  EachIterator(Collection<Task<T>> tasks) {
    Set<Task<T>> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Task<T> task : tasks) {
      if (distinct.add(Objects.requireNonNull(task, "task"))) {
        add((AbstractTask<T>) task);
      }
    }
  }

  private void add(AbstractTask<T> task) {
    if (task.isDone()) {
      ended.add(task);
    } else {
      pending++;
      task.on(CurrentLoop.require()).addWaiter(new Child<>(this, task));
    }
  }

  /** Tells the iterator of the end of a task, which may be that of another loop. */
  private static final class Child<T> extends Waiter {
    private final EachIterator<T> iterator;
    private final Task<T> task;

    Child(EachIterator<T> iterator, Task<T> task) {
      this.iterator = iterator;
      this.task = task;
    }

    @Override
    @Nullable Waiter step() {
      return iterator.ended(task);
    }

    @Override
    @Nullable AbstractTask<?> waitingTask() {
      return iterator.waiting;
    }
  }

  private @Nullable Waiter ended(Task<T> task) {
    pending--;
    if (closed) {
      return null;
    }
    ended.add(task);
    NextTask asked = waiting;
    waiting = null;
    return asked == null ? null : asked.arrived();
  }

  @Override
  public Task<Boolean> hasNext() {
    if (next == null) {
      next = ended.poll();
    }
    if (next != null) {
      return Elements.MORE;
    }
    if (pending == 0 || closed) {
      return Elements.END;
    }
    if (waiting == null) {
      waiting = new NextTask(CurrentLoop.require(), this);
    }
    return waiting;
  }

  @Override
  public Task<T> next() {
    Task<T> found = next;
    if (found == null) {
      throw new NoSuchElementException("ask await(hasNext()) first, and go on if it is true");
    }
    next = null;
    return found;
  }

  @Override
  public Task<Void> closeAsync() {
    if (waiting != null) {
      throw new IllegalStateException("each() is closed while its hasNext() is under way");
    }
    closed = true;
    next = null;
    ended.clear();
    return Task.done();
  }

  /** The wait for the next task to end; who gives it up may ask again. */
  static final class NextTask extends AbstractTask<Boolean> {
    private final EachIterator<?> iterator;

    NextTask(LoopCore loop, EachIterator<?> iterator) {
      super(loop.context());
      this.iterator = iterator;
    }

    private @Nullable Waiter arrived() {
      iterator.takeNext();
      return finish(DONE, true);
    }

    @Override
    boolean acceptCancel(CancellationException cancellation, ArrayDeque<AbstractTask<?>> onward) {
      iterator.waiting = null;
      complete(DONE | FAILED | CANCELLED, cancellation);
      return true;
    }

    @Override
    @Nullable Waiter step() {
      throw new AssertionError("the tasks go on for it");
    }

    @Override
    String describe() {
      return "each";
    }
  }

  /** What was found for who has asked is not given to anybody else. */
  private void takeNext() {
    next = ended.poll();
  }
}
