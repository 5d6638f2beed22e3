package dev.bobbin;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The first value, when the losers were cancelled and have ended. */
final class AnyTask<T> extends GatherTask<T, T> {

  private @Nullable AbstractTask<T> winner;
  private @Nullable Throwable failure;

  private AnyTask(@Nullable TaskContext context, List<AbstractTask<T>> children) {
    super(context, children);
  }

  static <T> Task<T> of(Collection<? extends CompletionStage<? extends T>> stages) {
    if (stages.isEmpty()) {
      throw new IllegalArgumentException("any of nothing would never end");
    }
    List<AbstractTask<T>> children = tasksOf(stages);
    return new AnyTask<>(contextFor(children), children).started();
  }

  @Override
  void childEnded(AbstractTask<T> child) {
    if (!child.isFailed()) {
      if (winner == null) {
        winner = child;
        cancelTheRest("another one of any was first");
      }
      return;
    }
    Throwable thrown = (Throwable) Objects.requireNonNull(child.outcome);
    if (failure == null) {
      failure = thrown;
    } else {
      Failures.suppress(failure, thrown);
    }
  }

  @Override
  boolean decides(AbstractTask<T> ended) {
    return !ended.isFailed();
  }

  @Override
  Task<T> result() {
    return winner != null ? winner : Task.failed(Objects.requireNonNull(failure));
  }

  @Override
  String word() {
    return "any";
  }
}
