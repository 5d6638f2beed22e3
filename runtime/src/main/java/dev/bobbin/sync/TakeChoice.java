package dev.bobbin.sync;

import dev.bobbin.AsyncCallable;
import dev.bobbin.AsyncFunction;
import org.jspecify.annotations.Nullable;

/** That an item comes out of a queue. */
final class TakeChoice<T, R> implements Choice<R> {

  private final AsyncQueue<T> queue;
  private final AsyncFunction<? super T, R> then;
  private @Nullable Taker taker;

  TakeChoice(AsyncQueue<T> queue, AsyncFunction<? super T, R> then) {
    this.queue = queue;
    this.then = then;
  }

  @Override
  public @Nullable AsyncCallable<R> now() {
    T item = queue.poll();
    return item == null ? null : () -> then.apply(item);
  }

  @Override
  public void enter(Race<R> race) {
    taker = new Taker(race);
  }

  @Override
  public void leave() {
    if (taker != null) {
      taker.stepOut();
    }
  }

  /** Stands in the queue's line for the race. */
  private final class Taker extends Taking<T> {

    private final Race<R> race;

    Taker(Race<R> race) {
      super(queue.takers());
      this.race = race;
    }

    @Override
    void deliver(T item) {
      race.won(() -> then.apply(item));
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
    return "take from " + queue;
  }
}
