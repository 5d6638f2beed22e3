package dev.bobbin;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A CompletableFuture that ends as a task does. Completing it by hand does not touch the task;
 * cancelling it asks the task to cancel.
 */
final class LinkedFuture<T> extends LoopFuture<T> {

  private final AbstractTask<?> task;

  private LinkedFuture(AbstractTask<?> task) {
    super(loopFor(task));
    this.task = task;
  }

  private static @Nullable LoopCore loopFor(AbstractTask<?> task) {
    LoopCore home = task.homeOrNull();
    return home == null ? CurrentLoop.get() : home;
  }

  static <T> CompletableFuture<T> of(AbstractTask<T> task) {
    LinkedFuture<T> future = new LinkedFuture<>(task);
    if (task.isDone()) {
      future.take();
      return future;
    }
    LoopCore loop = task.home();
    if (loop.inLoop()) {
      future.link();
    } else if (!loop.door.post(future::link)) {
      future.unreachable();
    }
    return future;
  }

  private void link() {
    if (task.isDone()) {
      take();
    } else {
      task.addWaiter(new Link());
      task.home().shutdown.awaitedOutside();
    }
  }

  private void unreachable() {
    if (task.isDone()) {
      take();
    } else {
      completeExceptionally(new CancellationException("the loop of " + task + " is closed"));
    }
  }

  @SuppressWarnings({"unchecked", "NullAway"})
  private void take() {
    if (task.isFailed()) {
      DroppedFailures.seen(task);
      completeExceptionally((Throwable) Objects.requireNonNull(task.outcome));
    } else {
      complete((T) task.outcome);
    }
  }

  private final class Link extends Waiter {
    @Override
    @Nullable Waiter step() {
      take();
      return null;
    }

    @Override
    void stranded() {
      unreachable();
    }
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    return isDone() ? isCancelled() : task.cancel(mayInterruptIfRunning);
  }
}
