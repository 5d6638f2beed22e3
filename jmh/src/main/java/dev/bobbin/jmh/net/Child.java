package dev.bobbin.jmh.net;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** A JVM of its own, on one core where that can be had, which answers each line with one. */
final class Child implements AutoCloseable {

  private final Process process;
  private final BufferedReader answers;
  private final PrintStream commands;

  private Child(Process process) {
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.US_ASCII);
    this.commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
  }

  static Child start(int core, List<String> options, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = pinned(core);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    Collections.addAll(command, "-XX:+UseSerialGC", "-Xms512m", "-Xmx512m", "-Xmn256m");
    command.addAll(options);
    Collections.addAll(command, "-cp", System.getProperty("java.class.path"), main.getName());
    Collections.addAll(command, arguments);
    return new Child(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** The beginning of a command that is to run on a core only. */
  static List<String> pinned(int core) {
    List<String> command = new ArrayList<>();
    if (isInstalled("taskset") && core < Runtime.getRuntime().availableProcessors()) {
      Collections.addAll(command, "taskset", "-c", Integer.toString(core));
    }
    return command;
  }

  static boolean isInstalled(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  /** What a program prints that ends by itself. */
  static String output(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (InputStream out = process.getInputStream()) {
      return new String(out.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  long ask(String command) throws IOException {
    commands.println(command);
    return answer();
  }

  long answer() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("process " + process.pid() + " has ended");
    }
    return Long.parseLong(line);
  }

  /** What it has used, but for the JVM's compiler threads, where the system tells that. */
  long cpuNanos() throws IOException {
    Path tasks = Path.of("/proc", Long.toString(process.pid()), "task");
    if (!Files.isReadable(tasks.resolve(Long.toString(process.pid())).resolve("schedstat"))) {
      return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }
    long sum = 0;
    try (Stream<Path> threads = Files.list(tasks)) {
      for (Path thread : (Iterable<Path>) threads::iterator) {
        if (!Files.readString(thread.resolve("comm")).contains("CompilerThre")) {
          String times = Files.readString(thread.resolve("schedstat"));
          sum += Long.parseLong(times.substring(0, times.indexOf(' ')));
        }
      }
    }
    return sum;
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    answers.close();
  }
}
