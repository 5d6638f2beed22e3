package dev.bobbin.behaviour;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.opentest4j.AssertionFailedError;

/** A program in a JVM of its own, with this JVM's agent and class path. It ends with the test. */
final class OwnJvm implements AutoCloseable {

  private static final long LIMIT_SECONDS = 120;

  private final Process process;
  private final Path output;

  private OwnJvm(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts it; what it prints goes to a file in {@code directory}. */
  static OwnJvm start(Path directory, Class<?> program, String... options) {
    return start(directory, command -> command, program, options);
  }

  /** Starts it by a command that is made of the plain one. */
  static OwnJvm start(
      Path directory, UnaryOperator<List<String>> around, Class<?> program, String... options) {
    try {
      Path output = Files.createTempFile(directory, "program", ".out");
      Process started =
          new ProcessBuilder(around.apply(command(program, options)))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      return new OwnJvm(started, output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> command(Class<?> program, String... options) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("-javaagent:"))
        .forEach(command::add);
    command.add("-cp");
    // a test runner may hide the class path in the manifest of a jar and leave it here
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
            .replace('\n', File.pathSeparatorChar));
    command.add(program.getName());
    return command;
  }

  String printed() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its first whole line, as soon as it is there. */
  String firstLine() {
    Bounded.until("a line was printed", () -> !process.isAlive() || printed().contains("\n"));
    return printed().lines().findFirst().orElse("nothing, and it has ended");
  }

  /** Sends a signal, "TERM" say; without waiting for what comes of it. */
  void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for its end; gives the exit status. */
  int status() throws InterruptedException {
    return status(LIMIT_SECONDS);
  }

  int status(long seconds) throws InterruptedException {
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      throw new AssertionFailedError("it still runs and has printed: " + printed());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
