package dev.bobbin.sync;

import dev.bobbin.AsyncCallable;
import org.jspecify.annotations.Nullable;

/** That an item goes into a queue. */
final class PutChoice<T, R> implements Choice<R> {

  private final AsyncQueue<T> queue;
  private final T item;
  private final AsyncCallable<R> then;
  private @Nullable Putter putter;

  PutChoice(AsyncQueue<T> queue, T item, AsyncCallable<R> then) {
    this.queue = queue;
    this.item = item;
    this.then = then;
  }

  @Override
  public @Nullable AsyncCallable<R> now() {
    return queue.offer(item) ? then : null;
  }

  @Override
  public void enter(Race<R> race) {
    putter = new Putter(race);
  }

  @Override
  public void leave() {
    if (putter != null) {
      putter.stepOut();
    }
  }

  /** Stands in the queue's line for the race. */
  private final class Putter extends Putting<T> {

    private final Race<R> race;

    Putter(Race<R> race) {
      super(queue.putters(), item);
      this.race = race;
    }

    @Override
    void accepted() {
      race.won(then);
    }

    @Override
    void refuse(Throwable failure) {
      race.refuse(failure);
    }

    void stepOut() {
      leave();
    }
  }

  @Override
  public String toString() {
    return "put into " + queue;
  }
}
