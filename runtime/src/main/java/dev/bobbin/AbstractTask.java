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

/** What all tasks have in common beside the outcome: a loop, waiters, and how to cancel. */
abstract sealed class AbstractTask<T> extends TaskState<T> implements Task<T>
    permits DoneTask,
        Coroutine,
        ForkTask,
        LeafTask,
        Promise,
        SleepTask,
        YieldTask,
        TimeoutTask,
        ShieldTask,
        UncancellableTask,
        GatherTask,
        ForEachTask,
        JoinTask,
        CloseTask,
        EachIterator.NextTask {

  /** What {@link #ask} answers for a stage that is not done. */
  static final Object PENDING = new Object();

  private static final VarHandle CONTEXT;

  static {
    try {
      CONTEXT =
          MethodHandles.lookup().findVarHandle(AbstractTask.class, "context", TaskContext.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Null for a task that was done from the start and has no name. */
  @Nullable TaskContext context;

  AbstractTask(int state, @Nullable Object outcome) {
    super(state, outcome);
  }

  AbstractTask(@Nullable TaskContext context) {
    super(0, null);
    this.context = context;
  }

  // === The ask ===

  /**
   * The value of a stage that is done, {@link #PENDING} for one that is not; throws its failure.
   */
  static @Nullable Object ask(CompletionStage<?> stage) throws Throwable {
    if (stage instanceof AbstractTask<?> task) {
      if (task.state >= 0) { // read without order: who waits looks again
        return pending();
      }
      if ((task.stateAcquire() & FAILED) == 0) {
        return task.outcome;
      }
      DroppedFailures.seen(task);
      Throwable failure = (Throwable) Objects.requireNonNull(task.outcome);
      AsyncTrace.appendAwaiting(failure, task.homeOrNull());
      throw failure;
    }
    Object value = ForeignStages.poll(stage);
    return value == PENDING ? pending() : value;
  }

  private static Object pending() {
    if (CurrentLoop.get() == null) {
      throw new IllegalStateException(
          "await has to wait, but no event loop runs on this thread: call this from Bobbin.run(()"
              + " -> ...) or EventLoop.fork(() -> ...), or use join() where blocking is meant");
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
  final AbstractTask<T> on(LoopCore loop) {
    TaskContext own = context;
    if ((own != null && own.loop() == loop) || isDone()) {
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
  final LoopCore home() {
    return Objects.requireNonNull(context, "a pending task has a loop").loop();
  }

  /** To be told when this task is done; it must not be. */
  void addWaiter(Waiter waiter) {
    waiter.next = (Waiter) outcome;
    outcome = waiter;
  }

  /** Who waits loses interest; nothing, if this task is done or it does not wait. */
  final void removeWaiter(Waiter waiter) {
    Waiter before = null;
    for (Waiter at = firstWaiter(); at != null; at = at.next) {
      if (at != waiter) {
        before = at;
        continue;
      }
      if (before == null) {
        outcome = at.next;
      } else {
        before.next = at.next;
      }
      at.next = null;
      return;
    }
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
    publish(kind, result);
    if (kind == DONE && (flags & (CANCEL_PENDING | CANCEL_REQUESTED | SCOPED)) == 0) {
      if ((flags & LIVE) != 0) {
        home().taskEnded(this);
      }
      released();
    } else {
      ended(flags, kind, result, waiters);
    }
    if (waiters != null && waiters.next != null) {
      home().readyAll(waiters);
      return null;
    }
    return waiters;
  }

  final @Nullable Waiter finishAs(AbstractTask<?> other) {
    int kind = other.kind();
    if ((kind & FAILED) != 0) {
      DroppedFailures.seen(other);
    }
    return finish(kind, other.outcome);
  }

  /** Ends a task from outside of any step: its waiters go to the queue. */
  final void complete(int kind, @Nullable Object result) {
    Waiter waiter = finish(kind, result);
    if (waiter != null) {
      home().ready(waiter);
    }
  }

  /** The end of a task that failed, was asked to cancel, or has scopes. */
  private void ended(int flags, int kind, @Nullable Object result, @Nullable Waiter waiters) {
    LoopCore loop = home();
    if ((flags & CANCEL_PENDING) != 0 && (kind & CANCELLED) == 0) {
      loop.cancellations.passOn(this, waiters);
    }
    boolean unwatched = waiters == null;
    if ((flags & LIVE) != 0) {
      loop.taskEnded(this);
    }
    if ((flags & (CANCEL_REQUESTED | SCOPED)) != 0) {
      interruptible(loop, flags);
    }
    released();
    if (kind == (DONE | FAILED)) {
      if ((flags & DETACHED) != 0) {
        loop.report(this, (Throwable) Objects.requireNonNull(result));
      } else if (unwatched && (flags & LIVE) != 0 && loop.shutdown.isStopping()) {
        loop.report(
            this,
            new IllegalStateException(
                this + " failed during shutdown of the loop",
                (Throwable) Objects.requireNonNull(result)));
      } else if (unwatched && isWatched(loop, result) && !isOwned()) {
        DroppedFailures.watch(this, loop, (Throwable) Objects.requireNonNull(result));
      }
    }
  }

  /** Code that was not woven does nothing at all, which must never look like code that works. */
  private static boolean isWatched(LoopCore loop, @Nullable Object failure) {
    return loop.settings.debug() || failure instanceof NotWovenException;
  }

  private void interruptible(LoopCore loop, int flags) {
    loop.cancellations.forget(this);
    if ((flags & SCOPED) != 0) {
      loop.scopes.ownerEnded(this);
    }
  }

  /** Lets go of what is only needed while the task is not done. */
  void released() {}

  /** From here on the loop knows that the task is under way. */
  final void becomeLive() {
    if ((state & LIVE) == 0) {
      state |= LIVE;
      home().taskBegan(this);
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

  /** Whether somebody beside its waiters is told of its end. */
  boolean isOwned() {
    return false;
  }

  /** A task that waits for this one and for others, without being in its list of waiters. */
  @Nullable AbstractTask<?> joinedBy() {
    return null;
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
    tidyFailure();
    return value();
  }

  /** Nobody on the loop need have awaited it, which would have done so. */
  private void tidyFailure() {
    if (isFailed()) {
      AsyncTrace.tidy((Throwable) Objects.requireNonNull(outcome));
    }
  }

  @Override
  public final T get() throws InterruptedException, ExecutionException {
    Joining.awaitInterruptibly(this);
    tidyFailure();
    return reported();
  }

  @Override
  public final T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, java.util.concurrent.TimeoutException {
    Joining.await(this, timeout, unit);
    tidyFailure();
    return reported();
  }

  @Override
  public final String name() {
    TaskContext known = (TaskContext) CONTEXT.getAcquire(this);
    if (known == null) {
      return "task";
    }
    if (known.name() == null) {
      TaskContext named = known.numbered();
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

  /** From now on it belongs to a group; gives the one that it belonged to. */
  final @Nullable GroupScope<?, ?> insideGroup(@Nullable GroupScope<?, ?> group) {
    TaskContext known;
    do {
      known = (TaskContext) CONTEXT.getAcquire(this); // another thread may be about to name it
    } while (!CONTEXT.compareAndSet(this, known, known.inside(group)));
    return known.group();
  }

  final void leaveGroup(GroupScope<?, ?> group) {
    if (context != null && context.group() == group) {
      insideGroup(group.parent);
    }
  }

  /** Null for a task that was done from the start. */
  final @Nullable LoopCore homeOrNull() {
    TaskContext known = (TaskContext) CONTEXT.getAcquire(this);
    return known == null ? null : known.loop();
  }

  @Override
  public final @Nullable EventLoop loop() {
    LoopCore home = homeOrNull();
    return home == null ? null : home.eventLoop;
  }

  @Override
  public final List<StackTraceElement> asyncStack() {
    return AsyncTrace.of(this);
  }

  /** What somebody waits for who awaits this; its text is made later, and seldom. */
  Object reason() {
    return this;
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
}
