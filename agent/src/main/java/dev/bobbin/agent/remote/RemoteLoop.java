package dev.bobbin.agent.remote;

import java.util.ArrayList;
import java.util.List;
import javax.management.Attribute;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;

/** An event loop of another JVM. Each method asks that JVM. */
public final class RemoteLoop {
  private static final String[] NUMBERS = {
    "Phase", "ReadyDepth", "LiveTasks", "Timers", "Steps", "Posts", "WakeUps", "LongestStepNanos"
  };

  private final RemoteJvm jvm;
  private final ObjectName bean;
  private final String name;

  RemoteLoop(RemoteJvm jvm, ObjectName bean) {
    this.jvm = jvm;
    this.bean = bean;
    String key = bean.getKeyProperty("name");
    this.name = key.startsWith("\"") ? ObjectName.unquote(key) : key;
  }

  /**
   * What a loop counts, at one moment.
   *
   * @param atNanos when, on this JVM's clock
   */
  public record Numbers(
      long atNanos,
      String phase,
      int ready,
      int live,
      int timers,
      long steps,
      long posts,
      long wakeUps,
      long longestStepNanos) {}

  /** The loop's name, with a number behind it where another one has the same. */
  public String name() {
    return name;
  }

  /** Reads all its numbers, in one call. */
  public Numbers numbers() throws UnreachableException {
    Object[] values = new Object[NUMBERS.length];
    for (Attribute each : jvm.ask(beans -> beans.getAttributes(bean, NUMBERS)).asList()) {
      values[List.of(NUMBERS).indexOf(each.getName())] = each.getValue();
    }
    for (int i = 0; i < values.length; i++) {
      if (values[i] == null) {
        throw jvm.other("its loop " + name + " does not tell its " + NUMBERS[i]);
      }
    }
    return new Numbers(
        System.nanoTime(),
        (String) values[0],
        (Integer) values[1],
        (Integer) values[2],
        (Integer) values[3],
        (Long) values[4],
        (Long) values[5],
        (Long) values[6],
        (Long) values[7]);
  }

  /** Its tasks as a table's rows, in the order of the tree. */
  public List<RemoteTask> tasks() throws UnreachableException {
    List<RemoteTask> tasks = new ArrayList<>();
    for (CompositeData row :
        (CompositeData[]) jvm.ask(beans -> beans.invoke(bean, "tasks", null, null))) {
      tasks.add(RemoteTask.of(row));
    }
    return tasks;
  }

  /** Its dump, as text. */
  public String dump() throws UnreachableException {
    return (String) jvm.ask(beans -> beans.invoke(bean, "dump", null, null));
  }

  /** Begins or ends to time steps; tells whether that changed anything. */
  boolean measureSteps(boolean measured) throws UnreachableException {
    return jvm.ask(
        beans -> {
          boolean before = (Boolean) beans.getAttribute(bean, "StepTimesMeasured");
          if (before != measured) {
            beans.setAttribute(bean, new Attribute("StepTimesMeasured", measured));
          }
          return before != measured;
        });
  }
}
