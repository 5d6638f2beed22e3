package dev.bobbin;

import dev.bobbin.stream.AsyncIterator;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Runs an operation for each element, a bounded number at a time, in order of the elements. */
final class ForEachTask<A> extends AbstractTask<Void> {

  private final AsyncIterator<A> elements;
  private final int concurrency;
  private final AsyncConsumer<A> operation;
  private final Set<AbstractTask<?>> running = new LinkedHashSet<>();

  /** Whether there is one more element, while that is not known. */
  private @Nullable AbstractTask<Boolean> asking;

  private boolean exhausted;
  private boolean queued;
  private @Nullable Throwable failure;

  ForEachTask(
      LoopCore loop, AsyncIterator<A> elements, int concurrency, AsyncConsumer<A> operation) {
    super(loop.context());
    this.elements = elements;
    this.concurrency = concurrency;
    this.operation = operation;
  }

  Task<Void> started() {
    startMore();
    if (isOver()) {
      complete(kindOfEnd(), failure);
    } else {
      becomeLive();
    }
    return this;
  }

  private boolean isOver() {
    return (failure != null || exhausted) && running.isEmpty() && asking == null;
  }

  /** The next elements, but not so many that are done at once that nobody else gets a turn. */
  private void startMore() {
    int left = home().settings.awaitBudget();
    while (failure == null && !exhausted && asking == null && running.size() < concurrency) {
      if (left-- == 0) {
        queue();
        return;
      }
      ask();
    }
  }

  private void queue() {
    if (!queued) {
      queued = true;
      home().ready(this);
    }
  }

  private void ask() {
    try {
      AbstractTask<Boolean> more = AbstractTask.<Boolean>of(elements.hasNext()).on(home());
      if (more.isDone()) {
        answered(more);
      } else {
        asking = more;
        more.addWaiter(new Child(more));
      }
    } catch (Throwable thrown) {
      fail(thrown);
    }
  }

  private void answered(AbstractTask<Boolean> more) {
    if (more.isFailed()) {
      DroppedFailures.seen(more);
      fail((Throwable) Objects.requireNonNull(more.outcome));
    } else if (more.value()) {
      start();
    } else {
      exhausted = true;
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
      DroppedFailures.seen(child);
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
    if (asking != null && !asking.isDone()) {
      Cancellation.request(asking, "an element failed");
    }
    for (AbstractTask<?> child : running) {
      if (!child.isDone()) {
        Cancellation.request(child, "another element failed");
      }
    }
  }

  private int kindOfEnd() {
    return failure == null ? DONE : kindOf(failure);
  }

  /** Links the operation on one element, or the question for one, to the whole. */
  private final class Child extends Waiter {
    private final AbstractTask<?> child;

    Child(AbstractTask<?> child) {
      this.child = child;
    }

    @Override
    @Nullable Waiter step() {
      return childEnded(child);
    }

    @Override
    AbstractTask<?> waitingTask() {
      return ForEachTask.this;
    }
  }

  private @Nullable Waiter childEnded(AbstractTask<?> child) {
    home().enter(this);
    AbstractTask<Boolean> more = asking;
    if (child == more) {
      asking = null;
      if (failure == null || child.isFailed()) {
        answered(more);
      }
    } else {
      running.remove(child);
      if (child.isFailed()) {
        fail((Throwable) Objects.requireNonNull(child.outcome));
      }
    }
    return goOn();
  }

  @Override
  @Nullable Waiter step() {
    queued = false;
    home().enter(this);
    return goOn();
  }

  private @Nullable Waiter goOn() {
    if (isDone()) {
      return null;
    }
    startMore();
    return isOver() ? finish(kindOfEnd(), failure) : null;
  }

  @Override
  boolean isListed() {
    return true;
  }

  @Override
  boolean acceptCancel(CancellationException cancellation, ArrayDeque<AbstractTask<?>> onward) {
    boolean decided = failure != null;
    if (!decided) {
      failure = cancellation;
    }
    onward.addAll(running);
    if (asking != null) {
      onward.add(asking);
    }
    if (onward.isEmpty()) {
      queue();
    }
    return !decided; // a failure that came before is thrown, and the request waits
  }

  @Override
  String describe() {
    return "forEach, " + running.size() + " running";
  }
}
