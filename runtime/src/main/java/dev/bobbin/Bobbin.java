package dev.bobbin;

import dev.bobbin.stream.AsyncIterator;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

/**
 * The verbs of async code, to be imported statically.
 *
 * <p>All but {@link #run} are called on a loop's thread, in async code or callbacks. Those that
 * return a pending task throw {@link IllegalStateException} where no loop runs.
 */
public final class Bobbin {

  private Bobbin() {}

  /**
   * Waits for a stage without blocking: the method is suspended, and goes on in a later turn of the
   * loop when the stage is done. A stage that is done already costs nothing, but after many of them
   * in a row other tasks get a turn. The counterpart of Python's {@code await}.
   *
   * @return the stage's value
   * @throws NotWovenException if the calling code was not woven
   * @throws CancellationException if the stage or the running task was cancelled; any other
   *     exception, checked ones too, is the very object that the stage failed with
   */
  @SuppressWarnings("DoNotCallSuggester") // weaving replaces the call
  public static <T> T await(CompletionStage<T> stage) {
    throw new NotWovenException();
  }

  /**
   * The same, for a stage that may fail with a checked exception, so that the compiler accepts a
   * catch clause for it. Failures of all types are thrown.
   */
  @SuppressWarnings("DoNotCallSuggester") // weaving replaces the call
  public static <T, X extends Exception> T await(CompletionStage<T> stage, Class<X> declared)
      throws X {
    throw new NotWovenException();
  }

  /**
   * Runs an operation on a new event loop; this thread is the loop until it has ended. Then tasks
   * that are left are cancelled and waited for, and the loop is closed. The counterpart of {@code
   * asyncio.run}.
   *
   * <p>Interrupting the thread cancels {@code main}, and {@code run} throws InterruptedException,
   * undeclared as all that await throws.
   *
   * @return main's value; its failure is thrown as it is
   * @throws IllegalStateException inside of a running loop; main is not called then
   */
  public static <T> T run(AsyncCallable<T> main) {
    Objects.requireNonNull(main, "main");
    CurrentLoop.requireNone();
    try (EventLoop loop = EventLoop.create()) {
      return loop.run(main);
    }
  }

  /**
   * A task that is done when the time has passed; zero or negative is the next turn. The
   * counterpart of {@code asyncio.sleep}.
   */
  public static Task<Void> sleep(Duration duration) {
    Objects.requireNonNull(duration, "duration");
    LoopCore loop = CurrentLoop.require();
    if (duration.isZero() || duration.isNegative()) {
      return yieldOn(loop);
    }
    SleepTask task = new SleepTask(loop);
    loop.addTimer(duration, task);
    return task;
  }

  /** Gives every other task that is ready one turn. */
  public static Task<Void> yieldNow() {
    return yieldOn(CurrentLoop.require());
  }

  private static Task<Void> yieldOn(LoopCore loop) {
    YieldTask task = new YieldTask(loop);
    loop.ready(task);
    return task;
  }

  /**
   * Throws if somebody asked the running task to cancel and it has not seen that yet; for long
   * computations between awaits.
   */
  public static void checkCancelled() {
    LoopCore loop = CurrentLoop.get();
    AbstractTask<?> task = loop == null ? null : loop.currentTask();
    if (loop != null && task != null) {
      CancellationException requested = loop.cancellations.take(task);
      if (requested != null) {
        throw requested;
      }
    }
  }

  /**
   * All values, in the order of the arguments. The first failure cancels the other tasks; when all
   * have ended it is thrown, later ones suppressed. Cancelling the result cancels all.
   */
  public static <T> Task<List<T>> all(Collection<? extends CompletionStage<? extends T>> stages) {
    return AllTask.of(stages);
  }

  /** The same for some stages. */
  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  public static <T> Task<List<T>> all(CompletionStage<? extends T>... stages) {
    return AllTask.of(List.of(stages));
  }

  /** All tasks, done, in the order of the arguments; it never fails. */
  public static <T> Task<List<Task<T>>> settle(
      Collection<? extends CompletionStage<? extends T>> stages) {
    return SettleTask.of(stages);
  }

  /**
   * The first value; the other tasks are cancelled and waited for. If all fail, the first failure
   * with the others suppressed.
   *
   * @throws IllegalArgumentException if there is no stage
   */
  public static <T> Task<T> any(Collection<? extends CompletionStage<? extends T>> stages) {
    return AnyTask.of(stages);
  }

