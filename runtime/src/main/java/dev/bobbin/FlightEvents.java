package dev.bobbin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.WeakHashMap;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/** What loops tell the flight recorder. Loaded only while it records: see {@link Flight}. */
@SuppressWarnings("UnusedVariable") // the recorder reads the fields
final class FlightEvents {

  /** More would make a recording of nothing else; a dump shows them all. */
  private static final int MAX_TASKS = 1000;

  private static final WeakHashMap<LoopCore, Counts> BEFORE = new WeakHashMap<>();

  private static final Runnable TELL_LOOPS = FlightEvents::tellLoops;
  private static final Runnable TELL_TASKS = FlightEvents::tellTasks;

  private FlightEvents() {}

  @Category("Bobbin")
  @StackTrace(false)
  abstract static class LoopEvent extends Event {
    @Label("Loop")
    String loop = "";
  }

  @Name("dev.bobbin.Task")
  @Label("Task")
  @Description("A task, from its first suspension to its end")
  @Threshold("10 ms")
  static final class TaskEnd extends LoopEvent {
    @Label("Task")
    String task = "";

    @Label("Runs")
    String runs = "";

    @Label("Outcome")
    String outcome = "";

    @Label("Failure")
    @Nullable String failure;

    @Label("Group")
    @Nullable String group;
  }

  @Name("dev.bobbin.Suspension")
  @Label("Suspension")
  @Description("An await, from the suspension of the method to its next step")
  @Threshold("20 ms")
  static final class Suspension extends LoopEvent {
    @Label("Task")
    String task = "";

    @Label("Waits for")
    String waitsFor = "";

    @Label("At")
    @Nullable String at;

    @Label("Awaited by")
    @Description("The lines of the async callers, nearest first")
    String awaitedBy = "";
  }

  @Name("dev.bobbin.SlowStep")
  @Label("Slow Step")
  @Description("A step that kept the loop from others; thresholds below 20 ms have no effect")
  @Threshold("20 ms")
  static final class SlowStep extends LoopEvent {
    @Label("Task")
    String task = "";

    @Label("Blocked at")
    @Description("The stack of the loop's thread when the step was found to be slow")
    String blockedAt = "";
  }

  @Name("dev.bobbin.Loop")
  @Label("Loop")
  @Description("What a loop has done since the last event of it")
  @Period("1 s")
  static final class LoopStatistics extends LoopEvent {
    @Label("Turns")
    long turns;

    @Label("Steps")
    long steps;

    @Label("Posts")
    long posts;

    @Label("Wake-ups")
    long wakeUps;

    @Label("Ready")
    int ready;

    @Label("Live Tasks")
    int live;

    @Label("Timers")
    int timers;
  }

  @Name("dev.bobbin.LiveTask")
  @Label("Live Task")
  @Description("A task that waits or runs, of the first thousand of a loop")
  @Period("10 s")
  static final class LiveTask extends LoopEvent {
    @Label("Task")
    String task = "";

    @Label("Runs")
    String runs = "";

    @Label("State")
    String state = "";

    @Label("At")
    @Nullable String at;

    @Label("Waits for")
    @Nullable String waitsFor;

    @Label("Group")
    @Nullable String group;
  }

  /** What a loop had counted at its last event. */
  private record Counts(long turns, long steps, long posts, long wakeUps) {}

  static void register() {
    FlightRecorder.register(TaskEnd.class);
    FlightRecorder.register(Suspension.class);
    FlightRecorder.register(SlowStep.class);
    FlightRecorder.addPeriodicEvent(LoopStatistics.class, TELL_LOOPS);
    FlightRecorder.addPeriodicEvent(LiveTask.class, TELL_TASKS);
  }

  /** The classes stay known, which does not keep them. */
  static void unregister() {
    FlightRecorder.removePeriodicEvent(TELL_LOOPS);
    FlightRecorder.removePeriodicEvent(TELL_TASKS);
  }

  private static void tellLoops() {
    for (LoopCore loop : OpenLoops.all()) {
      LoopCounters counters = loop.meter.counters;
      Counts now =
          new Counts(counters.turns(), counters.steps(), counters.posts(), counters.wakeUps());
      Counts before = BEFORE.put(loop, now);
      LoopStatistics event = new LoopStatistics();
      event.loop = loop.settings.name();
      event.turns = now.turns() - (before == null ? 0 : before.turns());
      event.steps = now.steps() - (before == null ? 0 : before.steps());
      event.posts = now.posts() - (before == null ? 0 : before.posts());
      event.wakeUps = now.wakeUps() - (before == null ? 0 : before.wakeUps());
      event.ready = loop.readyQueue.size() + loop.door.inbox.size();
      event.live = loop.live();
      event.timers = loop.timers.size();
      event.commit();
    }
  }

  /** All are asked at once: those that do not answer must not keep the recorder from the others. */
  private static void tellTasks() {
    Map<LoopCore, Snapshot<TaskDump>> dumps = new LinkedHashMap<>();
    for (LoopCore loop : OpenLoops.all()) {
      dumps.put(loop, new Snapshot<>(loop, asked -> new TaskTree(asked).dump()));
    }
    for (Map.Entry<LoopCore, Snapshot<TaskDump>> asked : dumps.entrySet()) {
      LoopCore loop = asked.getKey();
      TaskDump dump = asked.getValue().take();
      int left = MAX_TASKS;
      for (int i = 0; i < dump.entries().size() && left > 0; i++) {
        TaskDump.Entry entry = dump.entries().get(i);
        boolean runsCode = entry.line() != null || entry.state().equals("running");
        if (runsCode && !entry.note().contains("see above")) {
          left--;
          tell(loop, dump, i);
        }
      }
    }
  }

  private static void tell(LoopCore loop, TaskDump dump, int number) {
    TaskDump.Entry entry = dump.entries().get(number);
    LiveTask event = new LiveTask();
    event.loop = loop.settings.name();
    event.task = entry.name();
    event.runs = entry.what();
    event.state = entry.state();
    event.at = entry.line() == null ? null : entry.line().toString();
    event.waitsFor = below(dump, number);
    event.group = entry.group();
    event.commit();
  }

  private static @Nullable String below(TaskDump dump, int number) {
    if (number + 1 >= dump.entries().size()) {
      return null;
    }
    TaskDump.Entry below = dump.entries().get(number + 1);
    if (below.depth() <= dump.entries().get(number).depth()) {
      return null;
    }
    return below.line() == null ? below.what() : below.name();
  }
}
