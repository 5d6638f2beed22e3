package dev.bobbin;

/**
 * A loop as JMX shows it, under {@code dev.bobbin:type=EventLoop,name=NAME}, with {@code #2} and so
 * on behind the name of a second loop of that name. Loops are registered when they first run, if
 * the system property {@code bobbin.jmx} is true, or is not set and the JVM was started with its
 * JMX agent ({@code com.sun.management.jmxremote}); otherwise for as long as somebody looks, see
 * {@link LoopDirectoryMXBean}. They are taken away when they are closed.
 *
 * <p>Numbers are read while the loop goes on: each is right, but they need not be of one moment.
 */
public interface EventLoopMXBean {

  /** The loop's name. */
  String getName();

  /** open, stopping or closed. */
  String getPhase();

  /** How many entries of the ready queue wait for their step. */
  int getReadyDepth();

  /** Tasks that have begun to wait and have not ended. */
  int getLiveTasks();

  /** Timers that are set: sleeps, timeouts, scheduled callbacks. */
  int getTimers();

  /** What was run since the loop was made: steps of tasks, callbacks, timers. */
  long getSteps();

  /** What other threads have posted to the loop, counted when the loop takes it. */
  long getPosts();

  /** How often other threads woke the loop up. */
  long getWakeUps();

  /** Whether steps are timed: it costs each step a look at the clock, so it is off at first. */
  boolean isStepTimesMeasured();

  /** Begins to time steps, or stops; what was measured so far stays. */
  void setStepTimesMeasured(boolean measured);

  /** The longest step in nanoseconds, of those that were timed. */
  long getLongestStepNanos();

  /**
   * Of the timed steps, how many took how long: place 0 is for 0 ns, place n for 2^(n-1) ns up to
   * but not including 2^n ns; the last one has no upper end.
   */
  long[] getStepTimes();

  /** What all tasks wait for, for people; see {@link EventLoop#dump}. */
  String dump();

  /** The lines of the dump, one each, for programs. */
  TaskRow[] tasks();

  /** A task, or a wait for something that is no task; see {@link TaskDump.Entry}. */
  interface TaskRow {

    /** 0 for what nobody awaits; what a row awaits are the deeper ones behind it. */
    int getDepth();

    /** The task's name; empty in a row that only says that something is left out. */
    String getName();

    /** The async method, or what is waited for. */
    String getWhat();

    /** running, ready, pending, cancelling. */
    String getState();

    /** Where it waits; empty if it runs no code of its own. */
    String getLine();

    /** The task group that it belongs to, or empty. */
    String getGroup();

    /** The names of all who await it. */
    String[] getAwaitedBy();

    /** What else there is to say, such as "see above"; often empty. */
    String getNote();
  }
}
