package dev.bobbin;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Reads what is confined to a loop, from any thread. */
final class Snapshot {

  private static final long PATIENCE_MILLIS = 1000;
  private static final int ATTEMPTS = 10;

  private Snapshot() {}

  /**
   * Asks the loop itself, unless it is this thread or nobody runs it. A loop that hangs does not
   * answer; just then people want to look, so it is read while it may be changing.
   */
  static <T> T of(LoopCore loop, Supplier<T> reader) {
    if (loop.inLoop()) {
      return reader.get();
    }
    if (!loop.isDriven() || loop.shutdown.isClosed()) {
      return readAnyway(reader);
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    if (!loop.post(() -> answer.complete(reader.get()))) {
      return readAnyway(reader);
    }
    try {
      return answer.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return readAnyway(reader);
    } catch (ExecutionException | TimeoutException e) {
      return readAnyway(reader);
    }
  }

  /** What changes while it is read may look broken: then once more. */
  private static <T> T readAnyway(Supplier<T> reader) {
    for (int left = ATTEMPTS; ; left--) {
      try {
        return reader.get();
      } catch (RuntimeException changed) {
        if (left == 0) {
          throw changed;
        }
        Thread.onSpinWait();
      }
    }
  }
}
