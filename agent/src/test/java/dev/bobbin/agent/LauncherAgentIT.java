package dev.bobbin.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An application's jar that brings the agent, so that {@code java -jar} needs no option. */
@Timeout(180)
class LauncherAgentIT {
  @TempDir Path directory;
  private Path jar = Path.of("");

  @BeforeEach
  void packTheApplication() throws Exception {
    Path classes =
        Program.adding(directory).compile("-classpath", ChildJvm.runtimeJar().toString());
    Path agent = Files.copy(ChildJvm.agentJar(), directory.resolve("agent.jar"));
    Path runtime = Files.copy(ChildJvm.runtimeJar(), directory.resolve("runtime.jar"));
    jar =
        Program.jar(
            classes,
            directory.resolve("app.jar"),
            Map.of(
                "Main-Class",
                "app.Main",
                "Launcher-Agent-Class",
                "dev.bobbin.agent.PreMain",
                "Class-Path",
                agent.getFileName() + " " + runtime.getFileName()));
  }

  @Test
  void theJarsOwnManifestIsEnough() throws Exception {
    ChildJvm.run(directory, "-jar", jar.toString()).quietly(Program.ADDING_PRINTS);
  }

  @Test
  void besideAnAgentOnTheCommandLineClassesAreWovenOnce() throws Exception {
    ChildJvm.Ended ended =
        ChildJvm.run(directory, ChildJvm.agent("verbose"), "-jar", jar.toString());
    ended.printing(Program.ADDING_PRINTS);
    assertTrue(ended.err().contains("given more than once; classes are woven once"), ended.err());
    assertEquals(1, ended.err().split("woven app.Adding:", -1).length - 1, ended.err());
  }

  /** Its manifest is the application's: the versions of agent and runtime are not known. */
  @Test
  void everythingInOneJar() throws Exception {
    Path all = directory.resolve("all");
    Program.unpack(ChildJvm.agentJar(), all);
    Program.unpack(ChildJvm.runtimeJar(), all);
    Program.unpack(jar, all);
    Path fat =
        Program.jar(
            all,
            directory.resolve("fat.jar"),
            Map.of(
                "Main-Class",
                "app.Main",
                "Launcher-Agent-Class",
                "dev.bobbin.agent.PreMain",
                "Implementation-Title",
                "Some application",
                "Implementation-Version",
                "42"));
    ChildJvm.run(directory, "-jar", fat.toString()).quietly(Program.ADDING_PRINTS);
  }
}
