package dev.bobbin.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A JVM of its own, the same as the test's, which ends by itself or fails the test with a dump. */
final class ChildJvm implements AutoCloseable {
  private static final long SECONDS = 60;

  private final Process process;
  private final Path out;
  private final Path err;

  private ChildJvm(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** What it left. */
  record Ended(int status, String out, String err) {

    /** Ended well, with this on standard output and nothing on the other. */
    void quietly(String expected) {
      assertEquals("", err);
      printing(expected);
    }

    /** Ended well, with this on standard output. */
    void printing(String expected) {
      assertEquals(expected, out, err);
      assertEquals(0, status, err);
    }
  }

  /** The packed agent under test. */
  static Path agentJar() {
    return jar("bobbin.agent.jar");
  }

  /** The packed runtime. */
  static Path runtimeJar() {
    return jar("bobbin.runtime.jar");
  }

  private static Path jar(String property) {
    String path = Objects.requireNonNull(System.getProperty(property), property);
    return Path.of(path).toAbsolutePath();
  }

  static String agent(String options) {
    return "-javaagent:" + agentJar() + (options.isEmpty() ? "" : "=" + options);
  }

  /** Entries of a class path or module path, in one string. */
  static String path(Path... entries) {
    List<String> names = new ArrayList<>();
    for (Path entry : entries) {
      names.add(entry.toString());
    }
    return String.join(File.pathSeparator, names);
  }

  /** Runs to the end. */
  static Ended run(Path directory, String... arguments) throws IOException, InterruptedException {
    try (ChildJvm jvm = start(directory, arguments)) {
      return jvm.end();
    }
  }

  /** Starts one whose output is kept in {@code directory}. */
  static ChildJvm start(Path directory, String... arguments) throws IOException {
    Path out = Files.createTempFile(directory, "jvm", ".out");
    Path err = Files.createTempFile(directory, "jvm", ".err");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xshare:auto");
    command.add("-Xmx128m");
    // Else it warns, in its output, when somebody's ps on this machine attaches to it.
    command.add("-XX:+EnableDynamicAgentLoading");
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder
        .environment()
        .remove("JAVA_TOOL_OPTIONS"); // the JVM would say on stderr that it saw them
    builder.environment().remove("JDK_JAVA_OPTIONS");
    return new ChildJvm(builder.start(), out, err);
  }

  long pid() {
    return process.pid();
  }

  /** Waits for its end; where that does not come, fails with its threads' stacks. */
  Ended end() throws IOException, InterruptedException {
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      fail("still running after " + SECONDS + " s" + dump());
    }
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** Waits until it has printed this. */
  void awaitOutput(String text) throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (!Files.readString(out).contains(text)) {
      if (!process.isAlive() || System.nanoTime() - start > TimeUnit.SECONDS.toNanos(SECONDS)) {
        fail("it has not printed " + text + dump());
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Waits until it has printed what this matches; gives the first group. */
  String awaitOutput(Pattern pattern) throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (true) {
      Matcher found = pattern.matcher(Files.readString(out));
      if (found.find()) {
        return found.group(1);
      }
      if (!process.isAlive() || System.nanoTime() - start > TimeUnit.SECONDS.toNanos(SECONDS)) {
        fail("it has not printed " + pattern + dump());
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  String dump() throws IOException, InterruptedException {
    Path dump = Files.createTempFile("jvm", ".threads");
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.pid()),
                "Thread.print")
            .redirectErrorStream(true)
            .redirectOutput(dump.toFile())
            .start();
    jcmd.waitFor(20, TimeUnit.SECONDS);
    jcmd.destroyForcibly();
    return "\n--- out\n"
        + Files.readString(out)
        + "\n--- err\n"
        + Files.readString(err)
        + "\n--- threads\n"
        + Files.readString(dump);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
