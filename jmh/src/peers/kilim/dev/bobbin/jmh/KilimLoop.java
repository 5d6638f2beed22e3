package dev.bobbin.jmh;

import java.util.ArrayDeque;
import kilim.Scheduler;
import kilim.Task;
import kilim.timerservice.Timer;

/**
 * Runs Kilim's tasks on the thread that asks for it: its own schedulers have threads, and hand over
 * through queues that are made for many.
 */
final class KilimLoop extends Scheduler {
  private final ArrayDeque<Task<?>> ready = new ArrayDeque<>();

  /** Runs all that is ready, by when the task has to be done; its result. */
  Object run(Task<?> task) {
    begin(task);
    turns();
    if (!task.isDone()) {
      throw new IllegalStateException(task + " is not done, and nothing is ready");
    }
    return task.exitResult;
  }

  <T> Task<T> begin(Task<T> task) {
    task.setScheduler(this);
    return task.start();
  }

  void turns() {
    for (Task<?> next = ready.poll(); next != null; next = ready.poll()) {
      next.run();
    }
  }

  @Override
  public void schedule(int index, Task task) {
    ready.add(task);
  }

  @Override
  public void schedule(Task task) {
    ready.add(task);
  }

  @Override
  public void scheduleTimer(Timer timer) {
    throw new UnsupportedOperationException("this loop has no timers");
  }

  @Override
  public boolean isEmptyish() {
    return ready.isEmpty();
  }

  @Override
  public int numThreads() {
    return 1;
  }

  @Override
  public void shutdown() {}

  @Override
  public void idledown() {}
}
