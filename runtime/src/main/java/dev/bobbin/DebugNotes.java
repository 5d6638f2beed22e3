package dev.bobbin;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What a loop in debug mode knows beside: where its tasks were made, and which permits are out. It
 * tells of what was forgotten when the loop ends. May be used from any thread.
 */
final class DebugNotes {

  private final LoopCore loop;

  /** By task, which compares by identity. */
  private final Map<AbstractTask<?>, StackTraceElement> sites =
      Collections.synchronizedMap(new WeakHashMap<>());

  private final Map<Object, String> permits = Collections.synchronizedMap(new IdentityHashMap<>());

  DebugNotes(LoopCore loop) {
    this.loop = loop;
  }

  /**
   * A task is made, on the stack of who makes it.
   *
   * @param own a line of its own code, if that is on the stack, too
   */
  void made(AbstractTask<?> task, @Nullable StackTraceElement own) {
    StackTraceElement site = Machinery.callSite(own);
    if (site != null) {
      sites.put(task, site);
    }
  }

  @Nullable StackTraceElement siteOf(AbstractTask<?> task) {
    return sites.get(task);
  }

  /** The task with the place where it was made. */
  String text(AbstractTask<?> task) {
    StackTraceElement site = sites.get(task);
    return site == null ? task.toString() : task + ", made at " + site;
  }

  /** A primitive gives a permit. */
  void lent(Object permit, @Nullable AbstractTask<?> to) {
    boolean running = to == null || to == loop.currentTask();
    StackTraceElement line = running || to == null ? Machinery.callSite(null) : to.waitingLine();
    permits.put(permit, (to == null ? "no task" : to.name()) + (line == null ? "" : " at " + line));
  }

  void givenBack(Object permit) {
    permits.remove(permit);
  }

  /** The loop is about to cancel what is left: nobody will ever get its outcome. */
  void endsWith(Iterable<AbstractTask<?>> left) {
    for (AbstractTask<?> task : left) {
      boolean called = task instanceof Coroutine<?> && (task.state & TaskState.DETACHED) == 0;
      if (called && task.firstWaiter() == null && task.joinedBy() == null) {
        log(
            text(task)
                + " is cancelled by the end of its loop, and nobody awaits it:"
                + " await it, or fork it into a TaskGroup");
      }
    }
  }

  /** The loop is closed. */
  void closed() {
    synchronized (permits) {
      permits.forEach(
          (permit, holder) ->
              log(
                  permit
                      + " was never closed, it was given to "
                      + holder
                      + ": hold it in a try-with-resources statement"));
      permits.clear();
    }
  }

  private void log(String text) {
    System.getLogger("dev.bobbin").log(System.Logger.Level.WARNING, loop + ": " + text);
  }
}
