package dev.bobbin.test;

import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a test must not leave behind: tasks, and failures that nobody saw. May be told on any
 * thread.
 */
final class Leftovers implements BiConsumer<@Nullable Task<?>, Throwable> {

  private final List<Throwable> unseen = new ArrayList<>();

  /** The exception handler of a test's loop. */
  @Override
  public synchronized void accept(@Nullable Task<?> task, Throwable failure) {
    unseen.add(failure);
  }

  synchronized List<Throwable> takeUnseen() {
    List<Throwable> taken = List.copyOf(unseen);
    unseen.clear();
    return taken;
  }

  /** Closes the loop and fails if anything was left. */
  void close(EventLoop loop, Runnable close) {
    Collection<Task<?>> tasks = loop.tasks();
    String dump = tasks.isEmpty() ? "" : loop.dump().toString();
    close.run();
    List<Throwable> failures = takeUnseen();
    if (!tasks.isEmpty()) {
      throw error("the test left " + tasks.size() + " task(s) behind\n" + dump, failures);
    }
    if (!failures.isEmpty()) {
      throw error(failures.size() + " failure(s) were seen by nobody", failures);
    }
  }

  private static AssertionError error(String message, List<Throwable> failures) {
    AssertionError error = new AssertionError(message, failures.isEmpty() ? null : failures.get(0));
    failures.stream().skip(1).forEach(error::addSuppressed);
    return error;
  }
}
