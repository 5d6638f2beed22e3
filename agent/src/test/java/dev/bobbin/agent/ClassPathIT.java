package dev.bobbin.agent;

import static dev.bobbin.agent.ChildJvm.agent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code -javaagent} on a program from the class path, and the agent's options. */
@Timeout(180)
class ClassPathIT {
  @TempDir static Path directory;
  private static String classPath = "";

  @BeforeAll
  static void compile() {
    Path classes =
        Program.adding(directory).compile("-classpath", ChildJvm.runtimeJar().toString());
    classPath = ChildJvm.path(classes, ChildJvm.runtimeJar());
  }

  private static ChildJvm.Ended run(String... agents) throws IOException, InterruptedException {
    String[] arguments =
        Stream.concat(Stream.of(agents), Stream.of("-cp", classPath, "app.Main"))
            .toArray(String[]::new);
    return ChildJvm.run(directory, arguments);
  }

  @Test
  void awaitsAreWovenAndTheAgentIsSilent() throws Exception {
    run(agent("")).quietly(Program.ADDING_PRINTS);
  }

  @Test
  void withoutTheAgentAwaitTellsTheRemedy() throws Exception {
    ChildJvm.Ended ended = run();
    assertEquals(1, ended.status());
    assertTrue(ended.err().contains("dev.bobbin.NotWovenException"), ended.err());
    assertTrue(ended.err().contains("-javaagent"), ended.err());
  }

  @Test
  void verboseNamesEachWovenClassAndTheVersion() throws Exception {
    ChildJvm.Ended ended = run(agent("verbose"));
    ended.printing(Program.ADDING_PRINTS);
    assertTrue(ended.err().contains("bobbin: woven app.Adding: async methods "), ended.err());
    assertTrue(ended.err().contains("bobbin: agent and runtime are "), ended.err());
    assertFalse(ended.err().contains("app.Main"), ended.err());
  }

  @Test
  void dumpKeepsTheWovenClassAndItsFrameClasses() throws Exception {
    Path dump = directory.resolve("dump");
    run(agent("dump=" + dump)).quietly(Program.ADDING_PRINTS);
    try (Stream<Path> files = Files.list(dump.resolve("app"))) {
      var names = files.map(file -> file.getFileName().toString()).toList();
      assertTrue(names.contains("Adding.class"), names.toString());
      assertTrue(names.stream().anyMatch(name -> name.startsWith("Adding$")), names.toString());
    }
  }

  @Test
  void anExcludedClassStaysUnwoven() throws Exception {
    ChildJvm.Ended ended = run(agent("exclude=app.Adding"));
    assertEquals(1, ended.status());
    assertTrue(ended.err().contains("dev.bobbin.NotWovenException"), ended.err());
  }

  @Test
  void aWrongOptionEndsTheJvmWithOneMessage() throws Exception {
    ChildJvm.Ended ended = run(agent("verbos"));
    assertEquals(1, ended.status());
    assertEquals("", ended.out());
    assertTrue(ended.err().startsWith("bobbin: unknown option \"verbos\""), ended.err());
    assertFalse(ended.err().contains("\tat "), ended.err());
  }

  @Test
  void theAgentGivenTwiceWeavesOnce() throws Exception {
    run(agent(""), agent("")).quietly(Program.ADDING_PRINTS);
    ChildJvm.Ended ended = run(agent("verbose"), agent("verbose"));
    ended.printing(Program.ADDING_PRINTS);
    assertTrue(ended.err().contains("given more than once; classes are woven once"), ended.err());
    assertEquals(1, ended.err().split("woven app.Adding:", -1).length - 1, ended.err());
  }

  @Test
  void optionsOfASecondAgentAreNotDroppedInSilence() throws Exception {
    ChildJvm.Ended ended = run(agent(""), agent("verbose"));
    ended.printing(Program.ADDING_PRINTS);
    assertTrue(ended.err().contains("these come too late: \"verbose\""), ended.err());
  }
}
