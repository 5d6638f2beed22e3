package dev.bobbin;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Reads what is confined to a loop, from any thread. */
final class Snapshot {

  private static final long PATIENCE_MILLIS = 1000;

  private Snapshot() {}

  /**
   * Asks the loop itself, unless it is this thread or nobody runs it. A loop that hangs does not
   * answer; just then people want to look, so it is read while it may be changing.
   */
  static <T> T of(LoopCore loop, Supplier<T> reader) {
    if (loop.inLoop() || !loop.isDriven() || loop.shutdown.isClosed()) {
      return reader.get();
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    if (!loop.post(() -> answer.complete(reader.get()))) {
      return reader.get();
    }
    try {
      return answer.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return reader.get();
    } catch (ExecutionException | TimeoutException e) {
      return reader.get();
    }
  }
}
