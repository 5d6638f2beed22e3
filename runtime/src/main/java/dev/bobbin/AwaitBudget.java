package dev.bobbin;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a method that only awaits done stages from holding the loop for ever. Woven code counts in
 * a local variable and asks here for a handful at a time, so that the count costs next to nothing.
 */
final class AwaitBudget {

  private static final int HANDFUL = 8;

  private AwaitBudget() {}

  /** See {@link dev.bobbin.EventLoop#awaitsLeft}. */
  static int refill(@Nullable EventLoop loop, CompletionStage<?> stage) {
    if (loop == null) {
      return Integer.MAX_VALUE;
    }
    if (!isDone(stage)) {
      return 0; // it is going to suspend anyway
    }
    return loop.takeAwaits(HANDFUL) - 1;
  }

  private static boolean isDone(CompletionStage<?> stage) {
    return stage instanceof Future<?> future && future.isDone();
  }
}
