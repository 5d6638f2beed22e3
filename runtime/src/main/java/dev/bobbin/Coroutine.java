package dev.bobbin;

import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A task that runs code of an async method step by step: at once the returned task, the
 * continuation in the ready queue, and the waiter in the list of the task that it awaits. Public
 * only because the frames of woven code extend it, by way of another package; not for users.
 *
 * @hidden
 */
public abstract non-sealed class Coroutine<T> extends AbstractTask<T> {

  /** What coroutines await that let others run; nobody waits in its list. */
  private static final YieldTask NEXT_TURN = new YieldTask();

  /** What it waits for; null while its code runs, and in a yield. */
  private @Nullable AbstractTask<?> awaiting;

  protected Coroutine() {
    super(CurrentLoop.contextOrNull());
  }

  /** Runs the code to its next suspension or its end; gives this frame or what it returned. */
  protected abstract @Nullable Object resume() throws Throwable;

  /** Lets go of all that the code kept. */
  protected abstract void clear();

  /** The source line of a suspension point. */
  protected abstract StackTraceElement lineOf(int label);

  /** Whether the method returns nothing, so that null is no mistake. */
  protected abstract boolean isVoid();

  protected abstract String method();

  /** Who gets its failure in the end, for stack traces, where nobody awaits the task itself. */
  protected @Nullable Task<?> readBy() {
    return null;
  }

  // === For woven code, by way of the frame ===

  /**
   * The value of a done stage, or {@link AbstractTask#PENDING}; throws the stage's failure itself.
   * Woven code calls just this, because HotSpot inlines calls to a limited depth only. What was
   * done from the start is read without order, which spares a loop the barrier.
   */
  public static @Nullable Object poll(CompletionStage<?> stage) throws Throwable {
    if (stage instanceof DoneTask<?> done && done.state == DONE) {
      return done.outcome;
    }
    return ask(stage);
  }

  /** The same for what a body returned: the value itself, or a task. */
  public static @Nullable Object pollResult(Object result) throws Throwable {
    return result instanceof AbstractTask<?> task ? poll(task) : result;
  }

  /** What a body returns for {@code Task.of(value)}: the value, if it is none that misleads. */
  public static Object value(@Nullable Object value) {
    return value == null || value instanceof AbstractTask<?> ? new DoneTask<>(value) : value;
  }

  /** What such a body returns otherwise; a null becomes the failure that says so. */
  public static Object returned(@Nullable Object stage) {
    return stage instanceof AbstractTask<?> ? stage : stageOrFailure(stage);
  }

  private static Object stageOrFailure(@Nullable Object stage) {
    return stage == null ? DoneTask.failed(nullReturned()) : of((CompletionStage<?>) stage);
  }

  /** The task of a body's result. */
  @SuppressWarnings("unchecked")
  public static Task<Object> toTask(Object result) {
    return result instanceof AbstractTask<?> task ? (Task<Object>) task : new DoneTask<>(result);
  }

  /** A body returned null for a stage. */
  protected static NullPointerException nullReturned() {
    return Failures.nullReturned();
  }

  /** For a method that may open scopes: their exceptions take the place of a cancellation. */
  protected final @Nullable Object pollInScopes(CompletionStage<?> stage) throws Throwable {
    try {
      return poll(stage);
    } catch (CancellationException cancellation) {
      throw inScopes(cancellation, false);
    }
  }

  private Throwable inScopes(CancellationException cancellation, boolean waited) {
    return (state & SCOPED) == 0 ? cancellation : home().scopes.thrown(this, cancellation, waited);
  }

  /** Closes in async code. */
  protected static CompletionStage<?> closeShielded(AsyncCloseable closed) {
    return UncancellableTask.of(closed::closeAsync);
  }

  protected static final Object pendingMark() {
    return PENDING;
  }

  protected static CompletionStage<?> nextTurn() {
    CurrentLoop.require();
    return NEXT_TURN;
  }

  /** When a loop of a method has used up its awaits of done stages. */
  protected static int awaitsLeft(CompletionStage<?> stage) {
    return AwaitBudget.refill(stage);
  }

  /** The failure of a method that never suspended. */
  protected static Task<Object> failedCall(Throwable failure) {
    DoneTask<Object> failed = DoneTask.failed(failure);
    LoopCore loop = CurrentLoop.get();
    if (loop != null) {
      loop.raised(failure);
      if (loop.settings.debug() && !failed.isCancelled()) {
        DroppedFailures.watch(failed, loop, failure);
      }
    }
    return failed;
  }

  /** The failure of a void method that never suspended; without a loop its caller's. */
  protected static void reportDetached(Throwable failure) {
    LoopCore loop = CurrentLoop.get();
    if (loop == null) {
      throw Failures.sneaky(failure);
    }
    VoidCall.ended(loop, DoneTask.failed(failure));
  }

  /** What is left of the call of a void method, for those who have to wait for its end. */
  protected static Task<?> restOfVoid(Callable<?> call) throws Exception {
    return VoidCall.rest(CurrentLoop.require(), call);
  }

  protected final int labelNow() {
    return state & LABEL_MASK;
  }

  /** The outcome of what was awaited, once: a resumption finds it done. */
  protected final @Nullable Object takeArrived() throws Throwable {
    AbstractTask<?> task = awaiting;
    if (task == null) {
      return null; // a yield
    }
    awaiting = null;
    int now = task.stateAcquire();
    if ((now & (FAILED | PRIVATE)) == 0) {
      return task.outcome;
    }
    return (now & FAILED) == 0 ? ((StageTask<?>) task).takeOutcome() : ask(task);
  }

  /** The same for a method that may open scopes, as {@link #pollInScopes}. */
  protected final @Nullable Object takeArrivedInScopes() throws Throwable {
    try {
      return takeArrived();
    } catch (CancellationException cancellation) {
      throw inScopes(cancellation, true);
    }
  }

  /** A void method's call is over, and nobody holds the frame. */
  protected final void detached() {
    if (!isDone()) {
      state |= DETACHED;
    }
    LoopCore loop = homeOrNull();
    if (loop != null) {
      VoidCall.ended(loop, this);
    } else if (isFailed()) {
      throw Failures.sneaky((Throwable) Objects.requireNonNull(outcome));
    }
  }

  /** A label of a body whose results are values. */
  protected static int valued(int label) {
    return label | VALUED;
  }

  /** Suspends at a label until the stage is done; if it is done already, for one turn. */
  protected final void suspendAt(CompletionStage<?> stage, int label) {
    waitFor(stage, (state & ~LABEL_MASK) | label);
  }

  private void waits(LoopCore loop, int flags) {
    state = flags | LIVE;
    if ((flags & LIVE) == 0) {
      loop.taskBegan(this);
    }
  }

  private void waitFor(CompletionStage<?> stage, int flags) {
    LoopCore loop = home();
    if (stage == NEXT_TURN) {
      waits(loop, flags | YIELDS);
      loop.ready(this);
    } else {
      waits(loop, flags);
      AbstractTask<?> target = targetOf(stage, loop);
      awaiting = target;
      if (target.state < 0) {
        state |= YIELDS;
        loop.ready(this);
        return;
      }
      if (outcome != null && reaches(target, this)) {
        loop.cancellations.closesCircle(this);
      }
      target.addWaiter(this);
      if (loop.isNoted) {
        loop.meter.suspends(this, target);
      }
    }
    if ((state & (CANCEL_PENDING | SCOPED)) != 0) {
      loop.cancellations.suspends(this);
    }
  }

  private AbstractTask<?> targetOf(CompletionStage<?> stage, LoopCore loop) {
    if (stage instanceof AbstractTask<?> task) {
      return task == this ? awaitsItself() : task.on(loop);
    }
    return StageTask.forOne(loop, stage); // it was asked just now
  }

  private AbstractTask<?> awaitsItself() {
    return DoneTask.failed(new IllegalStateException(name() + " awaits itself"));
  }

  /**
   * Whether one waits, by way of others, for the wanted one. Looked for from both ends at once, of
   * which one is near in chains of calls.
   */
  private static boolean reaches(AbstractTask<?> from, AbstractTask<?> wanted) {
    AbstractTask<?> below = from;
    AbstractTask<?> above = wanted;
    for (long steps = 0; steps < 1_000_000; steps++) {
      if (below == wanted || above == from) {
        return true;
      }
      below = below.waitsFor();
      if (below == null) {
        return false;
      }
      if (above != null) {
        Waiter waiter = above.firstWaiter();
        if (waiter == null) {
          return false;
        }
        AbstractTask<?> waiting = waiter.next == null ? waiter.waitingTask() : null;
        above = waiting != null && waiting.waitsFor() == above ? waiting : null;
      }
    }
    return false;
  }

  /** Takes the coroutine out of a wait that nobody could end. */
  final void interrupt(CancellationException cancellation) {
    awaiting = DoneTask.failed(cancellation);
    home().ready(this);
  }

  /** The same for one that only lets others run; false if it does something else. */
  final boolean interruptYield(CancellationException cancellation) {
    if (awaiting != null || (state & YIELDS) == 0) {
      return false;
    }
    awaiting = DoneTask.failed(cancellation); // it is in the ready queue already
    return true;
  }

  /** Runs the first step on the caller's stack, as its own current task. */
  protected final void startNow() {
    state |= FRAMED;
    LoopCore loop = homeOrNull();
    if (loop == null) {
      runOffLoop();
      return;
    }
    AbstractTask<?> caller = loop.currentTask();
    loop.enter(this);
    try {
      Waiter waiter = run();
      if (waiter != null) {
        loop.ready(waiter);
      }
    } finally {
      loop.enter(caller);
    }
  }

  private void runOffLoop() {
    AbstractTask<?> ended;
    try {
      ended = resultTask(resume());
    } catch (Throwable failure) {
      ended = DoneTask.failed(failure);
    }
    if (!ended.isDone()) {
      throw new IllegalStateException("a pending task belongs to a loop");
    }
    outcome = ended.outcome;
    state = (state & LABEL_MASK) | ended.kind();
    clear();
  }

  @Override
  final @Nullable Waiter step() {
    AbstractTask<?> task = awaiting;
    int flags = state & (DONE | TAIL | YIELDS);
    if (task == null ? flags != YIELDS : flags != 0 || (task.state & (DONE | FAILED)) != DONE) {
      return seldomStep(task);
    }
    home().resumes(this);
    if (flags != 0) {
      state &= ~YIELDS;
    }
    return run();
  }

  /** After what is not just a yield or the value of a task. */
  private @Nullable Waiter seldomStep(@Nullable AbstractTask<?> task) {
    int flags = state;
    if (flags < 0 || (task == null ? (flags & YIELDS) == 0 : task.state >= 0)) {
      return null; // was ended by the shutdown of its loop, or taken out of its wait
    }
    LoopCore loop = home();
    loop.resumes(this);
    if ((flags & TAIL) != 0) {
      return finishAs(Objects.requireNonNull(task));
    }
    if ((flags & YIELDS) != 0) {
      state = flags & ~YIELDS;
      loop.takeAwaits(1);
    }
    if (task != null && (task.state & FAILED) != 0) {
      failureArrives(loop, task);
    }
    return run();
  }

  private void failureArrives(LoopCore loop, AbstractTask<?> ended) {
    Throwable failure = (Throwable) Objects.requireNonNull(ended.outcome);
    if ((state & CANCEL_REQUESTED) != 0
        && failure instanceof CancellationException cancellation
        && !Cancellation.isOfScope(cancellation, this)) {
      loop.cancellations.delivered(this, cancellation);
    }
    AsyncTrace.appendAwaited(failure, ended, this, loop);
  }

  /** Runs the code to its next suspension or its end; gives who goes on then. */
  private @Nullable Waiter run() {
    Object result;
    try {
      result = resume();
    } catch (Throwable failure) {
      return fail(failure);
    }
    return result == this ? suspended() : end(result);
  }

  /** The code has suspended, unless it has returned its own frame. */
  private @Nullable Waiter suspended() {
    return (state & YIELDS) != 0 || awaiting != null ? null : endAsTask(this);
  }

  private @Nullable Waiter end(@Nullable Object result) {
    return (state & VALUED) == 0 || result instanceof AbstractTask<?>
        ? endAsTask(result)
        : finish(DONE, result);
  }

  private @Nullable Waiter endAsTask(@Nullable Object result) {
    AbstractTask<?> ended = resultTask(result);
    if (!ended.isDone()) {
      waitFor(ended, state | TAIL);
      return null;
    }
    if (!ended.isFailed()) {
      return finishAs(ended);
    }
    DroppedFailures.seen(ended);
    Throwable failure = (Throwable) Objects.requireNonNull(ended.outcome);
    AsyncTrace.appendReturned(failure, ended, this, home());
    return fail(failure);
  }

  private AbstractTask<?> resultTask(@Nullable Object result) {
    if (result == null) {
      return isVoid()
          ? (AbstractTask<?>) Task.done()
          : DoneTask.failed(
              new NullPointerException(
                  method()
                      + " returned null instead of a stage: return Task.of(value) or"
                      + " Task.done()"));
    }
    if (result == this) {
      return DoneTask.failed(new IllegalStateException(name() + " is its own result"));
    }
    return of((CompletionStage<?>) result);
  }

  private @Nullable Waiter fail(Throwable failure) {
    LoopCore loop = home();
    if ((state & CANCEL_REQUESTED) != 0) {
      CancellationException delivered = loop.cancellations.deliveredTo(this);
      if (failure != delivered) {
        Failures.suppress(failure, delivered);
      }
    }
    if (labelNow() > 0) {
      AsyncTrace.appendCallers(failure, this, loop);
    } else {
      loop.raised(failure);
    }
    if (failure instanceof VirtualMachineError error) {
      loop.fatal(error);
    }
    return finish(kindOf(failure), failure);
  }

  @Override
  final void released() {
    if (awaiting != null) {
      awaiting = null;
    }
    clear();
  }

  @Override
  final boolean isListed() {
    return true;
  }

  @Override
  final @Nullable AbstractTask<?> waitsFor() {
    return awaiting;
  }

  /** Unless it yields, it is running: the request waits in it. */
  @Override
  final boolean acceptCancel(
      CancellationException cancellation, ArrayDeque<AbstractTask<?>> onward) {
    return interruptYield(cancellation);
  }

  @Override
  final @Nullable StackTraceElement waitingLine() {
    int label = stateAcquire() & LABEL_MASK;
    return label == 0 ? null : lineOf(label);
  }

  @Override
  final String describe() {
    return method();
  }
}
