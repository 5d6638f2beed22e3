package dev.bobbin.sync;

import dev.bobbin.AsyncCallable;
import dev.bobbin.AsyncFunction;
import dev.bobbin.Onlooker;
import dev.bobbin.Task;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** That a stage is done. */
final class StageChoice<T, R> extends Onlooker implements Choice<R> {

  private final CompletionStage<T> stage;
  private final AsyncFunction<? super T, R> then;
  private @Nullable Task<T> task;
  private @Nullable Race<R> race;

  StageChoice(CompletionStage<T> stage, AsyncFunction<? super T, R> then) {
    this.stage = stage;
    this.then = then;
  }

  @Override
  public @Nullable AsyncCallable<R> now() {
    Task<T> known = Task.from(stage);
    task = known;
    return known.isDone() ? () -> then.apply(known.join()) : null;
  }

  @Override
  public void enter(Race<R> entered) {
    race = entered;
    if (task != null) {
      watch(task);
    }
  }

  @Override
  @SuppressWarnings("unchecked") // it is the task that was watched
  protected boolean seen(Task<?> done) {
    if (race != null) {
      race.won(() -> then.apply(((Task<T>) done).join()));
    }
    return true;
  }

  @Override
  public void leave() {
    unwatch();
  }

  @Override
  public String toString() {
    return "end of " + (task == null ? stage : task);
  }
}
