package dev.bobbin;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A future whose async dependents run on a loop, and theirs; elsewhere if there is no loop. */
class LoopFuture<T> extends CompletableFuture<T> {

  private final @Nullable LoopCore loop;

  LoopFuture(@Nullable LoopCore loop) {
    this.loop = loop;
  }

  @Override
  public final Executor defaultExecutor() {
    return loop == null ? super.defaultExecutor() : loop.eventLoop;
  }

  @Override
  public final <U> CompletableFuture<U> newIncompleteFuture() {
    return new LoopFuture<>(loop);
  }
}
