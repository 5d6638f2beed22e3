package dev.bobbin.jmh;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** An event loop for those who have futures and nothing else: an executor that runs on demand. */
final class FutureLoop implements Executor {
  private final ArrayDeque<Runnable> ready = new ArrayDeque<>();

  @Override
  public void execute(Runnable code) {
    ready.add(code);
  }

  /** Done in the loop's next turn. */
  CompletableFuture<Void> turn() {
    return CompletableFuture.runAsync(FutureLoop::nothing, this);
  }

  private static void nothing() {}

  /** Runs until nothing is ready, by when the future has to be done; its value. */
  <T> T run(CompletableFuture<T> future) {
    for (Runnable next = ready.poll(); next != null; next = ready.poll()) {
      next.run();
    }
    return future.getNow(null);
  }
}
