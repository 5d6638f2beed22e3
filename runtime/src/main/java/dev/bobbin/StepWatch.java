package dev.bobbin;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * The loop numbers its steps and looks at no clock; the watchdog sees that a number stays, and for
 * how long. So a step is found a quarter of the limit too late at most, and its duration is known
 * to be at least what is reported.
 */
/**
 * What a loop and the {@link Watchdog} tell each other about the loop's steps: those that are to be
 * reported in the log, while they are stuck, and those that a flight recording wants to have.
 */
final class StepWatch {

  private static final VarHandle STEP;

  static {
    try {
      STEP = MethodHandles.lookup().findVarHandle(StepWatch.class, "step", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The shortest step that a flight recording gets. */
  private static final long RECORDED_NANOS = 20_000_000;

  private final LoopCore loop;

  /** 0 if none is to be reported. */
  private final long limitNanos;

  /** Whether there is a flight recording. */
  private volatile boolean recorded;

  // === Written by the loop's thread ===

  private boolean begun;
  private long steps;

  /** The number of the step under way; 0 between turns. */
  private long step;

  // === Written by the watchdog ===

  private long seenStep;
  private long seenSince;
  private long toldStep;

  /** The step that was reported as being stuck, and since when. */
  private record Report(long step, long since, String task) {}

  private volatile @Nullable Report reported;

  private FlightLog.@Nullable Step candidate;
  private boolean slow;

  /** A slow step that a recording wants to have. */
  private record Slow(long step, FlightLog.Step flight) {}

  private volatile @Nullable Slow found;

  /** Watches steps that take longer; 0 to do so for recordings alone. */
  StepWatch(LoopCore loop, long limitNanos) {
    this.loop = loop;
    this.limitNanos = limitNanos;
  }

  // === On the loop's thread ===

  /** The loop is about to run; only now there is something to watch. */
  void attach() {
    if (!begun && !loop.shutdown.isClosed()) {
      begun = true;
      Watchdog.add(this);
    }
  }

  void close() {
    if (begun) {
      Watchdog.remove(this);
    }
  }

  /** A flight recording begins, or has ended. */
  void record(boolean now) {
    recorded = now;
  }

  void stepBegins() {
    STEP.setOpaque(this, ++steps);
  }

  boolean isInStep() {
    return step != 0;
  }

  /** The loop is about to look for mail, and may sleep. */
  void turnEnds() {
    STEP.setOpaque(this, 0L);
  }

  void stepEnds() {
    Report report = reported;
    if (report != null) {
      ended(report);
    }
    Slow ended = found;
    if (ended != null) {
      found = null;
      if (ended.step() == step) {
        ended.flight().ended(loop);
      }
    }
  }

  private void ended(Report report) {
    reported = null;
    if (report.step() == step) {
      log(
          loop
              + ": "
              + report.task()
              + " kept the loop for "
              + millisSince(report.since())
              + " ms");
    }
  }

  // === On the watchdog's thread ===

  long intervalMillis() {
    long nanos = recorded ? RECORDED_NANOS : limitNanos;
    if (limitNanos > 0) {
      nanos = Math.min(nanos, limitNanos);
    }
    return Math.max(1, Math.min(250, nanos / 4_000_000));
  }

  void look() {
    long now = System.nanoTime();
    long current = (long) STEP.getOpaque(this);
    if (current != seenStep) {
      seenStep = current;
      seenSince = now;
      slow = false;
      candidate = recorded && current != 0 ? new FlightLog.Step() : null;
      return;
    }
    long held = now - seenSince;
    try {
      if (current != 0 && current != toldStep && limitNanos > 0 && held >= limitNanos) {
        report(current);
      }
      FlightLog.Step flight = candidate;
      if (flight != null && !slow && held >= RECORDED_NANOS) {
        record(current, flight);
      }
    } catch (RuntimeException e) {
      // The loop went on while it was read: what changes is not stuck.
    }
  }

  private void record(long current, FlightLog.Step flight) {
    String name = running();
    flight.slow(name, blocking(loop.thread.stack()));
    if ((long) STEP.getOpaque(this) == current) {
      slow = true;
      found = new Slow(current, flight);
    }
  }

  private String running() {
    AbstractTask<?> task = loop.currentTask();
    return task == null ? "a callback" : task.name() + "[" + task.describe() + "]";
  }

  private void report(long current) {
    String name = running();
    StackTraceElement[] stack = loop.thread.stack();
    String dump = new TaskTree(loop).dump().toString();
    if ((long) STEP.getOpaque(this) != current) {
      return; // it is over: what was read belongs to another one
    }
    toldStep = current;
    reported = new Report(current, seenSince, name);
    StringBuilder text = new StringBuilder(loop.toString());
    text.append(": ").append(name).append(" has kept the loop for ");
    text.append(millisSince(seenSince)).append(" ms and still does, at");
    for (StackTraceElement line : blocking(stack)) {
      text.append("\n\tat ").append(line);
    }
    log(text.append("\nmeanwhile there wait\n").append(dump).toString());
  }

  /** What the step is doing, from the blocking frame to where the loop called it. */
  private static List<StackTraceElement> blocking(StackTraceElement[] stack) {
    List<StackTraceElement> step = Machinery.partsOf(stack).above();
    return step.isEmpty() ? Arrays.asList(stack) : step;
  }

  private static long millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }

  private static void log(String text) {
    System.getLogger("dev.bobbin").log(System.Logger.Level.WARNING, text);
  }
}
