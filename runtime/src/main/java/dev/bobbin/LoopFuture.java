package dev.bobbin;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A future whose async dependents run on a loop, and theirs; elsewhere if there is no loop. */
class LoopFuture<T> extends CompletableFuture<T> {

  private final @Nullable EventLoop loop;

  LoopFuture(@Nullable EventLoop loop) {
    this.loop = loop;
  }

  @Override
  public final Executor defaultExecutor() {
    return loop == null ? super.defaultExecutor() : loop;
  }

  @Override
  public final <U> CompletableFuture<U> newIncompleteFuture() {
    return new LoopFuture<>(loop);
  }
}
