package dev.bobbin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** All values, or the first failure when the rest was cancelled and has ended. */
final class AllTask<T> extends GatherTask<T, List<T>> {

  private @Nullable Throwable failure;

  private AllTask(@Nullable TaskContext context, List<AbstractTask<T>> children) {
    super(context, children);
  }

  static <T> Task<List<T>> of(Collection<? extends CompletionStage<? extends T>> stages) {
    List<AbstractTask<T>> children = tasksOf(stages);
    return new AllTask<>(contextFor(children), children).started();
  }

  @Override
  void childEnded(AbstractTask<T> child) {
    if (!child.isFailed()) {
      return;
    }
    Throwable thrown = (Throwable) Objects.requireNonNull(child.outcome);
    if (failure == null) {
      failure = thrown;
      cancelTheRest("another one of all failed");
    } else if (!child.isCancelled()) {
      Failures.suppress(failure, thrown);
    }
  }

  @Override
  boolean decides(AbstractTask<T> ended) {
    return ended.isFailed();
  }

  @Override
  Task<List<T>> result() {
    if (failure != null) {
      return Task.failed(failure);
    }
    List<T> values = new ArrayList<>(children.size());
    children.forEach(child -> values.add(child.resultNow()));
    return Task.of(values);
  }

  @Override
  String word() {
    return "all";
  }
}
