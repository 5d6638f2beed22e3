package dev.bobbin.jmh.report;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Prints one table of all that was measured, in Markdown: a row a workload, a column for each who
 * does it, and behind each time how many times Bobbin's it is. What is written by hand, a state
 * machine or the same code without awaits, is the limit.
 *
 * <p>{@code java -cp benchmarks.jar dev.bobbin.jmh.report.Table RESULT.json...}
 */
public final class Table {
  private static final String OURS = "woven";

  /** In which columns stand the methods of benchmarks that compare something else, too. */
  private static final Map<String, String> COLUMNS =
      Map.of(
          "AwaitCompleted.awaitTaskInALoop", OURS,
          "AwaitCompleted.joinTaskInALoop", "hand",
          "AwaitCompleted.kotlinDeferred", "kotlin",
          "CallChain.plain", "hand",
          "HotLoop.awaiting", OURS,
          "HotLoop.plain", "hand");

  private static final List<String> KNOWN =
      List.of(OURS, "hand", "kotlinBare", "kotlin", "virtualThreads", "future");

  private final Map<String, Map<String, Figure>> rows = new LinkedHashMap<>();
  private final Set<String> columns = new TreeSet<>(Comparator.comparing(KNOWN::indexOf));

  private Table(List<Figure> figures) {
    for (Figure figure : figures) {
      String column =
          COLUMNS.getOrDefault(figure.workload() + "." + figure.method(), figure.method());
      if (KNOWN.contains(column)) {
        rows.computeIfAbsent(figure.row(), row -> new LinkedHashMap<>()).put(column, figure);
        columns.add(column);
      }
    }
  }

  public static void main(String[] files) throws IOException {
    List<Figure> figures = new ArrayList<>();
    for (String file : files) {
      figures.addAll(Figure.read(Path.of(file)));
    }
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    new Table(figures).lines().forEach(out::println);
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("| | " + String.join(" | ", columns) + " |");
    lines.add("| --- |" + " --- |".repeat(columns.size()));
    rows.forEach((name, row) -> lines.add(line(name, row)));
    return lines;
  }

  private String line(String name, Map<String, Figure> row) {
    StringBuilder line = new StringBuilder("| ").append(name).append(" |");
    Figure ours = row.get(OURS);
    for (String column : columns) {
      Figure figure = row.get(column);
      line.append(figure == null ? "" : " " + cell(figure, column.equals(OURS) ? null : ours));
      line.append(" |");
    }
    return line.toString();
  }

  private static String cell(Figure figure, @Nullable Figure ours) {
    StringBuilder cell = new StringBuilder(rounded(figure.score())).append(' ');
    cell.append(figure.unit());
    Double bytes = figure.bytes();
    if (bytes != null) {
      cell.append(" / ").append(String.format(Locale.ROOT, "%,d", Math.round(bytes))).append(" B");
    }
    if (ours != null) {
      cell.append(" (").append(rounded(figure.score() / ours.score())).append(" x)");
    }
    return cell.toString();
  }

  /** Three digits: nothing here is known better. */
  private static String rounded(double value) {
    return value >= 100
        ? String.format(Locale.ROOT, "%,.0f", value)
        : value >= 10
            ? String.format(Locale.ROOT, "%.1f", value)
            : value == 0 ? "0" : String.format(Locale.ROOT, "%.2f", value);
  }
}
