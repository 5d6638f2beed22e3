package dev.bobbin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The async callers in a stack trace. A resumed coroutine has the loop below it and not its
 * callers; they are the tasks that wait for it, line by line. An exception gets them once, on its
 * first way up, behind a marker and in the place of the loop's own frames, and stays the same
 * object.
 */
final class AsyncTrace {

  private static final StackTraceElement MARKER = marker("async callers");

  /** Enough to understand; the rest would only make traces of deep recursions unreadable. */
  private static final int MAX_CALLERS = 64;

  private AsyncTrace() {}

  private static StackTraceElement marker(String text) {
    return new StackTraceElement("dev.bobbin", "await", text, -1);
  }

  private static boolean isMarker(StackTraceElement line) {
    return line.getClassName().equals(MARKER.getClassName());
  }

  /** The exception comes out of the coroutine's await: its line was left when it suspended. */
  static void append(Throwable failure, Coroutine<?> at, LoopCore loop) {
    if (loop.isTraced(failure)) {
      return;
    }
    extend(failure, notIn(failure.getStackTrace(), of(at)));
    loop.traced(failure);
  }

  /** The exception arrives from another loop, and those wait who await the task here. */
  static void appendHere(Throwable failure, AbstractTask<?> arrived, LoopCore loop) {
    extendOn(loop, failure, of(arrived));
    loop.traced(failure);
  }

  /** The same; the task that ended may be of another loop, where it ended before this waited. */
  static void appendAwaited(
      Throwable failure, AbstractTask<?> ended, Coroutine<?> at, LoopCore loop) {
    if (isOfAnother(ended, loop)) {
      appendHere(failure, at, loop);
    } else {
      append(failure, at, loop);
    }
  }

  /** The same for a coroutine that returns the task, so that no line of its own is concerned. */
  static void appendReturned(
      Throwable failure, AbstractTask<?> ended, Coroutine<?> by, LoopCore loop) {
    if (isOfAnother(ended, loop)) {
      extendOn(loop, failure, callersOf(by));
    }
  }

  private static boolean isOfAnother(AbstractTask<?> task, LoopCore loop) {
    LoopCore home = task.homeOrNull();
    return home != null && home != loop;
  }

  /** The exception leaves the coroutine's code, whose own line it has. */
  static void appendCallers(Throwable failure, Coroutine<?> of, LoopCore loop) {
    if (loop.isTraced(failure)) {
      return;
    }
    List<StackTraceElement> callers = callersOf(of);
    if (!callers.isEmpty()) { // else those who await it later may follow
      extend(failure, callers);
      loop.traced(failure);
    }
  }

  /**
   * The exception comes out of an await of what was done: of those who await it, some are on this
   * thread's stack. Cancellations are too many for that.
   *
   * @param failedOn the loop of what was awaited, if it had one
   */
  static void appendAwaiting(Throwable failure, @Nullable LoopCore failedOn) {
    LoopCore loop = CurrentLoop.get();
    if (loop == null
        || loop.isTraced(failure)
        || loop.isRaised(failure)
        || failure instanceof CancellationException) {
      return;
    }
    StackTraceElement[] stack = Thread.currentThread().getStackTrace();
    List<StackTraceElement> awaiting =
        new ArrayList<>(Machinery.partsOf(Arrays.copyOfRange(stack, 1, stack.length)).above());
    AbstractTask<?> current = loop.currentTask();
    if (current != null) {
      awaiting.addAll(callersOf(current));
    }
    List<StackTraceElement> callers = notIn(failure.getStackTrace(), awaiting);
    if (failedOn == null || failedOn == loop) {
      extend(failure, callers);
    } else {
      extendOn(loop, failure, callers);
    }
    loop.raised(failure);
  }

  /** Where those wait who await a task that is running. */
  private static List<StackTraceElement> callersOf(AbstractTask<?> task) {
    List<StackTraceElement> lines = of(task);
    boolean waited = task.waitingLine() != null; // before, but it is somewhere else now
    return waited && !lines.isEmpty() ? lines.subList(1, lines.size()) : lines;
  }

  /** The exception leaves the loop: one that no await has seen still shows the loop's frames. */
  static void tidy(Throwable failure) {
    extend(failure, List.of());
  }

