package dev.bobbin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the tasks of a loop wait for, at one moment: a tree in which each task is above what it
 * awaits. {@link #toString} is for people.
 *
 * @param loop the loop, for people
 * @param entries the tree from top to bottom; each entry's children are the deeper ones behind it
 * @param deadlocks circles of tasks that wait for each other, so that none of them can go on
 */
public record TaskDump(String loop, List<Entry> entries, List<Deadlock> deadlocks) {

  /** Copies the lists. */
  public TaskDump {
    entries = List.copyOf(entries);
    deadlocks = List.copyOf(deadlocks);
  }

  /**
   * A task, or a wait for something that is no task.
   *
   * @param depth 0 for what nobody awaits
   * @param name the task's name; empty in a line that only says that something is left out
   * @param what the async method, or what is waited for
   * @param state running, ready, pending, cancelling; how far it got
   * @param line where it waits; null if it runs no code of its own
   * @param group the task group that it belongs to, if any
   * @param awaitedBy the names of all who await it
   * @param madeAt where the task was made, in debug mode; otherwise null
   * @param note what else there is to say, such as "see above"; often empty
   */
  public record Entry(
      int depth,
      String name,
      String what,
      String state,
      @Nullable StackTraceElement line,
      @Nullable String group,
      List<String> awaitedBy,
      @Nullable StackTraceElement madeAt,
      String note) {

    /** Copies the list. */
    public Entry {
      awaitedBy = List.copyOf(awaitedBy);
    }

    static Entry note(int depth, String note) {
      return new Entry(depth, "", "", "", null, null, List.of(), null, note);
    }

    /** In one line, without indentation. */
    @Override
    public String toString() {
      if (name.isEmpty()) {
        return note;
      }
      StringBuilder text = new StringBuilder(name);
      text.append('[').append(what).append(", ").append(state);
      if (line != null) {
        text.append(" at ").append(line);
      }
      text.append(']');
      if (group != null) {
        text.append(" in ").append(group);
      }
      if (awaitedBy.size() > 1) {
        text.append(", awaited by ").append(String.join(", ", awaitedBy));
      }
      if (madeAt != null) {
        text.append(", made at ").append(madeAt);
      }
      return note.isEmpty() ? text.toString() : text.append(", ").append(note).toString();
    }
  }

  /**
   * Tasks each of which waits for the next one, and the last for the first.
   *
   * @param names the tasks' names
   */
  public record Deadlock(List<String> names) {

    /** Copies the list. */
    public Deadlock {
      names = List.copyOf(names);
    }

    /** The names in the order in which they wait. */
    @Override
    public String toString() {
      return "dead-locked: " + String.join(" waits for ", names) + " waits for " + names.get(0);
    }
  }

  /** One line a task, indented under the one that awaits it; then the dead-locks. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(loop);
    for (Entry entry : entries) {
      text.append('\n').append("  ".repeat(Math.min(entry.depth(), 40) + 1)).append(entry);
    }
    for (Deadlock deadlock : deadlocks) {
      text.append('\n').append(deadlock);
    }
    return text.toString();
  }
}
