package dev.bobbin;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Stages that are no tasks: CompletableFuture, and those of other libraries. */
final class ForeignStages {

  private ForeignStages() {}

  /** See {@link AbstractTask#ask}. */
  static @Nullable Object poll(CompletionStage<?> stage) throws Throwable {
    if (stage == null) {
      throw new NullPointerException("await(null)");
    }
    CompletableFuture<?> future = futureOf(stage);
    return future == null ? AbstractTask.PENDING : poll(future);
  }

  /** The stage's future, if the stage can give one; some only call back. */
  static @Nullable CompletableFuture<?> futureOf(CompletionStage<?> stage) {
    if (stage instanceof CompletableFuture<?> future) {
      return future;
    }
    try {
      return stage.toCompletableFuture();
    } catch (RuntimeException refused) {
      return null;
    }
  }

  @SuppressWarnings({"unchecked", "NullAway"})
  private static @Nullable Object poll(CompletableFuture<?> future) throws Throwable {
    try {
      return ((CompletableFuture<Object>) future).getNow(AbstractTask.PENDING);
    } catch (UnsupportedOperationException minimal) {
      // A minimal stage gives nothing away, but copies itself.
      CompletableFuture<?> copy = future.toCompletableFuture();
      return copy == future ? AbstractTask.PENDING : poll(copy);
    } catch (CompletionException | CancellationException failed) {
      Throwable failure = failureOf(future);
      AsyncTrace.appendAwaiting(failure, null);
      throw failure;
    }
  }

  /** The exception object that the future was completed with: its own methods may throw another. */
  private static Throwable failureOf(CompletableFuture<?> future) {
    Throwable failure = future.handle((value, thrown) -> thrown).join();
    return Failures.peel(failure);
  }

  /** A task that ends with the stage; a done one if the stage is done. */
  static <T> AbstractTask<T> adopt(CompletionStage<T> stage) {
    try {
      @SuppressWarnings("unchecked")
      T value = (T) poll(stage);
      if (value != AbstractTask.PENDING) {
        return new DoneTask<>(value);
      }
    } catch (Throwable failure) {
      return DoneTask.failed(failure);
    }
    return listen(CurrentLoop.require(), stage);
  }

  static <T> StageTask<T> listen(LoopCore loop, CompletionStage<T> stage) {
    StageTask<T> task = new StageTask<>(loop, stage);
    task.listen();
    return task;
  }
}
