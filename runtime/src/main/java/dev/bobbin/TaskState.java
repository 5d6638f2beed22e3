package dev.bobbin;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/*
 * Both fields are written by the loop's thread alone, and need no atomic operation. Other threads
 * may read the outcome: it is published by a release write of state and read after an acquire.
 *
 *           publish()
 * pending ------------> DONE | kind
 *
 * While pending, outcome is the list of waiters, the last to come first; afterwards it is the
 * value or the Throwable.
 */
/** The outcome of a task: how it is set, and how any thread reads it. */
abstract sealed class TaskState<T> extends StageMethods<T> implements Future<T>
    permits AbstractTask {

  /** The suspension point of a coroutine, in the low bits. */
  static final int LABEL_MASK = 0xFFFF;

  static final int DONE = 1 << 31;
  static final int FAILED = 1 << 30;

  /** Comes with {@link #FAILED}. */
  static final int CANCELLED = 1 << 29;

  static final int CANCEL_REQUESTED = 1 << 26;

  /** What of the state stays when a task is done. */
  private static final int KEPT = LABEL_MASK | CANCEL_REQUESTED | TaskState.PRIVATE;

  /** A cancellation waits in {@link Cancellation} for the next suspending await. */
  static final int CANCEL_PENDING = 1 << 25;

  /** Nobody holds it: its failure goes to the loop's exception handler. */
  static final int DETACHED = 1 << 24;

  /** The coroutine's code has ended; its result is another stage's outcome. */
  static final int TAIL = 1 << 23;

  /** Counted by its loop as alive. */
  static final int LIVE = 1 << 22;

  /** In the ready queue to let others run, and awaits nothing, or what is done. */
  static final int YIELDS = 1 << 21;

  /** The coroutine's code returns a value itself, and no task with it. */
  static final int VALUED = 1 << 20;

  /** It has open {@link Scope}s. */
  static final int SCOPED = 1 << 19;

  /** Its frame exists from the method's first instruction on, so that it can open scopes. */
  static final int FRAMED = 1 << 18;

  /** No code but that of the one coroutine that awaits it gets hold of it. */
  static final int PRIVATE = 1 << 17;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(TaskState.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  int state;
  @Nullable Object outcome;

  TaskState(int state, @Nullable Object outcome) {
    this.state = state;
    this.outcome = outcome;
  }

  // === Confined to the loop thread ===

  /** The outcome of a failure. */
  static int kindOf(Throwable failure) {
    return Failures.isCancellation(failure) ? DONE | FAILED | CANCELLED : DONE | FAILED;
  }

  final int kind() {
    return state & (DONE | FAILED | CANCELLED);
  }

  /** The end: the outcome, and the kind that says what it is. */
  final void publish(int kind, @Nullable Object result) {
    int kept = state & KEPT;
    outcome = result;
    STATE.setRelease(this, kept | kind);
  }

  // === From any thread ===

  final int stateAcquire() {
    return (int) STATE.getAcquire(this);
  }

  @Override
  public final boolean isDone() {
    return stateAcquire() < 0;
  }

  @Override
  public final boolean isCancelled() {
    return (stateAcquire() & CANCELLED) != 0;
  }

  final boolean isFailed() {
    return (stateAcquire() & FAILED) != 0;
  }

  public final boolean isCancelRequested() {
    return (stateAcquire() & CANCEL_REQUESTED) != 0;
  }

  /** The value as {@code get} gives it. */
  final T reported() throws ExecutionException {
    if (isFailed() && !isCancelled()) {
      seen();
      throw new ExecutionException((Throwable) Objects.requireNonNull(outcome));
    }
    return value();
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // T may be a type with null
  final T value() {
    if (isFailed()) {
      seen();
      throw Failures.sneaky((Throwable) Objects.requireNonNull(outcome));
    }
    return (T) outcome;
  }

  public final T resultNow() {
    if (!isDone()) {
      throw new IllegalStateException(this + " is not done");
    }
    if (isFailed()) {
      seen();
      throw new IllegalStateException(
          this + " has no result", (Throwable) Objects.requireNonNull(outcome));
    }
    return value();
  }

  public final Throwable exceptionNow() {
    if (!isDone()) {
      throw new IllegalStateException(this + " is not done");
    }
    if (!isFailed() || isCancelled()) {
      throw new IllegalStateException(this + " has not failed");
    }
    seen();
    return (Throwable) Objects.requireNonNull(outcome);
  }

  /** Somebody looks at the failure. */
  private void seen() {
    DroppedFailures.seen((AbstractTask<?>) this);
  }

  /** For people. */
  final String stateName() {
    int now = stateAcquire();
    if (now >= 0) {
      return (now & CANCEL_REQUESTED) != 0 ? "cancelling" : "pending";
    }
    if ((now & CANCELLED) != 0) {
      return "cancelled";
    }
    return (now & FAILED) != 0 ? "failed" : "done";
  }
}
