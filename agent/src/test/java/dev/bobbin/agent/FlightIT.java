package dev.bobbin.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.behaviour.Covers;
import java.nio.file.Path;
import java.util.TreeSet;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The flight recorder, from a program's start on, or not there at all. */
@Timeout(180)
class FlightIT {

  @TempDir Path directory;

  private String classPath() {
    return ChildJvm.path(Program.adding(directory).compileHere(), ChildJvm.runtimeJar());
  }

  @Test
  @Covers("J6")
  void aRecordingFromTheStartHasTheFirstTasks() throws Exception {
    Path file = directory.resolve("start.jfr");
    Path settings = directory.resolve("all.jfc");
    java.nio.file.Files.writeString(
        settings,
        """
        <configuration version="2.0">
          <event name="dev.bobbin.Task">
            <setting name="enabled">true</setting>
            <setting name="threshold">0 ms</setting>
          </event>
        </configuration>
        """);
    ChildJvm.Ended ended =
        ChildJvm.run(
            directory,
            "-XX:StartFlightRecording=filename=" + file + ",settings=" + settings,
            "-Xlog:disable",
            ChildJvm.agent(""),
            "-cp",
            classPath(),
            "app.Main");
    // JDK 17 says first what it was asked to record.
    assertTrue(ended.out().endsWith(Program.ADDING_PRINTS), ended::toString);

    var runs = new TreeSet<String>();
    for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
      if (event.getEventType().getName().equals("dev.bobbin.Task")) {
        runs.add(event.getString("runs"));
      }
    }
    assertEquals("[Adding.add, fork]", runs.toString());
  }

  @Test
  @Covers("J6")
  void aJavaWithoutTheFlightRecorderRunsLoopsAsWell() throws Exception {
    ChildJvm.run(
            directory,
            "--limit-modules",
            "java.management,java.instrument",
            ChildJvm.agent(""),
            "-cp",
            classPath(),
            "app.Main")
        .quietly(Program.ADDING_PRINTS);
  }
}
