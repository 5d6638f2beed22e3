package dev.bobbin;

import org.jspecify.annotations.Nullable;

/** A task that was done from the start. It belongs to no loop. */
final class DoneTask<T> extends AbstractTask<T> {

  static final Task<Void> NOTHING = nothing();

  DoneTask(@Nullable T value) {
    super(DONE, value);
  }

  private DoneTask(int state, Throwable failure) {
    super(state, failure);
  }

  @SuppressWarnings("NullAway") // a Task<Void> has no value but null
  private static Task<Void> nothing() {
    return new DoneTask<>(null);
  }

  static <T> DoneTask<T> failed(Throwable failure) {
    return new DoneTask<>(kindOf(failure), failure);
  }

  @Override
  @Nullable Waiter step() {
    throw new AssertionError("a task that is done has no next step");
  }
}
