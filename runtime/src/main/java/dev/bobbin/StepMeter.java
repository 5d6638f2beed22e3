package dev.bobbin;

import org.jspecify.annotations.Nullable;

/**
 * What a loop does for those who look at its steps: it counts them, and only while somebody wants
 * it times them, lets the watchdog see them, or notes them for the flight recorder. Confined to the
 * loop's thread.
 */
final class StepMeter {

  private final LoopCore loop;
  private final boolean logged;
  final LoopCounters counters = new LoopCounters();

  /** Null unless slow steps are to be found. */
  private @Nullable StepWatch watch;

  /** Null unless a flight recording is under way. */
  @Nullable FlightLog flight;

  StepMeter(LoopCore loop, long slowStepNanos) {
    this.loop = loop;
    this.logged = slowStepNanos > 0;
    this.watch = logged ? new StepWatch(loop, slowStepNanos) : null;
  }

  /** A thread is about to run turns. */
  void attached() {
    if (watch != null) {
      watch.attach();
    }
  }

  /** The loop is closed. */
  void detached() {
    if (watch != null) {
      watch.close();
    }
  }

  /** Tells whether the turn is inside of a step of another turn. */
  boolean turnBegins() {
    if (Flight.isRecording() != (flight != null)) {
      followRecording();
    }
    return watch != null && watch.isInStep();
  }

  private void followRecording() {
    StepWatch watching = watch;
    if (Flight.isRecording()) {
      flight = new FlightLog(loop);
      loop.note(true);
      if (watching == null) {
        watching = new StepWatch(loop, 0);
        watch = watching;
      }
      watching.record(true);
      watching.attach();
    } else {
      flight = null;
      loop.note(loop.debug != null);
      if (watching != null) {
        watching.record(false);
        if (!logged) {
          watching.close();
          watch = null;
        }
      }
    }
  }

  void turnEnds(int ran, boolean nested) {
    counters.ran(1, ran);
    StepWatch watching = watch;
    if (watching != null) {
      if (nested) {
        watching.stepBegins(); // the rest of the step that this turn is in
      } else {
        watching.turnEnds();
      }
    }
  }

  /** Whether no step is looked at. */
  boolean isIdle() {
    return watch == null && flight == null && counters.measuring() == null;
  }

  void stepBegins() {
    if (watch != null) {
      watch.stepBegins();
    }
  }

  void stepEnds() {
    if (watch != null) {
      watch.stepEnds();
    }
  }

  void taskBegan(AbstractTask<?> task) {
    if (flight != null) {
      flight.taskBegan(task);
    }
  }

  void taskEnded(AbstractTask<?> task) {
    if (flight != null) {
      flight.taskEnded(task);
    }
  }

  /** A coroutine begins to wait; to let others run is no wait. */
  void suspends(Coroutine<?> task, AbstractTask<?> awaited) {
    if (flight != null && !awaited.isListed() && !(awaited instanceof YieldTask)) {
      flight.suspends(task, awaited);
    }
  }

  void resumes(Coroutine<?> task) {
    if (flight != null) {
      flight.resumes(task);
    }
  }
}
