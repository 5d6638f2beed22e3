package dev.bobbin;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Wants to know when a stage is done, and can lose interest. Public only because streams, which are
 * in another package, extend it; not for users. Confined to the loop's thread.
 *
 * @hidden
 */
public abstract class Onlooker extends Waiter {

  private @Nullable AbstractTask<?> watched;

  protected Onlooker() {}

  /** Begins to look on; one stage at a time. {@link #seen} comes in a later step. */
  protected final void watch(CompletionStage<?> stage) {
    LoopCore loop = CurrentLoop.require();
    AbstractTask<?> task = AbstractTask.of(stage).on(loop);
    watched = task;
    if (task.isDone()) {
      loop.ready(this);
    } else {
      task.addWaiter(this);
    }
  }

  /** Loses interest: nothing is called any more, and the stage keeps nothing of this. */
  protected final void unwatch() {
    AbstractTask<?> task = watched;
    watched = null;
    if (task != null) {
      task.removeWaiter(this);
    }
  }

  /**
   * The stage is done.
   *
   * @return whether somebody gets to see its failure, if it has one
   */
  protected abstract boolean seen(Task<?> done);

  /** The wait that the end of the stage is passed on to, for stack traces; null if none. */
  protected @Nullable Task<?> served() {
    return null;
  }

  @Override
  final @Nullable AbstractTask<?> servedTask() {
    return (AbstractTask<?>) served();
  }

  /** Neither has the wait that the end is passed on to, so the request is for who waits there. */
  @Override
  final void unseen(CancellationException request) {
    AbstractTask<?> served = servedTask();
    if (served != null && (served.state & TaskState.CANCEL_REQUESTED) != 0) {
      served.home().cancellations.keep(served, request);
    }
  }

  @Override
  final @Nullable Waiter step() {
    AbstractTask<?> task = watched;
    watched = null;
    if (task != null) {
      LoopCore loop = Objects.requireNonNull(CurrentLoop.get());
      loop.enter(null);
      boolean noticed = seen(task);
      if (!noticed && task.isFailed() && !task.isCancelled() && loop.shutdown.isStopping()) {
        loop.report(task, (Throwable) Objects.requireNonNull(task.outcome));
      }
    }
    return null;
  }
}
