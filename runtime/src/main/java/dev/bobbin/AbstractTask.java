package dev.bobbin;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/*
 * Every field is written by the loop's thread alone, and needs no atomic operation. Other threads
 * may read the outcome: it is published by a release write of state and read after an acquire.
 *
 *            finish()
 * pending ------------> DONE | kind
 *
 * While pending, outcome is the list of waiters, the last to come first; afterwards it is the
 * value or the Throwable.
 */
/** What all tasks have in common: the outcome, the waiters, and how to cancel. */
abstract sealed class AbstractTask<T> extends StageMethods<T> implements Task<T>
    permits DoneTask,
        Coroutine,
        ForkTask,
        LeafTask,
        SleepTask,
        YieldTask,
        TimeoutTask,
        ShieldTask,
        UncancellableTask,
        GatherTask,
        ForEachTask {

  /** The suspension point of a coroutine, in the low bits. */
  static final int LABEL_MASK = 0xFFFF;

  /** What of the state stays when a task is done. */
  private static final int KEPT = LABEL_MASK | 1 << 26;

  static final int DONE = 1 << 31;
  static final int FAILED = 1 << 30;

  /** Comes with {@link #FAILED}. */
  static final int CANCELLED = 1 << 29;

  static final int CANCEL_REQUESTED = 1 << 26;

  /** A cancellation waits in {@link Cancellation} for the next suspending await. */
  static final int CANCEL_PENDING = 1 << 25;

  /** Nobody holds it: its failure goes to the loop's exception handler. */
  static final int DETACHED = 1 << 24;

  /** The coroutine's code has ended; its result is another stage's outcome. */
  static final int TAIL = 1 << 23;

  /** Counted by its loop as alive. */
  static final int LIVE = 1 << 22;

  /** In the ready queue to let others run, though what it awaits is done. */
  static final int YIELDS = 1 << 21;

  /** What {@link #poll} answers for a stage that is not done. */
  static final Object PENDING = new Object();

  private static final VarHandle STATE;
  private static final VarHandle CONTEXT;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(AbstractTask.class, "state", int.class);
      CONTEXT = lookup.findVarHandle(AbstractTask.class, "context", TaskContext.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  int state;
  @Nullable Object outcome;

  /** Null for a task that was done from the start and has no name. */
  @Nullable TaskContext context;

  AbstractTask(int state, @Nullable Object outcome) {
    this.state = state;
    this.outcome = outcome;
  }

  AbstractTask(@Nullable TaskContext context) {
    this.context = context;
  }

  // === The ask ===

  /**
   * The value of a stage that is done, {@link #PENDING} for one that is not; throws its failure.
   */
  static @Nullable Object poll(CompletionStage<?> stage) throws Throwable {
    if (stage instanceof AbstractTask<?> task) {
      int state = task.stateAcquire();
      if ((state & (DONE | FAILED)) == DONE) {
        return task.outcome;
      }
      if (state < 0) {
        throw (Throwable) Objects.requireNonNull(task.outcome);
      }
      return pending();
    }
    Object value = ForeignStages.poll(stage);
    return value == PENDING ? pending() : value;
  }

  private static Object pending() {
    if (CurrentLoop.get() == null) {
      throw new IllegalStateException(
          "await has to wait, but no event loop runs on this thread: call this from Bobbin.run(() ->"
              + " ...) or EventLoop.fork(() -> ...), or use join() where blocking is meant");
    }
    return PENDING;
  }

  /** The stage as a task that can be waited for on the current loop. */
  @SuppressWarnings("unchecked")
  static <T> AbstractTask<T> of(CompletionStage<? extends T> stage) {
    return stage instanceof AbstractTask<?> task
        ? (AbstractTask<T>) task
        : ForeignStages.adopt((CompletionStage<T>) stage);
  }

  /** This task, or one that stands for it on the given loop. */
  final AbstractTask<T> on(EventLoop loop) {
    if (isDone() || home() == loop) {
      return this;
    }
    RemoteTask<T> local = new RemoteTask<>(loop, this);
    local.listen();
    return local;
  }

  /** What an async operation that was called returned, or its failure. */
  static <T> AbstractTask<T> call(AsyncCallable<T> operation) {
    try {
      CompletionStage<T> stage = operation.call();
      if (stage == null) {
        throw new NullPointerException(
            operation.getClass().getName() + ".call() returned null instead of a stage");
      }
      return of(stage);
    } catch (Throwable failure) {
      return DoneTask.failed(failure);
    }
  }

  // === Confined to the loop thread ===

  /** The loop of a task that is not done. */
  final EventLoop home() {
    return Objects.requireNonNull(context, "a pending task has a loop").loop();
  }

  static int kindOf(Throwable failure) {
    return Failures.isCancellation(failure) ? DONE | FAILED | CANCELLED : DONE | FAILED;
  }

  /** To be told when this task is done; it must not be. */
  void addWaiter(Waiter waiter) {
    waiter.next = (Waiter) outcome;
    outcome = waiter;
  }

  final @Nullable Waiter firstWaiter() {
    return isDone() ? null : (Waiter) outcome;
  }

  /**
   * Ends the task.
   *
   * @return its waiter, if it has just one, to go on in the same step; several go to the queue
   */
  final @Nullable Waiter finish(int kind, @Nullable Object result) {
    Waiter waiters = (Waiter) outcome;
    int flags = state;
    outcome = result;
    STATE.setRelease(this, (flags & KEPT) | kind);
    if ((flags & CANCEL_PENDING) != 0 && (kind & CANCELLED) == 0) {
      home().cancellations().passOn(this, waiters);
    }
    ended(flags, kind, result, waiters == null);
    if (waiters != null && waiters.next != null) {
      home().readyAll(waiters);
      return null;
    }
    return waiters;
  }

  final @Nullable Waiter finishAs(AbstractTask<?> other) {
    return finish(other.kind(), other.outcome);
  }

  /** Ends a task from outside of any step: its waiters go to the queue. */
  final void complete(int kind, @Nullable Object result) {
    Waiter waiter = finish(kind, result);
    if (waiter != null) {
      home().ready(waiter);
    }
  }

  final int kind() {
    return state & (DONE | FAILED | CANCELLED);
  }

  private void ended(int flags, int kind, @Nullable Object result, boolean unwatched) {
    EventLoop loop = home();
    if ((flags & LIVE) != 0) {
      loop.taskEnded();
    }
    if ((flags & CANCEL_REQUESTED) != 0) {
      loop.cancellations().forget(this);
    }
    released();
    if (kind == (DONE | FAILED)) {
      if ((flags & DETACHED) != 0) {
        loop.report(this, (Throwable) Objects.requireNonNull(result));
      } else if (unwatched && (flags & LIVE) != 0 && loop.isStopping()) {
        loop.report(
            this,
            new IllegalStateException(
                this + " failed during shutdown of the loop",
                (Throwable) Objects.requireNonNull(result)));
      }
    }
  }

  /** Lets go of what is only needed while the task is not done. */
  void released() {}

  /** From here on the loop knows that the task is under way. */
  final void becomeLive() {
    if ((state & LIVE) == 0) {
      state |= LIVE;
      home().taskBegan();
    }
  }

  /** Whether {@link EventLoop#tasks} lists it: it runs code of the user. */
  boolean isListed() {
    return false;
  }

  /** The one task that this one waits for, which a cancellation is passed on to. */
  @Nullable AbstractTask<?> waitsFor() {
    return null;
  }

  /**
   * A cancellation arrives at a task that waits for no single other one.
   *
   * @param onward takes the tasks that the cancellation goes on to
   * @return false if it has to wait in the nearest coroutine above
   */
  boolean acceptCancel(CancellationException cancellation, ArrayDeque<AbstractTask<?>> onward) {
    return false;
  }

  /** The line at which a coroutine waits. */
  @Nullable StackTraceElement waitingLine() {
    return null;
  }

  @Override
  @Nullable AbstractTask<?> waitingTask() {
    return this;
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

  @Override
  public final boolean isCancelRequested() {
    return (stateAcquire() & CANCEL_REQUESTED) != 0;
  }

  @Override
  public final boolean cancel(boolean mayInterruptIfRunning) {
    return cancel("");
  }

  @Override
  public final boolean cancel(String reason) {
    Objects.requireNonNull(reason, "reason");
    return !isDone() && Cancellation.request(this, reason);
  }

  @Override
  public final CompletableFuture<T> toCompletableFuture() {
    return LinkedFuture.of(this);
  }

  @Override
  public final T join() {
    Joining.await(this);
    return value();
  }

  @Override
  public final T get() throws InterruptedException, ExecutionException {
    Joining.awaitInterruptibly(this);
    return reported();
  }

  @Override
  public final T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, java.util.concurrent.TimeoutException {
    Joining.await(this, timeout, unit);
    return reported();
  }

  private T reported() throws ExecutionException {
    if (isFailed() && !isCancelled()) {
      throw new ExecutionException((Throwable) Objects.requireNonNull(outcome));
    }
    return value();
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // T may be a type with null
  final T value() {
    if (isFailed()) {
      throw Failures.sneaky((Throwable) Objects.requireNonNull(outcome));
    }
    return (T) outcome;
  }

  @Override
  public final T resultNow() {
    if (!isDone()) {
      throw new IllegalStateException(this + " is not done");
    }
    if (isFailed()) {
      throw new IllegalStateException(
          this + " has no result", (Throwable) Objects.requireNonNull(outcome));
    }
    return value();
  }

  @Override
  public final Throwable exceptionNow() {
    if (!isDone()) {
      throw new IllegalStateException(this + " is not done");
    }
    if (!isFailed() || isCancelled()) {
      throw new IllegalStateException(this + " has not failed");
    }
    return (Throwable) Objects.requireNonNull(outcome);
  }

  @Override
  public final String name() {
    TaskContext known = (TaskContext) CONTEXT.getAcquire(this);
    if (known == null) {
      return "task";
    }
    if (known.name() == null) {
      TaskContext named = known.named("task-" + EventLoop.nextTaskNumber());
      CONTEXT.compareAndSet(this, known, named);
      known = (TaskContext) CONTEXT.getAcquire(this);
    }
    return Objects.requireNonNull(known.name());
  }

  @Override
  public final Task<T> named(String name) {
    Objects.requireNonNull(name, "name");
    TaskContext known = (TaskContext) CONTEXT.getAcquire(this);
    if (known != null) {
      CONTEXT.setRelease(this, known.named(name));
    }
    return this;
  }

  @Override
  public final @Nullable EventLoop loop() {
    TaskContext known = (TaskContext) CONTEXT.getAcquire(this);
    return known == null ? null : known.loop();
  }

  @Override
  public final List<StackTraceElement> asyncStack() {
    return AsyncTrace.of(this);
  }

  /** What kind of task it is, for people. */
  String describe() {
    return getClass().getSimpleName();
  }

  @Override
  public final String toString() {
    StringBuilder text = new StringBuilder(name());
    text.append('[').append(describe()).append(", ").append(stateName());
    StackTraceElement line = isDone() ? null : waitingLine();
    if (line != null) {
      text.append(" at ").append(line);
    }
    return text.append(']').toString();
  }

  private String stateName() {
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
