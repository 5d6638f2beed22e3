package dev.bobbin.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A million sleeping tasks fit into 512 MB, in a JVM of their own. */
@Timeout(300)
class MillionTasksTest {

  private static final long LIMIT_SECONDS = 120;

  @Test
  @Covers({"A13", "T1"})
  void aMillionTasksSleepAndAddToASumInHalfAGigabyte(@TempDir Path directory)
      throws IOException, InterruptedException {
    Path output = directory.resolve("output.txt");
    Process program =
        new ProcessBuilder(command())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertTrue(
          program.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS),
          () -> "it still runs and has printed: " + read(output));
    } finally {
      program.destroyForcibly();
    }
    long sum = (long) MillionTasks.TASKS * (MillionTasks.TASKS - 1) / 2;
    String printed = read(output);
    assertEquals(0, program.exitValue(), printed);
    assertEquals(sum + " by tasks of which slept at a time " + MillionTasks.TASKS, printed.trim());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** The program with this JVM's own agent and class path. */
  private static List<String> command() {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("-javaagent:"))
        .forEach(command::add);
    command.add("-cp");
    // a test runner may hide the class path in the manifest of a jar and leave it here
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
            .replace('\n', File.pathSeparatorChar));
    command.add(MillionTasks.class.getName());
    return command;
  }
}