  /**
   * The tasks themselves, one by one, in the order in which they end; those that are done already
   * first, in the order of the arguments, and each once. To give up, by a time limit say, or to
   * close the iterator leaves the tasks alone, and after an await that failed the iteration may go
   * on. The counterpart of {@code asyncio.as_completed}.
   *
   * <pre>{@code
   * var each = each(tasks);
   * while (await(each.hasNext())) {
   *   Task<Page> ended = each.next();
   *   ...
   * }
   * }</pre>
   */
  public static <T> AsyncIterator<Task<T>> each(Collection<Task<T>> tasks) {
    return new EachIterator<>(tasks);
  }

  /**
   * Calls the operation for each element, in order, with at most {@code concurrency} of them under
   * way at a time. The first failure cancels those under way and is thrown when they have ended.
   *
   * @param operation called on the loop's thread
   * @throws IllegalArgumentException if {@code concurrency} is not positive
   */
  public static <T> Task<Void> forEach(
      Iterable<T> elements, int concurrency, AsyncConsumer<T> operation) {
    return forEach(new Elements<>(elements.iterator()), concurrency, operation);
  }

  /**
   * The same for elements that come one by one. Closing the iterator is left to the caller.
   *
   * @see #forEach(Iterable, int, AsyncConsumer)
   */
  public static <T> Task<Void> forEach(
      AsyncIterator<T> elements, int concurrency, AsyncConsumer<T> operation) {
    Objects.requireNonNull(elements, "elements");
    Objects.requireNonNull(operation, "operation");
    if (concurrency < 1) {
      throw new IllegalArgumentException("concurrency is " + concurrency + ", not positive");
    }
    return new ForEachTask<>(CurrentLoop.require(), elements, concurrency, operation).started();
  }

  /**
   * Runs an operation with a time limit. When the limit is over the operation is cancelled and
   * waited for, so it may take longer; then the task fails with {@link TimeoutException}, unless
   * the operation ended with a value or an exception of its own.
   *
   * @param limit zero or negative: only what needs no waiting is in time
   */
  public static <T> Task<T> timeout(Duration limit, AsyncCallable<T> operation) {
    Objects.requireNonNull(limit, "limit");
    Objects.requireNonNull(operation, "operation");
    return TimeoutTask.of(limit, operation);
  }

  /**
   * The stage's outcome in a task of its own: cancelling that leaves the stage alone. A failure of
   * the stage that comes later goes to the loop's exception handler.
   */
  public static <T> Task<T> shield(CompletionStage<T> stage) {
    return ShieldTask.around(Objects.requireNonNull(stage, "stage"));
  }

  /**
   * Runs an operation that a cancellation of its caller does not interrupt: the request is
   * delivered at the caller's next suspending await after it.
   */
  public static <T> Task<T> uncancellable(AsyncCallable<T> operation) {
    return UncancellableTask.of(Objects.requireNonNull(operation, "operation"));
  }

  /**
   * Calls blocking code on a thread of its own: a virtual one where the JDK has them. At most
   * {@link EventLoop.Builder#maxBlocking} calls run at a time, the others begin in their order.
   * Cancelling the task interrupts the thread; the task ends when the code has returned. The
   * counterpart of {@code asyncio.to_thread}.
   *
   * @return fails with what the code throws
   */
  public static <T> Task<T> blocking(Callable<T> io) {
    LoopCore loop = CurrentLoop.require();
    return OffloadTask.within(loop.offloadLimit, loop, io);
  }

  /**
   * Computes on the common pool, for code that would keep the loop's thread busy. Cancelling is as
   * for {@link #blocking}.
   *
   * @return fails with what the code throws
   */
  public static <T> Task<T> compute(Callable<T> cpu) {
    return OffloadTask.on(ForkJoinPool.commonPool(), cpu);
  }

  /**
   * Calls code on an executor. Cancelling is as for {@link #blocking}.
   *
   * @return fails with what the code throws, or the executor by refusing it
   */
  public static <T> Task<T> on(Executor executor, Callable<T> code) {
    return OffloadTask.on(Objects.requireNonNull(executor, "executor"), code);
  }
}
