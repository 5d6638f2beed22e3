package dev.bobbin.jmh.report;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A row of the table: a workload, and what of its figures counts.
 *
 * @param parameters those whose figures are in it
 * @param methods the columns of methods that are not named as their column
 * @param metric what the figure is: empty for the time of an operation, or a name of {@link
 *     Figure#others}
 * @param operations how many of the row's are one of the benchmark's
 */
record Row(
    String title,
    String workload,
    Map<String, String> parameters,
    Map<String, String> methods,
    String metric,
    String unit,
    double operations) {

  /** All of them, in the order of the table. */
  static final List<Row> ALL =
      List.of(
          time("await of a done task", "AwaitCompleted", 1)
              .with("awaitTaskInALoop", "woven", "joinTaskInALoop", "hand")
              .with("kotlinDeferred", "kotlin", "ea", "", "tascalate", "", "future", ""),
          time("await of a done CompletableFuture", "AwaitCompleted", 1)
              .with("awaitFutureInALoop", "woven", "joinFutureInALoop", "hand")
              .with("kotlinFuture", "kotlin", "kotlinBare", "", "kilim", ""),
          time("chain of 10 calls, none suspends", "CallChain", 1).with("plain", "hand"),
          time("loop over 10,000 elements, 100 awaits of what is done", "HotLoop", 1)
              .with("awaiting", "woven", "plain", "hand"),
          time("the same, entered by a resumption", "HotLoop", 1)
              .with("resumed", "woven", "plain", "hand", "kotlin", "", "kotlinBare", "")
              .with("future", "", "ea", "", "tascalate", "", "kilim", ""),
          time("yield", "Yield", 1),
          time("await of a pending task", "PendingTask", 1),
          time("await of a pending CompletableFuture", "Pending", 1),
          time("chain of 10 calls, the innermost suspends", "SuspendedChain", 0.1),
          time("ping-pong, capacity 0, a message", "PingPong", 1).of("capacity", "0"),
          time("ping-pong, capacity 1, a message", "PingPong", 1).of("capacity", "1"),
          time("spawn and join, a task of 1,000", "Spawn", 1000),
          time("skynet, a leaf of 100,000", "Skynet", 1),
          counted("CPU a sleep, of 100,000", "Sleep", "cpuNanosPerTask", "ns"),
          counted(
              "live heap a suspended task, of 1,000,000", "SuspendedMemory", "bytesPerTask", "B"),
          time("weaving a class of 3.5 KB (by hand: ASM's copy)", "Weave", 1)
              .with("weave", "woven", "copy", "hand", "eaAsync", "ea"));

  private static Row time(String title, String workload, double operations) {
    return new Row(title, workload, Map.of(), Map.of(), "", "", operations);
  }

  private static Row counted(String title, String workload, String metric, String unit) {
    return new Row(title, workload, Map.of(), Map.of(), metric, unit, 1);
  }

  /** Methods and the columns that they belong in, none if empty, in turn. */
  private Row with(String... methodsAndColumns) {
    Map<String, String> all = new HashMap<>(methods);
    for (int i = 0; i < methodsAndColumns.length; i += 2) {
      all.put(methodsAndColumns[i], methodsAndColumns[i + 1]);
    }
    return new Row(title, workload, parameters, Map.copyOf(all), metric, unit, operations);
  }

  private Row of(String parameter, String value) {
    return new Row(title, workload, Map.of(parameter, value), methods, metric, unit, operations);
  }

  boolean holds(String name, Map<String, String> given) {
    return (name.equals(workload) || name.equals(workload + "Mailbox"))
        && given.entrySet().containsAll(parameters.entrySet());
  }

  /** The figure's column. */
  String column(Figure figure) {
    return figure.method().equals("virtualThreads") && !figure.oneCarrier() && metric.isEmpty()
        ? "virtualThreadsOnAllCores"
        : column(figure.method());
  }

  String column(String method) {
    return methods.getOrDefault(method, method);
  }

  /** What is shown: nanoseconds, bytes. */
  double value(Figure figure) {
    if (metric.isEmpty()) {
      return figure.score() / operations;
    }
    Double counted = figure.other(metric);
    return counted == null ? Double.NaN : counted;
  }

  /** The bytes that one allocates; not a number where they are not what is asked for. */
  double bytes(Figure figure) {
    Double bytes = figure.other(Figure.ALLOCATED);
    return bytes == null || !metric.isEmpty() ? Double.NaN : bytes / operations;
  }

  String unit(Figure figure) {
    return metric.isEmpty() ? figure.unit() : unit;
  }
}
