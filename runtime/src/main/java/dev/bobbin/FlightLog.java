package dev.bobbin;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What a loop notes for the flight recorder, while that records: when tasks began, and since when
 * they wait. A suspended task has no room for it, so that tasks are as small as they can be without
 * recordings. Confined to the loop's thread.
 */
final class FlightLog {

  private static final int MAX_CALLERS = 16;

  private final LoopCore loop;
  private final IdentityHashMap<AbstractTask<?>, FlightEvents.TaskEnd> tasks =
      new IdentityHashMap<>();
  private final IdentityHashMap<AbstractTask<?>, Wait> waits = new IdentityHashMap<>();

  /**
   * A suspension under way.
   *
   * @param reason whose text says what is waited for
   */
  private record Wait(FlightEvents.Suspension event, Object reason) {}

  FlightLog(LoopCore loop) {
    this.loop = loop;
  }

  /** Has the loop take a turn, in which it begins to note. */
  record Begin() implements Runnable {
    @Override
    public void run() {}
  }

  void taskBegan(AbstractTask<?> task) {
    if (task.isListed()) {
      FlightEvents.TaskEnd event = new FlightEvents.TaskEnd();
      if (event.isEnabled()) {
        event.begin();
        tasks.put(task, event);
      }
    }
  }

  void taskEnded(AbstractTask<?> task) {
    waits.remove(task);
    FlightEvents.TaskEnd event = tasks.remove(task);
    if (event == null) {
      return;
    }
    event.end();
    if (event.shouldCommit()) {
      event.loop = loop.settings.name();
      event.task = task.name();
      event.runs = task.describe();
      event.outcome = task.stateName();
      event.failure = task.isFailed() ? String.valueOf(task.outcome) : null;
      GroupScope<?, ?> group = task.context == null ? null : task.context.group();
      event.group = group == null ? null : group.name();
      event.commit();
    }
  }

  /** A task begins to wait for something that runs no code itself. */
  void suspends(Coroutine<?> task, AbstractTask<?> awaited) {
    FlightEvents.Suspension event = new FlightEvents.Suspension();
    if (event.isEnabled()) {
      event.begin();
      waits.put(task, new Wait(event, awaited.reason()));
    }
  }

  void resumes(Coroutine<?> task) {
    Wait wait = waits.remove(task);
    if (wait == null) {
      return;
    }
    FlightEvents.Suspension event = wait.event();
    event.end();
    if (event.shouldCommit()) {
      event.loop = loop.settings.name();
      event.task = task.name();
      event.waitsFor = text(wait.reason());
      List<StackTraceElement> lines = AsyncTrace.of(task);
      event.at = lines.isEmpty() ? null : lines.get(0).toString();
      StringJoiner callers = new StringJoiner("\n");
      for (int i = 1; i < Math.min(lines.size(), MAX_CALLERS); i++) {
        callers.add(lines.get(i).toString());
      }
      event.awaitedBy = callers.toString();
      event.commit();
    }
  }

  private static String text(Object reason) {
    return reason instanceof AbstractTask<?> task ? task.describe() : reason.toString();
  }

  // === Slow steps: noticed by the watchdog, told by the loop's thread when they have ended ===

  /** A step that may turn out to be slow. */
  static final class Step {
    private final FlightEvents.SlowStep event = new FlightEvents.SlowStep();
    private @Nullable String blockedAt;
    private String task = "";

    /** On the watchdog's thread, which has just seen the step begin. */
    Step() {
      event.begin();
    }

    /** On the watchdog's thread: it is slow. */
    void slow(String runs, List<StackTraceElement> stack) {
      task = runs;
      StringJoiner lines = new StringJoiner("\n");
      stack.forEach(line -> lines.add(line.toString()));
      blockedAt = lines.toString();
    }

    /** On the loop's thread. */
    void ended(LoopCore loop) {
      event.end();
      if (event.shouldCommit()) {
        event.loop = loop.settings.name();
        event.task = task;
        event.blockedAt = Objects.requireNonNull(blockedAt);
        event.commit();
      }
    }
  }
}
