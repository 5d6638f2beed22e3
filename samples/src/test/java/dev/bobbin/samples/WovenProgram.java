package dev.bobbin.samples;

import dev.bobbin.Task;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A program started with {@code java -javaagent}; its output goes to files. */
final class WovenProgram implements AutoCloseable {

  private static final long LIMIT_SECONDS = 120;

  /** What is left of a program that has ended. */
  record Result(int status, String out, String err) {}

  private final Process process;
  private final Path out;
  private final Path err;

  private WovenProgram(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  static WovenProgram start(Path directory, Class<?> main, String... args) throws IOException {
    return start(directory, List.of(codeOf(main)), main.getName(), args);
  }

  /** Starts a program that lies in directories or jars. */
  static WovenProgram start(Path directory, List<Path> code, String main, String... args)
      throws IOException {
    String agent = Objects.requireNonNull(System.getProperty("bobbin.agent.jar"), "agent jar");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-javaagent:" + agent);
    command.add("-cp");
    StringBuilder classPath = new StringBuilder(codeOf(Task.class).toString());
    code.forEach(path -> classPath.append(File.pathSeparator).append(path));
    command.add(classPath.toString());
    command.add(main);
    Collections.addAll(command, args);
    Path out = directory.resolve("out.txt");
    Path err = directory.resolve("err.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    return new WovenProgram(process, out, err);
  }

  /** Runs a program to its end. */
  static Result run(Path directory, Class<?> main, String... args)
      throws IOException, InterruptedException {
    try (WovenProgram program = start(directory, main, args)) {
      return program.result();
    }
  }

  private static Path codeOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  Result result() throws IOException, InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("still running, having printed: " + output() + errors());
    }
    return new Result(process.exitValue(), output(), errors());
  }

  String output() throws IOException {
    return Files.readString(out).replace("\r\n", "\n");
  }

  String errors() throws IOException {
    return Files.readString(err).replace("\r\n", "\n");
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits a moment, for a test that looks at what a program prints; true if it has ended. */
  boolean endsWithinMillis(long millis) throws InterruptedException {
    return process.waitFor(millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
