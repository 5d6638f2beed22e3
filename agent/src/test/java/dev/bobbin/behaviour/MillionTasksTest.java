package dev.bobbin.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A million sleeping tasks fit into 512 MB, in a JVM of their own. */
@Timeout(300)
class MillionTasksTest {

  @Test
  @Covers({"A13", "T1"})
  void aMillionTasksSleepAndAddToASumInHalfAGigabyte(@TempDir Path directory)
      throws InterruptedException {
    try (OwnJvm program = OwnJvm.start(directory, MillionTasks.class, "-Xmx512m")) {
      int status = program.status();
      String printed = program.printed();
      long sum = (long) MillionTasks.TASKS * (MillionTasks.TASKS - 1) / 2;
      assertEquals(0, status, printed);
      assertEquals(
          sum + " by tasks of which slept at a time " + MillionTasks.TASKS, printed.trim());
    }
  }
}
