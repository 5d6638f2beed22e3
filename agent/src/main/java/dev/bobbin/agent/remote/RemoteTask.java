package dev.bobbin.agent.remote;

import java.util.List;
import javax.management.openmbean.CompositeData;

/**
 * A line of another JVM's dump: a task, or a wait for something that is no task. The runtime's
 * {@code EventLoopMXBean.TaskRow} tells what is what.
 */
public record RemoteTask(
    int depth,
    String name,
    String what,
    String state,
    String line,
    String group,
    List<String> awaitedBy,
    String note) {

  static RemoteTask of(CompositeData row) {
    return new RemoteTask(
        (Integer) row.get("depth"),
        (String) row.get("name"),
        (String) row.get("what"),
        (String) row.get("state"),
        (String) row.get("line"),
        (String) row.get("group"),
        List.of((String[]) row.get("awaitedBy")),
        (String) row.get("note"));
  }
}
