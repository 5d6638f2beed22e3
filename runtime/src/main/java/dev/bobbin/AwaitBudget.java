package dev.bobbin;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

/**
 * Keeps a method that only awaits done stages from holding the loop for ever. Woven code counts in
 * a local variable and asks here for a handful at a time, so that the count costs next to nothing.
 *
 * <p>It is never thrown. HotSpot inlines no methods of Throwables, and this one must not be
 * inlined: in the middle of a hot loop it takes so many registers that C2, in some JVMs and not in
 * others, keeps the loop's own variables in memory, and the loop takes twice its time.
 */
final class AwaitBudget extends Throwable {

  private static final long serialVersionUID = 1L;

  private static final int HANDFUL = 8;

  private AwaitBudget() {}

  /** How many more awaits of done stages may follow; negative if others have to run first. */
  static int refill(CompletionStage<?> stage) {
    if (stage instanceof AbstractTask<?> task ? task.state >= 0 : !isDone(stage)) {
      return 0; // it is going to suspend anyway
    }
    LoopCore loop = CurrentLoop.get();
    if (loop == null) {
      return Integer.MAX_VALUE;
    }
    return loop.takeAwaits(HANDFUL) - 1;
  }

  private static boolean isDone(CompletionStage<?> stage) {
    return stage instanceof Future<?> future && future.isDone();
  }
}
