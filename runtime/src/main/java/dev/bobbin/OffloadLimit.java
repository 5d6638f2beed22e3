package dev.bobbin;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/** Lets a bounded number of blocking calls of a loop run at once, first come first served. */
final class OffloadLimit {

  private final Executor executor;
  private final int most;
  private final ArrayDeque<OffloadTask<?>> queue = new ArrayDeque<>();
  private int running;
  private boolean submitting;

  OffloadLimit(Executor executor, int most) {
    this.executor = executor;
    this.most = most;
  }

  void admit(OffloadTask<?> task) {
    queue.add(task);
    submit();
  }

  void ended() {
    running--;
    submit();
  }

  void withdraw(OffloadTask<?> task) {
    queue.remove(task);
  }

  private void submit() {
    if (submitting) {
      return; // an executor that refuses ends the call at once, within the loop below
    }
    submitting = true;
    while (running < most && !queue.isEmpty()) {
      running++;
      queue.remove().submit(executor);
    }
    submitting = false;
  }
}
