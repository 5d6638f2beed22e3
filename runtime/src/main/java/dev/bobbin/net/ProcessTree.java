package dev.bobbin.net;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process with all that it started, and what these started: to be ended. Blocks. */
final class ProcessTree {

  private static final long PAUSE_MILLIS = 10;

  /** How long the rest of a tree may take after it was killed: it has nothing to say in that. */
  private static final Duration KILLED = Duration.ofSeconds(1);

  /** In effect for ever, and no overflow when added to a time. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private final Process root;

  /** Noted before any of them ends: the children of a process that has ended are nobody's. */
  private final List<ProcessHandle> below;

  ProcessTree(Process root) {
    this.root = root;
    this.below = new ArrayList<>(root.descendants().toList());
  }

  /** Asks all to end and kills those that have not within the grace time. */
  void end(Duration grace) throws InterruptedException {
    if (!root.isAlive()) {
      return;
    }
    if (!grace.isZero() && !grace.isNegative()) {
      // Not root.destroy(): that closes the streams, and so waits for who is stuck in them.
      root.toHandle().destroy();
      below.forEach(ProcessHandle::destroy);
      if (haveEnded(grace)) {
        return;
      }
    }
    List<ProcessHandle> bornSince = new ArrayList<>(root.descendants().toList());
    below.forEach(process -> bornSince.addAll(process.descendants().toList()));
    below.addAll(bornSince);
    root.toHandle().destroyForcibly();
    below.forEach(ProcessHandle::destroyForcibly);
    root.waitFor();
    haveEnded(KILLED);
  }

  private boolean haveEnded(Duration limit) throws InterruptedException {
    long nanos = limit.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : limit.toNanos();
    long end = System.nanoTime() + nanos;
    if (!root.waitFor(nanos, TimeUnit.NANOSECONDS)) {
      return false;
    }
    while (!below.stream().allMatch(ProcessTree::hasEnded)) {
      if (System.nanoTime() - end >= 0) {
        return false;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    return true;
  }

  /** A zombie, which nobody may ever take away, is alive to the JDK, but runs no program. */
  private static boolean hasEnded(ProcessHandle process) {
    return !process.isAlive()
        || (process.info().command().isEmpty() && process.info().commandLine().isEmpty());
  }
}
