package dev.bobbin.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jacoco.agent.AgentJar;
import org.jacoco.core.instr.Instrumenter;
import org.jacoco.core.runtime.OfflineInstrumentationAccessGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * JaCoCo beside Bobbin: its report counts the lines and branches that the source has, and no
 * others.
 */
@Timeout(180)
class JacocoIT {

  /** Each line that counts says what is expected of it. */
  private static final String SOURCE =
      """
      package app;
      import static dev.bobbin.Bobbin.await;
      import dev.bobbin.*;
      public class Counted { // none
        @Async
        public static Task<Integer> count(int n, boolean fails) {
          int sum = 0; // all
          for (int i = 0; i < n; i++) { // all 2/2
            sum += await(one()); // all
            if (sum > 100) { // part 1/2
              sum = never(sum); // none
            }
          }
          try {
            sum += new StringBuilder(await(text(fails))) // all
                .length(); // all
          } catch (IllegalStateException e) { // none
            sum = -1; // none
          } finally {
            await(Bobbin.yieldNow()); // all
          }
          if (await(one()) == 1 && sum == 7) // part 2/4
            sum++; // all
          else
            sum--; // none
          return Task.of(sum); // all
        }
        @Async
        static Task<Integer> one() {
          await(Bobbin.yieldNow()); // all
          return Task.of(1); // all
        }
        @Async
        static Task<String> text(boolean fails) {
          if (fails) { // part 1/2
            throw new IllegalStateException(); // none
          }
          return Task.of("text"); // all
        }
        @Async
        static Task<Void> unused() {
          for (int i = 0; i < 3; i++) { // none 0/2
            await(one()); // none
          }
          return Task.done(); // none
        }
        @Async
        static Task<String> failing() {
          await(Bobbin.yieldNow()); // all
          String text = await(text(false)); // all
          await(Task.failed(new IllegalStateException(text))); // none
          return Task.of("never"); // none
        }
        static int never(int i) {
          return -i; // none
        }
        static String lambda() throws Exception {
          AsyncCallable<Integer> call = () -> { // all
            int a = await(one()); // all
            return Task.of(a + 1); // all
          };
          return "" + Bobbin.run(call); // all
        }
      }
      """;

  private static final String MAIN =
      """
      package app;
      import dev.bobbin.Bobbin;
      public class Main {
        public static void main(String[] args) throws Exception {
          String out = Bobbin.run(() -> Counted.count(3, false)) + Counted.lambda();
          try {
            Bobbin.run(() -> Counted.failing());
          } catch (IllegalStateException e) {
            out += e.getMessage() + " in " + e.getStackTrace()[0].getMethodName();
          }
          System.out.println(out);
        }
      }
      """;

  private static final String PRINTS = "82text in failing\n";

  @TempDir Path directory;
  private Path classes = Path.of("");
  private Path data = Path.of("");
  private Path agent = Path.of("");

  @BeforeEach
  void compile() throws Exception {
    classes =
        new Program(directory)
            .file("app/Counted.java", SOURCE)
            .compile("-classpath", ChildJvm.runtimeJar().toString());
    agent = directory.resolve("jacoco.jar");
    AgentJar.extractTo(agent.toFile());
    data = directory.resolve("jacoco.exec");
  }

  /** The class that starts it stands apart: what is counted is one source file. */
  private String classPath(Path counted) {
    Path main =
        new Program(directory.resolve("main"))
            .file("app/Main.java", MAIN)
            .compile("-classpath", ChildJvm.path(classes, ChildJvm.runtimeJar()));
    return ChildJvm.path(counted, main, ChildJvm.runtimeJar());
  }

  private String jacoco() {
    return "-javaagent:" + agent + "=destfile=" + data + ",includes=app.*";
  }

  private void assertCountsAsTheSourceSays() throws Exception {
    assertEquals(SOURCE, String.join("\n", Coverage.remarked(SOURCE, data, classes)) + "\n");
  }

  @Test
  void jacocoFirst() throws Exception {
    ChildJvm.run(directory, jacoco(), ChildJvm.agent(""), "-cp", classPath(classes), "app.Main")
        .quietly(PRINTS);
    assertCountsAsTheSourceSays();
  }

  /**
   * JaCoCo tells classes apart by the class file that it sees, here the woven one: what it counts
   * is not of the class file that was compiled.
   */
  @Test
  void bobbinFirst() throws Exception {
    ChildJvm.run(directory, ChildJvm.agent(""), jacoco(), "-cp", classPath(classes), "app.Main")
        .quietly(PRINTS);
    assertEquals(List.of("app/Counted"), Coverage.ofOtherClassFiles(data, classes));
  }

  @Test
  void instrumentedOfflineAndThenWovenAhead() throws Exception {
    Path instrumented = directory.resolve("instrumented");
    Path counted = Path.of("app", "Counted.class");
    Files.createDirectories(instrumented.resolve("app"));
    try (InputStream in = Files.newInputStream(classes.resolve(counted));
        OutputStream out = Files.newOutputStream(instrumented.resolve(counted))) {
      new Instrumenter(new OfflineInstrumentationAccessGenerator())
          .instrument(in, out, counted.toString());
    }
    weave(instrumented);

    String path = ChildJvm.path(Path.of(classPath(instrumented)), agent);
    ChildJvm.run(directory, "-Djacoco-agent.destfile=" + data, "-cp", path, "app.Main")
        .quietly(PRINTS);

    assertCountsAsTheSourceSays();
  }

  /** JaCoCo counts no synthetic methods: what is not async is counted as ever. */
  @Test
  void wovenAheadPlainMethodsAreCounted() throws Exception {
    Path compiled = classes;
    weave(compiled);
    ChildJvm.run(directory, jacoco(), "-cp", classPath(classes), "app.Main").quietly(PRINTS);

    List<String> remarked = Coverage.remarked(SOURCE, data, classes);

    List<String> expected = SOURCE.lines().toList();
    for (String plain : List.of("return -i;", "call = ()", "Bobbin.run(call)")) {
      int line = remarked.indexOf(lineWith(remarked, plain));
      assertEquals(expected.get(line), remarked.get(line));
    }
  }

  /** Lines, as {@link #jacocoFirst}; branches are others when they are woven. */
  @Test
  void wovenAheadForCoverageCountsTheSameLines() throws Exception {
    weave(classes, "--coverage");
    ChildJvm.run(directory, jacoco(), "-cp", classPath(classes), "app.Main").quietly(PRINTS);

    List<String> expected = new ArrayList<>();
    for (String line : SOURCE.lines().toList()) {
      expected.add(line.replaceAll("// (all|part).*", "// run").replaceAll("// none.*", "// none"));
    }
    assertEquals(expected, Coverage.run(SOURCE, data, classes));
  }

  private static String lineWith(List<String> lines, String part) {
    return lines.stream().filter(line -> line.contains(part)).findFirst().orElseThrow();
  }

  private void weave(Path woven, String... options) throws Exception {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-jar", ChildJvm.agentJar().toString(), "weave", woven.toString()));
    arguments.addAll(List.of("--classpath", ChildJvm.runtimeJar().toString()));
    arguments.addAll(List.of(options));
    ChildJvm.run(directory, arguments.toArray(new String[0]))
        .printing("classes woven: 1, refused: 0\n");
  }
}
