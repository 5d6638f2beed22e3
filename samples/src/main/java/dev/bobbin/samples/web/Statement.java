package dev.bobbin.samples.web;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.settle;
import static dev.bobbin.Bobbin.shield;
import static dev.bobbin.Bobbin.timeout;
import static dev.bobbin.Bobbin.uncancellable;

import dev.bobbin.Async;
import dev.bobbin.Task;
import dev.bobbin.TimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A statement that the server works on. */
final class Statement {

  /** Between two requests to cancel it. */
  private static final Duration AGAIN = Duration.ofMillis(100);

  private Statement() {}

  /**
   * Waits for a statement. To cancel a stage stops nobody who works for it: neither the server nor
   * a driver that ignores interrupts. So the stage is shielded, a cancellation is passed on to the
   * server by {@code request}, and then the end awaited, since the connection is of no use before.
   */
  @Async
  static <T> Task<T> outcome(CompletionStage<T> running, Supplier<Task<Void>> request) {
    Task<List<Task<T>>> end = settle(List.of(running)); // a failure is no failure of this one
    try {
      return await(shield(end)).get(0);
    } catch (CancellationException cancelled) {
      await(uncancellable(() -> askUntil(end, request)));
      throw cancelled;
    }
  }

  /** A request that is at the server before the statement has no effect there: so ask again. */
  @Async
  private static Task<Void> askUntil(Task<?> end, Supplier<Task<Void>> request) {
    while (!end.isDone()) {
      await(settle(List.of(request.get())));
      try {
        await(timeout(AGAIN, () -> shield(end)));
      } catch (TimeoutException notYet) {
        // the next request
      }
    }
    return Task.done();
  }
}
