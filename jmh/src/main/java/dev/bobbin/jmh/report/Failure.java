package dev.bobbin.jmh.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A benchmark that gave no figure: what JMH tells in its text only.
 *
 * @param reason the exception's simple name, or the status of the JVM that died
 */
record Failure(String workload, String method, Map<String, String> parameters, String reason) {
  private static final Pattern BENCHMARK = Pattern.compile("# Benchmark: \\S*?(\\w+)\\.(\\w+)$");
  private static final Pattern PARAMETER = Pattern.compile("(\\w+) = (\\w+)");
  private static final Pattern REASON =
      Pattern.compile("(?:^|[.\\s])([A-Z]\\w*(?:Error|Exception))\\b");
  private static final Pattern STATUS = Pattern.compile("<forked VM failed with (exit code \\d+)>");

  /** All that failed in the run whose text is beside its JSON. */
  static List<Failure> read(Path json) throws IOException {
    Path log = Path.of(json.toString().replaceFirst("\\.json$", ".txt"));
    List<Failure> failures = new ArrayList<>();
    if (!Files.exists(log)) {
      return failures;
    }
    String[] name = {"", ""};
    Map<String, String> parameters = new LinkedHashMap<>();
    String reason = "";
    boolean failed = false;
    String text = Files.readString(log, StandardCharsets.UTF_8) + "\n# Benchmark: end.end.end";
    for (String line : text.split("\n", -1)) {
      Matcher benchmark = BENCHMARK.matcher(line);
      if (benchmark.find()) {
        if (failed) {
          failures.add(new Failure(name[0], name[1], Map.copyOf(parameters), reason));
        }
        name = new String[] {Figure.workload(benchmark.group(1)), benchmark.group(2)};
        parameters.clear();
        reason = "";
        failed = false;
      } else if (line.startsWith("# Parameters:")) {
        Matcher parameter = PARAMETER.matcher(line);
        while (parameter.find()) {
          parameters.put(parameter.group(1), parameter.group(2));
        }
      } else if (line.contains("<failure>")) {
        failed = true;
      } else {
        Matcher status = STATUS.matcher(line);
        Matcher thrown = REASON.matcher(line);
        if (status.find()) {
          failed = true;
          reason = status.group(1);
        } else if (failed && (reason.isEmpty() || reason.startsWith("exit"))) {
          while (thrown.find()) {
            reason = thrown.group(1); // the innermost of those on the line
          }
        }
      }
    }
    return failures;
  }

  /** As a table or a chart says it. */
  String shortReason() {
    return switch (reason) {
      case "StackOverflowError" -> "stack overflow";
      case "OutOfMemoryError" -> "out of memory";
      case "" -> "failed";
      default -> reason;
    };
  }
}
