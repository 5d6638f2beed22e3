package dev.bobbin;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** What a loop counts, once a turn: plain fields of its thread, which others read as they are. */
@SuppressWarnings("UnusedVariable") // the fields are read by way of the VarHandles
final class LoopCounters {

  private static final VarHandle TURNS;
  private static final VarHandle STEPS;
  private static final VarHandle POSTS;
  private static final VarHandle WAKE_UPS;
  private static final VarHandle MEASURING;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      TURNS = lookup.findVarHandle(LoopCounters.class, "turns", long.class);
      STEPS = lookup.findVarHandle(LoopCounters.class, "steps", long.class);
      POSTS = lookup.findVarHandle(LoopCounters.class, "posts", long.class);
      WAKE_UPS = lookup.findVarHandle(LoopCounters.class, "wakeUps", long.class);
      MEASURING = lookup.findVarHandle(LoopCounters.class, "measuring", StepTimes.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // === Written by the loop's thread ===

  private long turns;
  private long steps;
  private long posts;
  private long wakeUps;

  // === Written by whoever asks for it ===

  private volatile @Nullable StepTimes times;

  /** The same while steps are timed, otherwise null. */
  private @Nullable StepTimes measuring;

  void ran(int newTurns, int entries) {
    turns += newTurns;
    steps += entries;
  }

  void posted(int letters) {
    posts += letters;
  }

  void wokenUp() {
    wakeUps++;
  }

  // === From any thread ===

  long turns() {
    return (long) TURNS.getOpaque(this);
  }

  long steps() {
    return (long) STEPS.getOpaque(this);
  }

  long posts() {
    return (long) POSTS.getOpaque(this);
  }

  long wakeUps() {
    return (long) WAKE_UPS.getOpaque(this);
  }

  @Nullable StepTimes measuring() {
    return (StepTimes) MEASURING.getOpaque(this);
  }

  synchronized StepTimes times() {
    StepTimes known = times;
    if (known == null) {
      known = new StepTimes();
      times = known;
    }
    return known;
  }

  void measure(boolean on) {
    MEASURING.setOpaque(this, on ? times() : null);
  }
}
