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
 * @param score in {@code unit}, of one operation
 * @param bytes allocated by one operation; null without {@code -prof gc}
 */
record Figure(
    String workload,
    String method,
    Map<String, String> parameters,
    double score,
    double error,
    String unit,
    @Nullable Double bytes) {

  static List<Figure> read(Path json) throws IOException {
    List<Figure> figures = new ArrayList<>();
    for (Object result : (List<?>) Json.read(Files.readString(json))) {
      figures.add(of((Map<?, ?>) result));
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
    Double bytes = null;
    for (Map.Entry<?, ?> metric : secondary.entrySet()) {
      if (metric.getKey().toString().endsWith("gc.alloc.rate.norm")) {
        bytes = number((Map<?, ?>) metric.getValue(), "score");
      }
    }
    return new Figure(
        name[name.length - 2].replace("PeersBenchmark", "").replace("Benchmark", ""),
        name[name.length - 1],
        parameters,
        number(primary, "score"),
        number(primary, "scoreError"),
        text(primary, "scoreUnit").replace("/op", ""),
        bytes);
  }

  private static String text(Map<?, ?> map, String key) {
    return Objects.requireNonNull(map.get(key), key).toString();
  }

  private static double number(Map<?, ?> map, String key) {
    return map.get(key) instanceof Double number ? number : Double.NaN;
  }

  /** The workload with its parameters, as the row of a table says it. */
  String row() {
    StringBuilder row = new StringBuilder(workload);
    parameters.forEach((name, value) -> row.append(", ").append(name).append(' ').append(value));
    return row.toString();
  }
}
