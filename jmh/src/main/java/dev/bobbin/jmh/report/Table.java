package dev.bobbin.jmh.report;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Prints one table of all that was measured, in Markdown: a row a workload, a column for each who
 * does it, with time and bytes of one operation; how many times the limit Bobbin takes, and who is
 * ahead, Bobbin or the best of the others, with how many times the other one takes. What is written
 * by hand, a state machine or the same code without awaits, is the limit.
 *
 * <p>{@code java -cp benchmarks.jar dev.bobbin.jmh.report.Table RESULT.json...}, each with JMH's
 * text beside it, {@code RESULT.txt}, which tells what failed.
 */
public final class Table {
  private static final String OURS = "woven";
  private static final String LIMIT = "hand";

  private static final Map<String, String> COLUMNS = new LinkedHashMap<>();

  static {
    COLUMNS.put(LIMIT, "by hand");
    COLUMNS.put(OURS, "Bobbin");
    COLUMNS.put("kotlinBare", "Kotlin, bare");
    COLUMNS.put("kotlin", "Kotlin");
    COLUMNS.put("virtualThreads", "virtual threads, 1 carrier");
    COLUMNS.put("virtualThreadsOnAllCores", "virtual threads");
    COLUMNS.put("future", "CompletableFuture");
    COLUMNS.put("ea", "EA Async");
    COLUMNS.put("tascalate", "Tascalate");
    COLUMNS.put("kilim", "Kilim");
  }

  private final List<Figure> figures = new ArrayList<>();
  private final List<Failure> failures = new ArrayList<>();

  private Table() {}

  public static void main(String[] files) throws IOException {
    Table table = new Table();
    for (String file : files) {
      table.figures.addAll(Figure.read(Path.of(file)));
      table.failures.addAll(Failure.read(Path.of(file)));
    }
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    table.lines().forEach(out::println);
  }

  private List<String> lines() {
    List<String> columns = new ArrayList<>(COLUMNS.keySet());
    columns.removeIf(
        column -> Row.ALL.stream().allMatch(row -> cells(row).getOrDefault(column, "").isEmpty()));
    List<String> lines = new ArrayList<>();
    StringBuilder head = new StringBuilder("| | Bobbin, times by hand | ahead, next |");
    columns.forEach(column -> head.append(' ').append(COLUMNS.get(column)).append(" |"));
    lines.add(head.toString());
    lines.add("| --- | --- | --- |" + " --- |".repeat(columns.size()));
    for (Row row : Row.ALL) {
      Map<String, String> cells = cells(row);
      if (!cells.isEmpty()) {
        Map<String, Figure> chosen = chosen(row);
        StringBuilder line = new StringBuilder("| ").append(row.title()).append(" | ");
        line.append(toTheLimit(row, chosen)).append(" | ").append(ahead(row, chosen)).append(" |");
        columns.forEach(c -> line.append(' ').append(cells.getOrDefault(c, "")).append(" |"));
        lines.add(line.toString().replace("  ", " "));
      }
    }
    return lines;
  }

  /** The row's figures by column. */
  private Map<String, Figure> chosen(Row row) {
    Map<String, Figure> chosen = new LinkedHashMap<>();
    for (Figure figure : figures) {
      if (row.holds(figure.workload(), figure.parameters())
          && COLUMNS.containsKey(row.column(figure))
          && !Double.isNaN(row.value(figure))) {
        chosen.put(row.column(figure), figure);
      }
    }
    return chosen;
  }

  private Map<String, String> cells(Row row) {
    Map<String, String> cells = new LinkedHashMap<>();
    for (Failure failure : failures) {
      if (row.holds(failure.workload(), failure.parameters())) {
        cells.put(row.column(failure.method()), failure.shortReason());
      }
    }
    chosen(row).forEach((column, figure) -> cells.put(column, cell(row, figure)));
    return cells;
  }

  private static String cell(Row row, Figure figure) {
    String time = rounded(row.value(figure)) + " " + row.unit(figure);
    double bytes = row.bytes(figure);
    return Double.isNaN(bytes) ? time : time + " / " + wholeBytes(bytes);
  }

  private static String wholeBytes(double bytes) {
    return String.format(Locale.ROOT, "%,d B", Math.round(bytes));
  }

  private static String toTheLimit(Row row, Map<String, Figure> chosen) {
    Figure ours = chosen.get(OURS);
    Figure limit = chosen.get(LIMIT);
    return ours == null || limit == null
        ? ""
        : String.format(Locale.ROOT, "%.2f", row.value(ours) / row.value(limit));
  }

  /** Who is ahead, and how many times the other one takes; the same for bytes. */
  private static String ahead(Row row, Map<String, Figure> chosen) {
    Figure ours = chosen.get(OURS);
    String time = ours == null ? "" : ahead(row, chosen, ours, Row::value);
    String bytes = ours == null ? "" : ahead(row, chosen, ours, Row::bytes);
    return bytes.isEmpty() ? time : time + "; bytes: " + bytes;
  }

  private static String ahead(
      Row row, Map<String, Figure> chosen, Figure ours, BiFunction<Row, Figure, Double> value) {
    String best = null;
    double least = Double.POSITIVE_INFINITY;
    for (Map.Entry<String, Figure> other : chosen.entrySet()) {
      double its = value.apply(row, other.getValue());
      if (!other.getKey().equals(LIMIT) && !other.getKey().equals(OURS) && its < least) {
        best = other.getKey();
        least = its;
      }
    }
    return best == null ? "" : compared(value.apply(row, ours), least, name(best));
  }

  private static String compared(double ours, double its, @Nullable String name) {
    if (Math.round(ours) == 0 && Math.round(its) == 0 && Math.max(ours, its) < 0.1) {
      return "both (" + name + ")";
    }
    return ours <= its
        ? "Bobbin (" + name + times(its / ours)
        : "**" + name + "** (Bobbin" + times(ours / its);
  }

  private static String times(double ratio) {
    return ratio < 100 ? String.format(Locale.ROOT, " %.1f times)", ratio) : " far more)";
  }

  private static String name(String column) {
    return String.valueOf(COLUMNS.get(column));
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
