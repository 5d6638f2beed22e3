package dev.bobbin;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * An async operation under way or done: what an {@link Async} method returns. Nobody completes it
 * from outside; who holds it may await it, any number of times, look at its outcome, or ask it to
 * cancel. The counterpart of {@code asyncio.Task}.
 *
 * <p>Every method may be called from any thread. Callbacks of a task that was not done yet run on
 * its loop's thread.
 */
public sealed interface Task<T> extends CompletionStage<T>, Future<T> permits AbstractTask {

  /** A task that is done, with a value. */
  static <T> Task<T> of(T value) {
    return new DoneTask<>(value);
  }

  /** A task that is done, without a value. */
  static Task<Void> done() {
    return DoneTask.NOTHING;
  }

  /** A task that has failed; it is cancelled if {@code failure} is a CancellationException. */
  static <T> Task<T> failed(Throwable failure) {
    return DoneTask.failed(Objects.requireNonNull(failure, "failure"));
  }

  /**
   * The stage as a task: itself if it is one. Cancelling the task cancels the stage's
   * CompletableFuture, and does not wait for it.
   *
   * @throws IllegalStateException if the stage is not done and no loop runs on this thread
   */
  static <T> Task<T> from(CompletionStage<T> stage) {
    return AbstractTask.of(Objects.requireNonNull(stage, "stage"));
  }

  /** The task whose code is running on this thread, or null outside of tasks. */
  static @Nullable Task<?> current() {
    LoopCore loop = CurrentLoop.get();
    return loop == null ? null : loop.currentTask();
  }

  /**
   * Asks the task to end early. The request travels down the chain of awaits to the stage that is
   * waited for, which is cancelled; its waiter sees a {@link
   * java.util.concurrent.CancellationException} at that await, in a later turn of the loop, and may
   * clean up with further awaits. It is delivered once; a task that goes on may be cancelled again.
   *
   * @param reason is in the exception's message, with the name of the task that cancels
   * @return false if the task was done already
   */
  boolean cancel(String reason);

  /** The same without a reason; the argument has no effect. */
  @Override
  boolean cancel(boolean mayInterruptIfRunning);

  /** Whether anybody asked this task to cancel, whatever came of it. */
  boolean isCancelRequested();

  /**
   * Waits for the end, on a thread that is not the task's loop.
   *
   * @return the value; what await would throw is thrown
   * @throws IllegalStateException on the task's own loop thread unless the task is done: await it
   */
  T join();

  /** The value of a task that has one; {@link IllegalStateException} otherwise. */
  T resultNow();

  /** The failure of a task that failed and was not cancelled; IllegalStateException otherwise. */
  Throwable exceptionNow();

  /** Its name, for people; unique if nobody gave it one. */
  String name();

  /** Gives the task a name; best before its first suspension. */
  Task<T> named(String name);

  /** The loop that it runs on; null for one that was done from the start. */
  @Nullable EventLoop loop();

  /**
   * Where it waits, and where those wait who await it, innermost first; empty when it is done.
   * Exact on the loop's thread, a snapshot elsewhere.
   */
  List<StackTraceElement> asyncStack();
}
