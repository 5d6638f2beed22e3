package dev.bobbin.jmh.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was measured of one benchmark.
 *
 * @param workload the benchmark's class without "Benchmark" and "Peers"
 * @param method who does it: "woven", "hand", "kotlin"
 * @param parameters by name, in JMH's order
 * @param oneCarrier whether virtual threads ran one at a time
 * @param score in {@code unit}, of one operation
 * @param others the medians of what else was counted, by name: bytes allocated, those of {@code
 *     HeapPerTask}
 */
record Figure(
    String workload,
    String method,
    Map<String, String> parameters,
    boolean oneCarrier,
    double score,
    String unit,
    Map<String, Double> others) {

  /** Bytes allocated by one operation. */
  static final String ALLOCATED = "gc.alloc.rate.norm";

  static List<Figure> read(Path json) throws IOException {
    List<Figure> figures = new ArrayList<>();
    if (Files.exists(json) && Files.size(json) > 0) {
      for (Object result : (List<?>) Json.read(Files.readString(json))) {
        figures.add(of((Map<?, ?>) result));
      }
    }
    return figures;
  }

  private static Figure of(Map<?, ?> result) {
    String[] name = text(result, "benchmark").split("\\.");
    Map<String, String> parameters = new LinkedHashMap<>();
    if (result.get("params") instanceof Map<?, ?> given) {
      given.forEach((key, value) -> parameters.put(key.toString(), value.toString()));
    }
    Map<?, ?> primary = (Map<?, ?>) Objects.requireNonNull(result.get("primaryMetric"));
    Map<?, ?> secondary = (Map<?, ?>) Objects.requireNonNull(result.get("secondaryMetrics"));
    Map<String, Double> others = new LinkedHashMap<>();
    secondary.forEach(
        (key, metric) -> others.put(key.toString().replace("·", ""), median((Map<?, ?>) metric)));
    return new Figure(
        workload(name[name.length - 2]),
        name[name.length - 1],
        parameters,
        result.get("jvmArgs") instanceof List<?> options
            && options.stream().anyMatch(o -> o.toString().endsWith("Scheduler.parallelism=1")),
        median(primary),
        text(primary, "scoreUnit").replace("/op", ""),
        others);
  }

  static String workload(String benchmarkClass) {
    return benchmarkClass.replace("PeersBenchmark", "").replace("Benchmark", "");
  }

  private static String text(Map<?, ?> map, String key) {
    return Objects.requireNonNull(map.get(key), key).toString();
  }

  /** Of all iterations in all JVMs; a neighbour's burst moves a mean. */
  private static double median(Map<?, ?> metric) {
    List<Double> values = new ArrayList<>();
    if (metric.get("rawData") instanceof List<?> forks) {
      for (Object fork : forks) {
        for (Object value : (List<?>) fork) {
          if (value instanceof Double number) {
            values.add(number);
          }
        }
      }
    }
    values.sort(null);
    int half = values.size() / 2;
    return values.isEmpty()
        ? Double.NaN
        : values.size() % 2 == 1 ? values.get(half) : (values.get(half - 1) + values.get(half)) / 2;
  }

  /** One of the others, or null where it was not counted. */
  @Nullable Double other(String name) {
    return others.get(name);
  }
}