  /**
   * What failed before it first suspended has its callers in its own trace; some of them may have
   * suspended since, and are no other callers for that.
   */
  private static List<StackTraceElement> notIn(
      StackTraceElement[] own, List<StackTraceElement> callers) {
    int known = 0;
    int at = 0;
    while (known < callers.size()) {
      StackTraceElement caller = callers.get(known);
      while (at < own.length && !Machinery.isOfMethod(own[at], caller)) {
        at++;
      }
      if (at == own.length) {
        break;
      }
      at++;
      known++;
    }
    return callers.subList(known, callers.size());
  }

  /** Where a task waits, and where those wait who await it. */
  static List<StackTraceElement> of(AbstractTask<?> task) {
    List<StackTraceElement> lines = new ArrayList<>();
    AbstractTask<?> at = task;
    for (int i = 0; at != null && lines.size() < MAX_CALLERS && i < 2 * MAX_CALLERS; i++) {
      StackTraceElement line = at.isDone() ? null : at.waitingLine();
      if (line != null) {
        lines.add(line);
      }
      at = callerOf(at);
    }
    return lines;
  }

  /** Who goes on when the task has ended; of several who await it, the first. */
  static @Nullable AbstractTask<?> callerOf(AbstractTask<?> task) {
    AbstractTask<?> first = null;
    for (Waiter waiter = task.firstWaiter(); waiter != null; waiter = waiter.next) {
      AbstractTask<?> served = waiter.servedTask();
      first = served == null ? first : served;
    }
    if (first != null) {
      return first;
    }
    AbstractTask<?> joining = task.joinedBy();
    return joining == null && task instanceof Coroutine<?> coroutine
        ? (AbstractTask<?>) coroutine.readBy()
        : joining;
  }

  /** Once a loop; those on the loop where it failed come first. */
  private static void extendOn(LoopCore loop, Throwable failure, List<StackTraceElement> callers) {
    StackTraceElement marker = marker("async callers on " + loop.settings.name());
    List<StackTraceElement> own = List.of(failure.getStackTrace());
    if (own.stream().noneMatch(AsyncTrace::isMarker)) {
      extend(failure, callers, marker);
      return;
    }
    List<StackTraceElement> lines = Machinery.without(callers);
    if (!lines.isEmpty() && !own.contains(marker)) {
      List<StackTraceElement> all = new ArrayList<>(own);
      all.add(marker);
      all.addAll(lines);
      failure.setStackTrace(all.toArray(new StackTraceElement[0]));
    }
  }

  private static void extend(Throwable failure, List<StackTraceElement> callers) {
    extend(failure, callers, MARKER);
  }

  private static void extend(
      Throwable failure, List<StackTraceElement> callers, StackTraceElement marker) {
    StackTraceElement[] own = failure.getStackTrace();
    if (Arrays.stream(own).anyMatch(AsyncTrace::isMarker)) {
      return;
    }
    List<StackTraceElement> lines = Machinery.without(callers);
    Machinery.Parts parts = Machinery.partsOf(own);
    List<StackTraceElement> all = new ArrayList<>(parts.above());
    if (!lines.isEmpty()) {
      all.add(marker);
      all.addAll(lines);
    }
    all.addAll(parts.below());
    if (!all.equals(Arrays.asList(own))) {
      failure.setStackTrace(all.toArray(new StackTraceElement[0]));
      if (own.length == 0 && failure.getStackTrace().length == 0) {
        attach(failure, lines);
      }
    }
  }

  /** For exceptions without a writable stack trace. */
  private static void attach(Throwable failure, List<StackTraceElement> lines) {
    if (lines.isEmpty()) {
      return;
    }
    for (Throwable suppressed : failure.getSuppressed()) {
      if (suppressed instanceof AsyncCallers) {
        return;
      }
    }
    failure.addSuppressed(new AsyncCallers(lines));
  }

  /** Carries the async callers of an exception that has no stack trace of its own. */
  private static final class AsyncCallers extends Throwable {
    private static final long serialVersionUID = 1L;

    AsyncCallers(List<StackTraceElement> lines) {
      super("async callers", null, false, true);
      setStackTrace(lines.toArray(new StackTraceElement[0]));
    }
  }
}
