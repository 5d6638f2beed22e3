package dev.bobbin;

import org.jspecify.annotations.Nullable;

/**
 * An operation that no cancellation of its caller gets into: the request waits until it is over.
 */
final class UncancellableTask<T> extends AbstractTask<T> {

  private final AbstractTask<T> child;

  private UncancellableTask(LoopCore loop, AbstractTask<T> child) {
    super(loop.context());
    this.child = child;
  }

  static <T> Task<T> of(AsyncCallable<T> operation) {
    AbstractTask<T> child = AbstractTask.call(operation);
    if (child.isDone()) {
      return child;
    }
    LoopCore loop = CurrentLoop.require();
    UncancellableTask<T> task = new UncancellableTask<>(loop, child.on(loop));
    task.child.addWaiter(task);
    return task;
  }

  @Override
  @Nullable Waiter step() {
    return isDone() ? null : finishAs(child);
  }

  @Override
  String describe() {
    return "uncancellable";
  }
}
