package dev.bobbin;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A call of a void async method by someone who waits for its end all the same, as a test runner
 * does. The calls that it makes itself return before it, so the last task that such a method leaves
 * behind is its own.
 */
final class VoidCall {

  private @Nullable AbstractTask<?> last;

  private VoidCall() {}

  static Task<?> rest(LoopCore loop, Callable<?> call) throws Exception {
    VoidCall outer = loop.voidCall;
    VoidCall watched = new VoidCall();
    loop.voidCall = watched;
    try {
      call.call();
    } finally {
      loop.voidCall = outer;
    }
    AbstractTask<?> rest = watched.last;
    if (rest == null) {
      return Task.done();
    }
    rest.state &= ~TaskState.DETACHED;
    return rest;
  }

  /** A call of a void method returns, and leaves a task that is suspended or has ended. */
  static void ended(LoopCore loop, AbstractTask<?> task) {
    VoidCall watching = loop.voidCall;
    AbstractTask<?> over = task;
    if (watching != null) {
      over = watching.last;
      watching.last = task;
    }
    if (over != null && over.isFailed() && !over.isCancelled()) {
      loop.report(over, (Throwable) Objects.requireNonNull(over.outcome));
    }
  }
}
