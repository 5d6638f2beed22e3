package dev.bobbin;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads what is confined to a loop, from any thread. */
final class Snapshot<T> {

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int ATTEMPTS = 10;

  private final LoopCore loop;
  private final Function<LoopCore, T> reader;
  private final long deadline = System.nanoTime() + PATIENCE_NANOS;

  /** Null if the loop is not asked. */
  private final @Nullable CompletableFuture<T> answer;

  /** Asks the loop itself, unless it is this thread or nobody runs it. */
  Snapshot(LoopCore loop, Function<LoopCore, T> reader) {
    this.loop = loop;
    this.reader = reader;
    boolean isAsked = !loop.inLoop() && loop.isDriven() && !loop.shutdown.isClosed();
    CompletableFuture<T> asked = new CompletableFuture<>();
    boolean isHeard = isAsked && loop.door.post(() -> asked.complete(reader.apply(loop)));
    this.answer = isHeard ? asked : null;
  }

  static <T> T of(LoopCore loop, Function<LoopCore, T> reader) {
    return new Snapshot<>(loop, reader).take();
  }

  /**
   * Waits for the loop until it was asked for a second. One that hangs does not answer; just then
   * people want to look, so it is read while it may be changing.
   */
  T take() {
    if (answer == null) {
      return loop.inLoop() ? reader.apply(loop) : readAnyway();
    }
    try {
      return answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return readAnyway();
    } catch (ExecutionException | TimeoutException e) {
      return readAnyway();
    }
  }

  /** What changes while it is read may look broken: then once more. */
  private T readAnyway() {
    for (int left = ATTEMPTS; ; left--) {
      try {
        return reader.apply(loop);
      } catch (RuntimeException changed) {
        if (left == 0) {
          throw changed;
        }
        Thread.onSpinWait();
      }
    }
  }
}
