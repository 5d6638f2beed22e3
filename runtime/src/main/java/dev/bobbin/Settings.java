package dev.bobbin;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What {@link EventLoop.Builder} collected. */
record Settings(
    String name,
    boolean debug,
    int awaitBudget,
    Duration slowStep,
    BiConsumer<? super Task<?>, ? super Throwable> exceptionHandler,
    Executor blockingExecutor,
    int maxBlocking,
    Duration shutdownGrace,
    boolean shutdownHook,
    Ticker ticker) {

  static void logFailure(@Nullable Task<?> task, Throwable failure) {
    System.getLogger("dev.bobbin")
        .log(
            System.Logger.Level.ERROR,
            task == null ? "a callback failed" : task + " failed and nobody saw it",
            failure);
  }

  /** The default exception handler; a class, as a lambda would cost each start a millisecond. */
  static final class FailureLog implements BiConsumer<@Nullable Task<?>, Throwable> {
    @Override
    public void accept(@Nullable Task<?> task, Throwable failure) {
      logFailure(task, failure);
    }
  }

  /** Zero if steps are not measured. */
  long slowStepNanos() {
    if (!slowStep.isZero()) {
      return slowStep.toNanos();
    }
    return debug ? 100_000_000 : 0;
  }
}
