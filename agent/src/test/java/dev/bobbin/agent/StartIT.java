package dev.bobbin.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What weaving costs a JVM that starts. */
@Timeout(180)
class StartIT {
  private static final String LOOPS =
      """
      package app;
      import static dev.bobbin.Bobbin.await;
      import dev.bobbin.*;
      public class Main {
        @Async static Task<Integer> sum(int rounds) {
          int sum = 0;
          for (int i = 0; i < rounds; i++) {
            try (AutoCloseable closing = () -> {}) {
              sum += await(Task.of(i)) + new String("a" + await(Bobbin.yieldNow())).length();
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          }
          return Task.of(sum);
        }
        public static void main(String[] args) {
          System.out.println("sum " + Bobbin.run(() -> sum(2)));
        }
      }
      """;

  /** The agent's jar is the last one of the class path. */
  @Test
  void theClassPathHidesNothingOfTheAgent(@TempDir Path directory) throws Exception {
    Path classes =
        new Program(directory)
            .file("app/Main.java", LOOPS)
            .file("dev/bobbin/weave/Weaver.java", "package dev.bobbin.weave; class Weaver {}")
            .compile("-classpath", ChildJvm.runtimeJar().toString());
    String classPath = ChildJvm.path(classes, ChildJvm.runtimeJar());

    ChildJvm.run(directory, ChildJvm.agent(""), "-cp", classPath, "app.Main").quietly("sum 11\n");
  }

  /** A lambda, or a record's equals, makes the JVM generate classes when it is first called. */
  @Test
  void weavingLetsTheJvmGenerateNoClasses(@TempDir Path directory) throws Exception {
    Path classes =
        new Program(directory)
            .file("app/Main.java", LOOPS)
            .compile("-classpath", ChildJvm.runtimeJar().toString());
    String classPath = ChildJvm.path(classes, ChildJvm.runtimeJar());

    ChildJvm.Ended ended =
        ChildJvm.run(
            directory, ChildJvm.agent(""), "-Xlog:class+load", "-cp", classPath, "app.Main");

    List<String> lines = ended.out().lines().toList();
    assertTrue(lines.contains("sum 11"), ended.out());
    assertTrue(ended.out().contains("dev.bobbin.weave.plan.ResumePaths "), ended.out());
    List<String> generated =
        lines.stream()
            .filter(
                line ->
                    line.contains("java.lang.runtime.ObjectMethods ")
                        || (line.contains("dev.bobbin.weave.") && line.contains("$$Lambda"))
                        || (line.contains("dev.bobbin.agent.") && line.contains("$$Lambda")))
            .toList();
    assertEquals(List.of(), generated);
  }
}
