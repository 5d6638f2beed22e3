package dev.bobbin;

import java.util.List;

/**
 * What the tasks of a loop wait for, at one moment.
 *
 * @param loop the loop, for people
 * @param entries one for each task that no other one awaits
 */
public record TaskDump(String loop, List<Entry> entries) {

  public TaskDump {
    entries = List.copyOf(entries);
  }

  /**
   * A task and its chain of awaits.
   *
   * @param chain the task, then what it waits for, then what that waits for
   */
  public record Entry(List<String> chain) {

    public Entry {
      chain = List.copyOf(chain);
    }
  }

  /** One line a task, indented under the one that awaits it. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(loop);
    for (Entry entry : entries) {
      for (int depth = 0; depth < entry.chain().size(); depth++) {
        text.append('\n')
            .append("  ".repeat(Math.min(depth, 40) + 1))
            .append(entry.chain().get(depth));
      }
    }
    return text.toString();
  }
}
