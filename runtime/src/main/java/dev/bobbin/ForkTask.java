package dev.bobbin;

import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** An operation that starts in the loop's next turn and not on its caller's stack. */
sealed class ForkTask<T> extends AbstractTask<T> permits GroupTask {

  /** The operation, then the task that it returned; null while it is called, and at the end. */
  private @Nullable Object work;

  @SuppressWarnings("this-escape") // the notes only keep it
  ForkTask(TaskContext context, AsyncCallable<T> operation) {
    super(context);
    this.work = Objects.requireNonNull(operation, "operation");
    DebugNotes notes = context.loop().debug;
    if (notes != null) {
      notes.made(this, null);
    }
  }

  /** Calls the operation on the caller's stack, in this task's context. */
  final Task<T> callNow() {
    LoopCore loop = home();
    AbstractTask<?> caller = loop.currentTask();
    try {
      Waiter waiter = begin();
      if (waiter != null) {
        loop.ready(waiter);
      }
    } finally {
      loop.enter(caller);
    }
    return this;
  }

  @Override
  final @Nullable Waiter step() {
    if (isDone()) {
      return null;
    }
    return work instanceof AbstractTask<?> running ? finishAs(running) : begin();
  }

  @SuppressWarnings("unchecked")
  private @Nullable Waiter begin() {
    LoopCore loop = home();
    becomeLive();
    CancellationException early = loop.cancellations.take(this);
    AsyncCallable<T> starting = (AsyncCallable<T>) Objects.requireNonNull(work);
    work = null;
    loop.enter(this);
    AbstractTask<T> started =
        early == null ? AbstractTask.call(starting).on(loop) : DoneTask.failed(early);
    if (started.isDone()) {
      if (started.outcome instanceof VirtualMachineError error) {
        loop.fatal(error);
      }
      return finishAs(started);
    }
    work = started;
    started.addWaiter(this);
    CancellationException requested = loop.cancellations.take(this);
    if (requested != null) {
      Cancellation.deliver(started, requested);
    }
    return null;
  }

  /** The loop closes: if the operation has not begun, it is cancelled without being called. */
  final boolean neverBegins() {
    if (isDone() || !(work instanceof AsyncCallable<?>)) {
      return false;
    }
    complete(
        DONE | FAILED | CANCELLED,
        new CancellationException(name() + " was not begun before its loop was closed"));
    return true;
  }

  @Override
  void released() {
    work = null;
  }

  @Override
  final boolean isListed() {
    return true;
  }

  @Override
  final @Nullable AbstractTask<?> waitsFor() {
    return work instanceof AbstractTask<?> running ? running : null;
  }

  /** It has not started, or is calling the operation just now. */
  @Override
  final boolean acceptCancel(
      CancellationException cancellation, ArrayDeque<AbstractTask<?>> onward) {
    home().cancellations.keep(this, cancellation);
    return true;
  }

  @Override
  String describe() {
    return "fork";
  }
}
