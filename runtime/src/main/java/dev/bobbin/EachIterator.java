package dev.bobbin;

import dev.bobbin.stream.AsyncIterator;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Gives tasks in the order in which they end. It waits for them and does nothing else to them. */
final class EachIterator<T> implements AsyncIterator<Task<T>> {

  private final ArrayDeque<Task<T>> ended = new ArrayDeque<>();
  private final Set<Child<T>> pending = new HashSet<>();
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
      AbstractTask<T> local = task.on(CurrentLoop.require());
      Child<T> child = new Child<>(this, task, local);
      pending.add(child);
      local.addWaiter(child);
    }
  }

  /** Tells the iterator of the end of a task, which may be that of another loop. */
  private static final class Child<T> extends Waiter {
    private final EachIterator<T> iterator;
    private final Task<T> task;

    /** What it waits for: the task, or what stands for it on this loop. */
    private final AbstractTask<T> local;

    Child(EachIterator<T> iterator, Task<T> task, AbstractTask<T> local) {
      this.iterator = iterator;
      this.task = task;
      this.local = local;
    }

    @Override
    @Nullable Waiter step() {
      return iterator.ended(this);
    }

    @Override
    @Nullable AbstractTask<?> waitingTask() {
      return iterator.waiting;
    }
  }

  private @Nullable Waiter ended(Child<T> child) {
    pending.remove(child);
    if (closed) {
      return null;
    }
    ended.add(child.task);
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
    if (pending.isEmpty() || closed) {
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
    pending.forEach(child -> child.local.removeWaiter(child)); // they may be alive for long
    pending.clear();
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
