package dev.bobbin.jmh.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read of JMH's files, and what becomes of it. */
class TableTest {
  @TempDir Path directory;

  private Path results;

  @BeforeEach
  void write() throws Exception {
    results = directory.resolve("waits.json");
    Files.writeString(
        results,
        "["
            + String.join(
                ",",
                result("SpawnBenchmark.woven", "[[20000.0, 30000.0],[22000.0]]", 36000),
                result("SpawnBenchmark.hand", "[[11000.0]]", 40000),
                result("SpawnPeersBenchmark.kotlin", "[[44000.0]]", 200000))
            + "]");
    Files.writeString(
        directory.resolve("waits.txt"),
        """
        # Benchmark: dev.bobbin.jmh.SpawnBenchmark.woven
        # Parameters: (tasks = 1000)
        Iteration   1: 20000.0 ns/op
        # Benchmark: dev.bobbin.jmh.SpawnBenchmark.virtualThreads
        # Parameters: (tasks = 1000)
        Iteration   1: <failure>

        java.util.concurrent.ExecutionException: java.lang.OutOfMemoryError: Java heap space
        \tat java.base/java.lang.Thread.run(Thread.java:1474)
        # Benchmark: dev.bobbin.jmh.SpawnPeersBenchmark.kilim
        # Parameters: (tasks = 1000)
        <forked VM failed with exit code 134>
        """);
  }

  private static String result(String benchmark, String raw, int bytes) {
    return """
    {"benchmark": "dev.bobbin.jmh.%s", "jvmArgs": [], "params": {"tasks": "1000"},
     "primaryMetric": {"scoreUnit": "ns/op", "rawData": %s},
     "secondaryMetrics": {"gc.alloc.rate.norm": {"rawData": [[%d.0]]}}}
    """
        .formatted(benchmark, raw, bytes);
  }

  @Test
  void theTableSaysTimeBytesRatiosAndWhoFailed() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      Table.main(new String[] {results.toString()});
    } finally {
      System.setOut(before);
    }

    String expected =
        "| spawn and join, a task of 1,000 | 2.00 | Bobbin (Kotlin 2.0 times);"
            + " bytes: Bobbin (Kotlin 5.6 times) | 11.0 ns / 40 B | 22.0 ns / 36 B"
            + " | 44.0 ns / 200 B | out of memory | exit code 134 |";
    assertEquals(expected, printed.toString(StandardCharsets.UTF_8).lines().toList().get(2));
  }

  @Test
  void aFailureIsReadFromTheTextAndNothingElse() throws Exception {
    List<Failure> failures = Failure.read(results);

    Map<String, String> tasks = Map.of("tasks", "1000");
    assertEquals(
        List.of(
            new Failure("Spawn", "virtualThreads", tasks, "OutOfMemoryError"),
            new Failure("Spawn", "kilim", tasks, "exit code 134")),
        failures);
  }

  @Test
  void theChartIsAPicture() throws Exception {
    Path chart = directory.resolve("scale.png");

    Chart.main(new String[] {chart.toString(), "JDK 17", results.toString()});

    assertTrue(ImageIO.read(chart.toFile()).getWidth() > 1000);
  }
}
