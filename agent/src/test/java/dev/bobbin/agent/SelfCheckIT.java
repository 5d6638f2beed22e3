package dev.bobbin.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An agent and a runtime that do not belong together, or no runtime at all. */
@Timeout(180)
class SelfCheckIT {
  @TempDir Path directory;
  private Path classes = Path.of("");

  @BeforeEach
  void compile() {
    classes =
        Program.adding(directory)
            .file("app/Other.java", Program.ADDING.replace("Adding", "Other"))
            .compile("-classpath", ChildJvm.runtimeJar().toString());
  }

  private ChildJvm.Ended run(Path... classPath) throws Exception {
    return ChildJvm.run(directory, ChildJvm.agent(""), "-cp", ChildJvm.path(classPath), "app.Main");
  }

  private Path repackedRuntime(String title, String version) throws Exception {
    Path unpacked = directory.resolve("runtime");
    Program.unpack(ChildJvm.runtimeJar(), unpacked);
    return Program.jar(
        unpacked,
        directory.resolve("runtime-repacked.jar"),
        Map.of("Implementation-Title", title, "Implementation-Version", version));
  }

  @Test
  void anotherVersionOfTheRuntimeIsToldOnceWithTheFix() throws Exception {
    ChildJvm.Ended ended = run(classes, repackedRuntime("Bobbin Runtime", "9.9.9"));
    ended.printing(Program.ADDING_PRINTS);
    assertTrue(ended.err().startsWith("bobbin: versions differ: agent "), ended.err());
    assertTrue(ended.err().contains(", runtime 9.9.9\n"), ended.err());
    assertTrue(ended.err().contains("fix: start with -javaagent:bobbin-agent-9.9.9.jar"));
    assertEquals(1, ended.err().split("versions differ", -1).length - 1, ended.err());
  }

  @Test
  void aRuntimeInAJarOfOthersHasNoVersionToCompare() throws Exception {
    run(classes, repackedRuntime("Some application", "9.9.9")).quietly(Program.ADDING_PRINTS);
  }

  @Test
  void aRuntimeThatIsNotThereIsToldOnce() throws Exception {
    Path main =
        new Program(directory.resolve("loading"))
            .file(
                "app/Main.java",
                """
                package app;
                public class Main {
                  public static void main(String[] args) throws Exception {
                    Class.forName("app.Adding");
                    Class.forName("app.Other");
                    System.out.println("loaded");
                  }
                }
                """)
            .compile();
    ChildJvm.Ended ended = run(main, classes);
    ended.printing("loaded\n");
    assertTrue(
        ended
            .err()
            .startsWith(
                "bobbin: classes with async code stay unwoven, the first is app.Adding: their class"
                    + " loader finds no Bobbin runtime"),
        ended.err());
    assertTrue(ended.err().contains("fix: put bobbin-runtime"), ended.err());
    assertEquals(1, ended.err().split("stay unwoven", -1).length - 1, ended.err());
  }
}
