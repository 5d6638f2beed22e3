package dev.bobbin.jmh.report;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Prints what looking inside costs: a row for each way to look, as many times as what the loop
 * takes that nobody looks at.
 *
 * <p>{@code java -cp benchmarks.jar dev.bobbin.jmh.report.Looking RESULT.json}
 */
public final class Looking {
  private static final String NOTHING = "nothing";

  private Looking() {}

  public static void main(String[] arguments) throws IOException {
    Map<String, Map<String, Figure>> rows = new LinkedHashMap<>();
    TreeSet<String> workloads = new TreeSet<>();
    for (Figure figure : Figure.read(Path.of(arguments[0]))) {
      String looking = String.valueOf(figure.parameters().get("looking"));
      rows.computeIfAbsent(looking, row -> new LinkedHashMap<>()).put(figure.method(), figure);
      workloads.add(figure.method());
    }
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    out.println("| | " + String.join(" | ", workloads) + " |");
    out.println("| --- |" + " --- |".repeat(workloads.size()));
    Map<String, Figure> nothing = rows.getOrDefault(NOTHING, Map.of());
    rows.forEach(
        (looking, row) -> {
          StringBuilder line = new StringBuilder("| ").append(looking).append(" |");
          for (String workload : workloads) {
            line.append(' ').append(cell(row.get(workload), nothing.get(workload))).append(" |");
          }
          out.println(line);
        });
  }

  private static String cell(@Nullable Figure figure, @Nullable Figure nothing) {
    if (figure == null || nothing == null) {
      return "";
    }
    return NOTHING.equals(figure.parameters().get("looking"))
        ? String.format(Locale.ROOT, "(%.1f %s)", figure.score(), figure.unit())
        : String.format(Locale.ROOT, "%.2f", figure.score() / nothing.score());
  }
}
