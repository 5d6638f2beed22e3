package dev.bobbin;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Runs an operation for each element, a bounded number at a time, in order of the elements. */
final class ForEachTask<A> extends AbstractTask<Void> {

  private final Iterator<A> elements;
  private final int concurrency;
  private final AsyncConsumer<A> operation;
  private final Set<AbstractTask<?>> running = new LinkedHashSet<>();
  private @Nullable Throwable failure;

  ForEachTask(LoopCore loop, Iterator<A> elements, int concurrency, AsyncConsumer<A> operation) {
    super(loop.context());
    this.elements = elements;
    this.concurrency = concurrency;
    this.operation = operation;
  }

  Task<Void> started() {
    startMore();
    if (running.isEmpty() && !hasMore()) {
      complete(kindOfEnd(), failure);
    } else {
      becomeLive();
    }
    return this;
  }

  /** The next elements, but not so many that are done at once that nobody else gets a turn. */
  private void startMore() {
    int left = home().settings.awaitBudget();
    while (running.size() < concurrency && hasMore()) {
      if (left-- == 0) {
        home().ready(this);
        return;
      }
      start();
    }
  }

  private boolean hasMore() {
    try {
      return failure == null && elements.hasNext();
    } catch (Throwable thrown) {
      fail(thrown);
      return false;
    }
  }

  private void start() {
    AbstractTask<?> child;
    try {
      child =
          AbstractTask.of(
                  Objects.requireNonNull(
                      operation.accept(elements.next()), "the operation returned null"))
              .on(home());
    } catch (Throwable thrown) {
      fail(thrown);
      return;
    }
    if (!child.isDone()) {
      running.add(child);
      child.addWaiter(new Child(child));
    } else if (child.isFailed()) {
      fail((Throwable) Objects.requireNonNull(child.outcome));
    }
  }

  private void fail(Throwable thrown) {
    if (failure != null) {
      if (!Failures.isCancellation(thrown)) {
        Failures.suppress(failure, thrown);
      }
      return;
    }
    failure = thrown;
    for (AbstractTask<?> child : running) {
      if (!child.isDone()) {
        Cancellation.request(child, "another element failed");
      }
    }
  }

  private int kindOfEnd() {
    return failure == null ? DONE : kindOf(failure);
  }

  /** Links the operation on one element to the whole. */
  private final class Child extends Waiter {
    private final AbstractTask<?> child;

    Child(AbstractTask<?> child) {
      this.child = child;
    }

    @Override
    @Nullable Waiter step() {
      running.remove(child);
      if (child.isFailed()) {
        fail((Throwable) Objects.requireNonNull(child.outcome));
      }
      return ForEachTask.this.step();
    }

    @Override
    AbstractTask<?> waitingTask() {
      return ForEachTask.this;
    }
  }

  @Override
  @Nullable Waiter step() {
    if (isDone()) {
      return null;
    }
    home().enter(this);
    startMore();
    return running.isEmpty() && !hasMore() ? finish(kindOfEnd(), failure) : null;
  }

  @Override
  boolean isListed() {
    return true;
  }

  @Override
  boolean acceptCancel(CancellationException cancellation, ArrayDeque<AbstractTask<?>> onward) {
    if (failure == null) {
      failure = cancellation;
    }
    onward.addAll(running);
    if (running.isEmpty()) {
      home().ready(this);
    }
    return true;
  }
}
