package dev.bobbin;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An operation with a time limit; it is waited for also when the limit is over. */
final class TimeoutTask<T> extends AbstractTask<T> implements Timed {

  private final AbstractTask<T> child;
  private final Duration limit;
  private int place = -1;
  private boolean expired;

  private TimeoutTask(LoopCore loop, AbstractTask<T> child, Duration limit) {
    super(loop.context());
    this.child = child;
    this.limit = limit;
  }

  static <T> Task<T> of(Duration limit, AsyncCallable<T> operation) {
    AbstractTask<T> child = AbstractTask.call(operation);
    if (child.isDone()) {
      return child;
    }
    LoopCore loop = CurrentLoop.require();
    TimeoutTask<T> task = new TimeoutTask<>(loop, child.on(loop), limit);
    task.child.addWaiter(task);
    if (limit.isZero() || limit.isNegative()) {
      task.due();
    } else {
      loop.addTimer(limit, task);
    }
    return task;
  }

  @Override
  public int place() {
    return place;
  }

  @Override
  public void place(int newPlace) {
    place = newPlace;
  }

  @Override
  public void due() {
    if (!child.isDone()) {
      expired = true;
      Cancellation.request(child, "the time limit of " + limit + " is over");
    }
  }

  @Override
  @Nullable Waiter step() {
    if (isDone()) {
      return null;
    }
    home().timers.remove(this);
    // A cancellation from outside wins over the limit.
    boolean asked = (state & CANCEL_REQUESTED) != 0;
    if (expired && child.isCancelled() && !asked) {
      return finish(
          DONE | FAILED,
          new TimeoutException("not done within " + limit, (Throwable) child.outcome));
    }
    return finishAs(child);
  }

  @Override
  AbstractTask<?> waitsFor() {
    return child;
  }

  /** Whether its limit is still to come. */
  boolean isTimed() {
    return place >= 0;
  }

  @Override
  String describe() {
    return "timeout of " + limit + home().timers.dueText(this, home().nanoTime());
  }
}
