package dev.bobbin;

import java.util.ArrayDeque;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** A wait for time to pass; it is its own timer. */
final class SleepTask extends AbstractTask<Void> implements Timed {

  private int place = -1;

  SleepTask(LoopCore loop) {
    super(loop.context());
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
    complete(DONE, null);
  }

  @Override
  boolean acceptCancel(CancellationException cancellation, ArrayDeque<AbstractTask<?>> onward) {
    home().timers.remove(this);
    complete(DONE | FAILED | CANCELLED, cancellation);
    return true;
  }

  @Override
  @Nullable Waiter step() {
    throw new AssertionError("a sleep has no next step");
  }

  @Override
  String describe() {
    return "sleep" + home().timers.dueText(this, home().nanoTime());
  }
}
