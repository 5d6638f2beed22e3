package dev.bobbin.internal;

import dev.bobbin.Coroutine;
import dev.bobbin.Task;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * An async method written by hand, for the runtime's own packages: nothing weaves them. What is
 * woven elsewhere is a {@link #step} here, called for each awaited value with the number of the
 * await, from 1; and {@link #failed} is its catch clause.
 *
 * @hidden
 */
public abstract class Routine<T> extends Coroutine<T> {

  private final String name;

  /** The await that it is at; 0 before the first. */
  private int at;

  /** What the step that just ran awaits. */
  private @Nullable CompletionStage<?> wanted;

  /**
   * A routine that has not begun.
   *
   * @param name what dumps call it
   */
  protected Routine(String name) {
    this.name = name;
  }

  /** Runs it to its first wait, on the caller's stack. */
  protected final Task<T> begin() {
    startNow();
    return this;
  }

  /**
   * Goes on, from the start or from an await.
   *
   * @param at the await's number, 0 at the start
   * @param arrived the awaited value
   * @return {@link #await}, or the stage whose outcome is the routine's
   */
  protected abstract @Nullable CompletionStage<?> step(int at, @Nullable Object arrived)
      throws Throwable;

  /**
   * A step threw, or what it awaited failed.
   *
   * @param at the number of the last await
   * @return as {@link #step}
   */
  protected @Nullable CompletionStage<?> failed(int at, Throwable failure) throws Throwable {
    throw failure;
  }

  /** To be returned by a step that awaits a stage and goes on as number {@code next}. */
  protected final @Nullable CompletionStage<?> await(CompletionStage<?> stage, int next) {
    at = next;
    wanted = stage;
    return null;
  }

  @Override
  protected final @Nullable Object resume() throws Throwable {
    boolean resumed = at > 0;
    CompletionStage<?> stage = null;
    int budget = 0;
    while (true) {
      CompletionStage<?> result;
      try {
        Object arrived = null;
        if (resumed) {
          resumed = false;
          arrived = takeArrived();
        } else if (stage != null) {
          if (--budget < 0) {
            budget = awaitsLeft(stage);
            if (budget < 0) {
              suspendAt(stage, 0);
              return this;
            }
          }
          arrived = poll(stage);
          if (arrived == pendingMark()) {
            suspendAt(stage, 0);
            return this;
          }
        }
        result = step(at, arrived);
      } catch (Throwable failure) {
        wanted = null;
        result = failed(at, failure);
      }
      stage = wanted;
      wanted = null;
      if (stage == null) {
        return result;
      }
    }
  }

  @Override
  protected void clear() {}

  @Override
  protected final StackTraceElement lineOf(int label) {
    return new StackTraceElement(getClass().getName(), "step", null, -1);
  }

  @Override
  protected final boolean isVoid() {
    return false;
  }

  @Override
  protected final String method() {
    return name;
  }
}
