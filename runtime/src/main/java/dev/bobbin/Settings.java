package dev.bobbin;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What {@link EventLoop.Builder} collects. */
record Settings(
    String name,
    boolean debug,
    int awaitBudget,
    Duration slowStep,
    BiConsumer<? super Task<?>, ? super Throwable> exceptionHandler,
    Executor blockingExecutor,
    int maxBlocking,
    Duration shutdownGrace,
    Ticker ticker) {

  private static final AtomicInteger LOOPS = new AtomicInteger();

  static final Settings DEFAULT =
      new Settings(
          "",
          Boolean.getBoolean("bobbin.debug"),
          128,
          Duration.ZERO,
          Settings::logFailure,
          call -> BlockingThreads.SHARED.execute(call), // no thread is made before the first call
          256,
          Duration.ofSeconds(10),
          Ticker.system());

  static void logFailure(@Nullable Task<?> task, Throwable failure) {
    System.getLogger("dev.bobbin")
        .log(
            System.Logger.Level.ERROR,
            task == null ? "a callback failed" : task + " failed and nobody saw it",
            failure);
  }

  /** With a name of its own, if it has none. */
  Settings named() {
    return name.isEmpty() ? withName("bobbin-loop-" + LOOPS.incrementAndGet()) : this;
  }

  /** Zero if steps are not measured. */
  long slowStepNanos() {
    if (!slowStep.isZero()) {
      return slowStep.toNanos();
    }
    return debug ? 100_000_000 : 0;
  }

  Settings withName(String value) {
    return new Settings(
        value,
        debug,
        awaitBudget,
        slowStep,
        exceptionHandler,
        blockingExecutor,
        maxBlocking,
        shutdownGrace,
        ticker);
  }

  Settings withDebug(boolean value) {
    return new Settings(
        name,
        value,
        awaitBudget,
        slowStep,
        exceptionHandler,
        blockingExecutor,
        maxBlocking,
        shutdownGrace,
        ticker);
  }

  Settings withAwaitBudget(int value) {
    return new Settings(
        name,
        debug,
        value,
        slowStep,
        exceptionHandler,
        blockingExecutor,
        maxBlocking,
        shutdownGrace,
        ticker);
  }

  Settings withSlowStep(Duration value) {
    return new Settings(
        name,
        debug,
        awaitBudget,
        value,
        exceptionHandler,
        blockingExecutor,
        maxBlocking,
        shutdownGrace,
        ticker);
  }

  Settings withExceptionHandler(BiConsumer<? super Task<?>, ? super Throwable> value) {
    return new Settings(
        name,
        debug,
        awaitBudget,
        slowStep,
        value,
        blockingExecutor,
        maxBlocking,
        shutdownGrace,
        ticker);
  }

  Settings withBlockingExecutor(Executor value) {
    return new Settings(
        name,
        debug,
        awaitBudget,
        slowStep,
        exceptionHandler,
        value,
        maxBlocking,
        shutdownGrace,
        ticker);
  }

  Settings withMaxBlocking(int value) {
    return new Settings(
        name,
        debug,
        awaitBudget,
        slowStep,
        exceptionHandler,
        blockingExecutor,
        value,
        shutdownGrace,
        ticker);
  }

  Settings withShutdownGrace(Duration value) {
    return new Settings(
        name,
        debug,
        awaitBudget,
        slowStep,
        exceptionHandler,
        blockingExecutor,
        maxBlocking,
        value,
        ticker);
  }

  Settings withTicker(Ticker value) {
    return new Settings(
        name,
        debug,
        awaitBudget,
        slowStep,
        exceptionHandler,
        blockingExecutor,
        maxBlocking,
        shutdownGrace,
        value);
  }
}
