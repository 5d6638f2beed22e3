package dev.bobbin.jmh.startup;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One way to start the program, with the times that it took. */
final class Variant {
  private static final Path OWN_STATISTICS = Path.of("/proc/self/stat");
  private static final double MILLIS_A_TICK = 10; // of /proc, the same on all machines

  private final String name;
  private final List<String> command;
  private final List<Double> wallMillis = new ArrayList<>();
  private double cpuMillis;
  private String printed = "";

  Variant(String name, List<String> command) {
    this.name = name;
    this.command = List.copyOf(command);
  }

  String name() {
    return name;
  }

  /** What the program printed: the same in all variants. */
  String printed() {
    return printed;
  }

  /** Starts it and waits for its end. */
  void run(boolean counts) throws IOException, InterruptedException {
    double cpuBefore = cpuOfChildren();
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.DISCARD) // EA Async's agent fills it
            .start();
    String output = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
    int status = process.waitFor();
    long nanos = System.nanoTime() - start;
    if (status != 0) {
      throw new IllegalStateException(name + " ended with status " + status + ": " + command);
    }
    printed = output;
    if (counts) {
      wallMillis.add(nanos / 1e6);
      cpuMillis += cpuOfChildren() - cpuBefore;
    }
  }

  double medianWallMillis() {
    double[] sorted = wallMillis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /** Processor time of all threads, the JVM's own too; zero where there is no {@code /proc}. */
  double meanCpuMillis() {
    return cpuMillis / wallMillis.size();
  }

  /** User and system time of all processes that were waited for (proc(5), fields 16 and 17). */
  private static double cpuOfChildren() throws IOException {
    if (!Files.isReadable(OWN_STATISTICS)) {
      return 0;
    }
    String text = Files.readString(OWN_STATISTICS);
    String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) * MILLIS_A_TICK;
  }
}
