package dev.bobbin;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Waits for a stage of another library, which may call back on any thread. */
final class StageTask<T> extends LeafTask<T> implements BiConsumer<T, Throwable> {

  private static final VarHandle STAGE;

  static {
    try {
      STAGE = MethodHandles.lookup().findVarHandle(StageTask.class, "stage", CompletionStage.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * Taken once, by the first call back or by the loop, which wants none any more: so the first call
   * back counts, whoever calls twice. Not volatile, as setting it at first would cost a barrier.
   */
  private @Nullable CompletionStage<T> stage;

  StageTask(LoopCore loop, CompletionStage<T> stage) {
    super(loop);
    this.stage = stage;
  }

  /**
   * Waits for a stage that is not done, for one coroutine. The JDK's own futures call back once, so
   * that the task can then serve the next wait; but no task older than the loop's {@link Nursery},
   * which would cost more than a new one.
   */
  static AbstractTask<?> forOne(LoopCore loop, CompletionStage<?> stage) {
    if (stage.getClass() != CompletableFuture.class || loop.isNoted) {
      return ForeignStages.listen(loop, stage);
    }
    return listenAlone(loop, stage);
  }

  @SuppressWarnings("unchecked") // who takes the outcome knows the stage
  private static <T> StageTask<T> listenAlone(LoopCore loop, CompletionStage<T> stage) {
    Nursery nursery = loop.nursery;
    StageTask<T> task = (StageTask<T>) nursery.spare;
    if (task == null) {
      task = new StageTask<>(loop, stage);
    } else {
      nursery.spare = null;
      task.serveAgain(loop.context(), stage);
    }
    task.state = PRIVATE | nursery.number;
    task.listen();
    return task;
  }

  @SuppressWarnings("ReferenceEquality") // it is mostly the same, and need not be written then
  private void serveAgain(TaskContext newContext, CompletionStage<T> newStage) {
    if (context != newContext) {
      context = newContext;
    }
    stage = newStage;
  }

  /** The value of a {@link #forOne}, whose only user lets go of it. */
  @Nullable Object takeOutcome() {
    Object value = outcome;
    Nursery nursery = home().nursery;
    if (state == (DONE | PRIVATE | nursery.number)) {
      outcome = null;
      nursery.spare = this;
    }
    return value;
  }

  void listen() {
    CompletionStage<T> listened = stage;
    if (listened != null) {
      try {
        listened.whenComplete(this);
      } catch (Throwable refused) {
        accept(null, refused);
      }
    }
  }

  @Override
  public void accept(@Nullable T value, @Nullable Throwable failure) {
    if (isFirst()) {
      if (home().inLoop()) {
        arrive(value, failure);
      } else {
        home().door.post(() -> arrive(value, failure));
      }
    }
  }

  /** The JDK's own futures call back once, so that they are spared the atomic operation. */
  private boolean isFirst() {
    CompletionStage<T> listened = stage;
    if (listened != null && listened.getClass() == CompletableFuture.class) {
      stage = null;
      return true;
    }
    return STAGE.getAndSet(this, null) != null;
  }

  private void arrive(@Nullable T value, @Nullable Throwable failure) {
    if (isDone()) {
      return; // cancelled meanwhile: the late outcome is dropped
    }
    if (failure == null) {
      complete(DONE, value);
    } else {
      Throwable original = Failures.peel(failure);
      complete(kindOf(original), original);
    }
  }

  /** An outcome that came first, on any thread, is not replaced, so that nothing is lost. */
  @Override
  boolean acceptCancel(CancellationException cancellation, ArrayDeque<AbstractTask<?>> onward) {
    CompletionStage<T> listened = stage;
    if (listened == null) {
      return false;
    }
    CompletableFuture<?> future = ForeignStages.futureOf(listened);
    if (future != null && isDoneOtherwise(future)) {
      return false;
    }
    STAGE.setVolatile(this, null); // from here on it is not heard
    if (future != null && isTooLateFor(future)) {
      state &= ~PRIVATE; // it may be called back twice now
      stage = listened;
      listen();
      return false;
    }
    complete(DONE | FAILED | CANCELLED, cancellation);
    return true;
  }

  private static boolean isDoneOtherwise(CompletableFuture<?> future) {
    try {
      return future.isDone() && !future.isCancelled();
    } catch (UnsupportedOperationException minimal) {
      return false;
    }
  }

  /** Cancels the future, unless it is done meanwhile. */
  private boolean isTooLateFor(CompletableFuture<?> future) {
    try {
      return !future.cancel(true) && isDoneOtherwise(future);
    } catch (UnsupportedOperationException minimal) {
      return false; // It cannot be cancelled: the task lets go of it.
    } catch (Throwable failed) {
      home().report(this, failed);
      return false;
    }
  }

  @Override
  void left() {
    if (stage != null) { // it was not called back
      STAGE.setRelease(this, null);
    }
  }

  @Override
  Object reason() {
    CompletionStage<T> listened = stage;
    return listened == null ? this : new StageName(listened.getClass());
  }

  private record StageName(Class<?> type) {
    @Override
    public String toString() {
      return "stage " + type.getSimpleName();
    }
  }

  @Override
  String describe() {
    CompletionStage<T> listened = stage;
    return listened == null ? "stage" : new StageName(listened.getClass()).toString();
  }
}
