package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.bobbin.Async;
import dev.bobbin.Bobbin;
import dev.bobbin.Task;
import java.util.concurrent.CompletionStage;

/** What became of a stage: {@code assertThrows} for async code, where a lambda cannot await. */
final class Outcome {

  private Outcome() {}

  /** Waits for the stage and gives the very exception that its await throws. */
  @Async
  static Task<Throwable> failureOf(CompletionStage<?> stage) {
    Object value;
    try {
      value = await(stage);
    } catch (Throwable failure) {
      return Task.of(failure);
    }
    return Task.failed(new AssertionError("a failure was expected, not the value " + value));
  }

  /** The same where it has to be of a type. */
  @Async
  static <X extends Throwable> Task<X> failureOf(Class<X> type, CompletionStage<?> stage) {
    return Task.of(assertInstanceOf(type, await(failureOf(stage))));
  }

  /** Waits until the stage is done, however it ends. */
  @Async
  static Task<Void> endOf(CompletionStage<?> stage) {
    try {
      await(stage);
    } catch (Throwable ended) {
      return Task.done();
    }
    return Task.done();
  }

  /** Gives everything that is ready, and all that becomes ready by it, so many turns. */
  @Async
  static Task<Void> turns(int count) {
    for (int i = 0; i < count; i++) {
      await(Bobbin.yieldNow());
    }
    return Task.done();
  }
}
