package dev.bobbin;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Waits for several tasks; it ends when all of them have ended, so that none is left behind. */
abstract sealed class GatherTask<T, R> extends AbstractTask<R>
    permits AllTask, AnyTask, SettleTask {

  final List<AbstractTask<T>> children;
  private int pending;

  /** The request to cancel, if it was made to the gathering task itself. */
  @Nullable CancellationException cancellation;

  GatherTask(@Nullable TaskContext context, List<AbstractTask<T>> children) {
    super(context);
    this.children = children;
  }

  static <T> List<AbstractTask<T>> tasksOf(Collection<? extends CompletionStage<? extends T>> in) {
    List<AbstractTask<T>> tasks = new ArrayList<>(in.size());
    for (CompletionStage<? extends T> stage : in) {
      tasks.add(AbstractTask.of(Objects.requireNonNull(stage, "stage")));
    }
    return tasks;
  }

  /** The context for a task that waits for these; null if none has to be waited for. */
  static @Nullable TaskContext contextFor(List<? extends AbstractTask<?>> children) {
    for (AbstractTask<?> child : children) {
      if (!child.isDone()) {
        return CurrentLoop.require().context();
      }
    }
    return null;
  }

  /** Begins to wait, if there is something to wait for. */
  final Task<R> started() {
    List<AbstractTask<T>> done = new ArrayList<>();
    for (int i = 0; i < children.size(); i++) {
      AbstractTask<T> child = children.get(i);
      if (child.isDone()) {
        DroppedFailures.seen(child);
        done.add(child);
      } else {
        AbstractTask<T> local = child.on(home());
        children.set(i, local);
        pending++;
        local.addWaiter(new Child<>(this, local));
      }
    }
    done.forEach(this::childEnded);
    return pending > 0 ? this : result();
  }

  /** Links one child to the gathering task. */
  private static final class Child<T> extends Waiter {
    private final GatherTask<T, ?> parent;
    private final AbstractTask<T> child;

    Child(GatherTask<T, ?> parent, AbstractTask<T> child) {
      this.parent = parent;
      this.child = child;
    }

    @Override
    @Nullable Waiter step() {
      return parent.ended(child);
    }

    @Override
    AbstractTask<?> waitingTask() {
      return parent;
    }
  }

  private @Nullable Waiter ended(AbstractTask<T> child) {
    if (isDone()) {
      return null;
    }
    childEnded(child);
    return --pending > 0 ? null : finishAs((AbstractTask<R>) result());
  }

  /** Called for each child once, in the order in which they end. */
  abstract void childEnded(AbstractTask<T> child);

  /** The outcome, when all children have ended. */
  abstract Task<R> result();

  @Override
  final String describe() {
    return word() + ", " + pending + " of " + children.size() + " pending";
  }

  /** What users call it. */
  abstract String word();

  final void cancelTheRest(String reason) {
    if (cancellation != null) {
      return; // they know
    }
    for (AbstractTask<T> child : children) {
      if (!child.isDone()) {
        Cancellation.request(child, reason);
      }
    }
  }

  /** Who waits sees the request here unless no child does, or none can change the outcome. */
  @Override
  final boolean acceptCancel(CancellationException request, ArrayDeque<AbstractTask<?>> onward) {
    cancellation = request;
    boolean decided = false;
    for (AbstractTask<T> child : children) {
      if (child.isDone()) {
        decided |= decides(child);
      } else {
        onward.add(child);
      }
    }
    return !decided && !onward.isEmpty();
  }

  /** Whether a child that has ended makes the outcome certain, whatever becomes of the others. */
  abstract boolean decides(AbstractTask<T> ended);

  @Override
  final @Nullable Waiter step() {
    throw new AssertionError("children go on for it");
  }
}
