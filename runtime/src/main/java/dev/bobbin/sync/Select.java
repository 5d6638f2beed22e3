package dev.bobbin.sync;

import dev.bobbin.AsyncCallable;
import dev.bobbin.AsyncFunction;
import dev.bobbin.Task;
import dev.bobbin.internal.Routine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Waits for whichever of several things happens first, and does what belongs to it: the counterpart
 * of {@code select} in Go and Kotlin.
 *
 * <pre>{@code
 * String news =
 *     await(
 *         new Select<String>()
 *             .take(messages, message -> Task.of("got " + message))
 *             .put(outgoing, next, () -> Task.of("sent " + next))
 *             .stage(stop, reason -> Task.of("stopped: " + reason))
 *             .after(Duration.ofSeconds(5), () -> Task.of("silence"))
 *             .first());
 * }</pre>
 *
 * <p>Exactly one of them happens: what is first withdraws the others at that very moment, so no
 * item is taken or put beside it. A stage that was not first is left as it is, neither cancelled
 * nor kept. Of several that could happen at once, the one that was named first does. Its code is
 * called in a later step unless nothing had to be waited for, and what it returns is the result. A
 * failed stage or a closed queue is first with its failure. One object serves for one choice.
 */
public final class Select<R> {

  private final List<Choice<R>> choices = new ArrayList<>();
  private boolean begun;

  /** A choice between nothing, so far. */
  public Select() {}

  /** An item can be taken from the queue. */
  public <T> Select<R> take(AsyncQueue<T> queue, AsyncFunction<? super T, R> then) {
    return add(new TakeChoice<>(Objects.requireNonNull(queue), Objects.requireNonNull(then)));
  }

  /** The item can be put into the queue. */
  public <T> Select<R> put(AsyncQueue<T> queue, T item, AsyncCallable<R> then) {
    return add(
        new PutChoice<>(
            Objects.requireNonNull(queue),
            Objects.requireNonNull(item, "item"),
            Objects.requireNonNull(then)));
  }

  /**
   * The stage is done. If the same one is part of many choices, let it be a task: {@link
   * Task#from}.
   */
  public <T> Select<R> stage(CompletionStage<T> stage, AsyncFunction<? super T, R> then) {
    return add(new StageChoice<>(Objects.requireNonNull(stage), Objects.requireNonNull(then)));
  }

  /** The time is over, counted from {@link #first}. */
  public Select<R> after(Duration delay, AsyncCallable<R> then) {
    return add(new TimeChoice<>(Objects.requireNonNull(delay), Objects.requireNonNull(then)));
  }

  private Select<R> add(Choice<R> choice) {
    requireFresh();
    choices.add(choice);
    return this;
  }

  /**
   * Waits for the first of them.
   *
   * @throws IllegalStateException if it was called before, or there is nothing to wait for
   */
  public Task<R> first() {
    requireFresh();
    if (choices.isEmpty()) {
      throw new IllegalStateException(
          "nothing to choose from: name it with take, put, stage, after");
    }
    begun = true;
    return new Choosing().start();
  }

  private void requireFresh() {
    if (begun) {
      throw new IllegalStateException("the choice was made already: make a new Select for another");
    }
  }

  private final class Choosing extends Routine<R> {

    Choosing() {
      super("Select.first");
    }

    Task<R> start() {
      return begin();
    }

    @Override
    @SuppressWarnings("unchecked")
    protected @Nullable CompletionStage<?> step(int at, @Nullable Object arrived) throws Throwable {
      if (at > 0) {
        return result((AsyncCallable<R>) Objects.requireNonNull(arrived));
      }
      for (Choice<R> choice : choices) {
        AsyncCallable<R> now = choice.now();
        if (now != null) {
          return result(now);
        }
      }
      Race<R> race = new Race<>(choices);
      try {
        for (Choice<R> choice : choices) {
          choice.enter(race);
        }
      } catch (Throwable refused) { // by a queue of another loop, say
        race.refuse(refused);
      }
      return await(race, 1);
    }

    private CompletionStage<R> result(AsyncCallable<R> then) throws Exception {
      return Objects.requireNonNull(
          then.call(), "the code of a choice returned null instead of a stage");
    }
  }
}
