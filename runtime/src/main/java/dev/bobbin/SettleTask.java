package dev.bobbin;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** All outcomes, whatever they are. */
final class SettleTask<T> extends GatherTask<T, List<Task<T>>> {

  private SettleTask(@Nullable TaskContext context, List<AbstractTask<T>> children) {
    super(context, children);
  }

  static <T> Task<List<Task<T>>> of(Collection<? extends CompletionStage<? extends T>> stages) {
    List<AbstractTask<T>> children = tasksOf(stages);
    return new SettleTask<>(contextFor(children), children).started();
  }

  @Override
  void childEnded(AbstractTask<T> child) {}

  @Override
  boolean decides(AbstractTask<T> ended) {
    return false;
  }

  @Override
  Task<List<Task<T>>> result() {
    return cancellation != null && children.stream().anyMatch(AbstractTask::isCancelled)
        ? Task.failed(cancellation)
        : Task.of(List.copyOf(children));
  }

  @Override
  String word() {
    return "settle";
  }
}
