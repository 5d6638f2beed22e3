package dev.bobbin.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What somebody sees who debugs woven code, line by line. */
@Timeout(180)
class DebuggerIT {

  private static final String WATCHED =
      """
      package app;
      import static dev.bobbin.Bobbin.await;
      import dev.bobbin.*;
      public class Watched {
        final int field = 5;
        @Async
        Task<String> sum(int count, String text) {
          long sum = 0; // first
          for (int i = 0; i < count; i++) {
            Integer part = await(later(i)); // await
            sum += part; // behind
          }
          String done = await(Task.of("done")); // done
          return Task.of(text + sum + done); // end
        }
        @Async
        static Task<Integer> later(int i) {
          await(Bobbin.yieldNow());
          return Task.of(i * 10);
        }
        public static void main(String[] args) {
          System.out.println(Bobbin.run(() -> new Watched().sum(2, "text")));
        }
      }
      """;

  private static final int FIRST = line("// first");
  private static final int AWAIT = line("// await");
  private static final int BEHIND = line("// behind");
  private static final int DONE = line("// done");
  private static final int END = line("// end");

  enum Woven {
    WHEN_LOADED,
    AHEAD
  }

  @TempDir Path directory;
  private Path classes = Path.of("");

  private static int line(String mark) {
    List<String> lines = WATCHED.lines().toList();
    return lines.indexOf(
            lines.stream().filter(line -> line.endsWith(mark)).findFirst().orElseThrow())
        + 1;
  }

  @BeforeEach
  void compile() {
    classes =
        new Program(directory)
            .file("app/Watched.java", WATCHED)
            .compile("-classpath", ChildJvm.runtimeJar().toString());
  }

  private Debugger debug(Woven woven) throws Exception {
    String classPath = ChildJvm.path(classes, ChildJvm.runtimeJar());
    if (woven == Woven.WHEN_LOADED) {
      return Debugger.start(
          directory, "app.Watched", ChildJvm.agent(""), "-cp", classPath, "app.Watched");
    }
    ChildJvm.run(
            directory,
            "-jar",
            ChildJvm.agentJar().toString(),
            "weave",
            classes.toString(),
            "--classpath",
            ChildJvm.runtimeJar().toString())
        .printing("classes woven: 1, refused: 0\n");
    return Debugger.start(directory, "app.Watched", "-cp", classPath, "app.Watched");
  }

  @ParameterizedTest
  @EnumSource
  void variablesAreThereBehindAnAwaitThatSuspended(Woven woven) throws Exception {
    try (Debugger debugger = debug(woven)) {
      debugger.breakAt(BEHIND);

      assertEquals("sum:" + BEHIND, debugger.resume());
      assertEquals(
          Map.of("count", "2", "text", "\"text\"", "sum", "0", "i", "0", "part", "0"),
          debugger.variables());
      assertEquals("5", debugger.fieldOfThis("field"));
      assertEquals("sum:" + BEHIND, debugger.resume());
      assertEquals(
          Map.of("count", "2", "text", "\"text\"", "sum", "0", "i", "1", "part", "10"),
          debugger.variables());
      assertEquals("sum:" + (BEHIND - 2), debugger.stepOver());
      assertEquals("10", debugger.variables().get("sum"));
      assertEquals("end", debugger.resume());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStepOverAnAwaitThatDoesNotSuspendGoesToTheNextLine(Woven woven) throws Exception {
    try (Debugger debugger = debug(woven)) {
      debugger.breakAt(DONE);

      assertEquals("sum:" + DONE, debugger.resume());
      assertEquals(Map.of("count", "2", "text", "\"text\"", "sum", "10"), debugger.variables());
      assertEquals("sum:" + END, debugger.stepOver());
      assertEquals("\"done\"", debugger.variables().get("done"));
    }
  }

  /** Neither suspending nor resuming is a place to stop at. */
  @ParameterizedTest
  @EnumSource
  void aBreakpointAtAnAwaitStopsOnceForEachRound(Woven woven) throws Exception {
    try (Debugger debugger = debug(woven)) {
      debugger.breakAt(AWAIT);

      for (String round : List.of("0", "1")) {
        assertEquals("sum:" + AWAIT, debugger.resume());
        assertEquals(
            Map.of("count", "2", "text", "\"text\"", "sum", "0", "i", round), debugger.variables());
      }
      assertEquals("end", debugger.resume());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBreakpointAtTheFirstLineStopsOnceForEachCall(Woven woven) throws Exception {
    try (Debugger debugger = debug(woven)) {
      debugger.breakAt(FIRST);

      assertEquals("sum:" + FIRST, debugger.resume());
      assertEquals(Map.of("count", "2", "text", "\"text\""), debugger.variables());
      assertEquals("end", debugger.resume());
    }
  }

  /** The line behind it is reached by a breakpoint, as by running to the cursor. */
  @ParameterizedTest
  @EnumSource
  void aStepOverAnAwaitThatSuspendsLeavesTheMethod(Woven woven) throws Exception {
    try (Debugger debugger = debug(woven)) {
      debugger.breakAt(AWAIT);
      assertEquals("sum:" + AWAIT, debugger.resume());
      assertEquals("sum:" + FIRST, debugger.stepOver(), "in the entry, on its way to the caller");
      assertEquals("sum:" + AWAIT, debugger.resume());
      assertEquals("resume:-1", debugger.stepOver(), "in the frame, on its way to the loop");
    }
  }

  /** Nothing keeps it, unless somebody wants to look at it. */
  @ParameterizedTest
  @CsvSource({"'', null", "variables, \"text\""})
  void aVariableThatIsNotUsedAgainIsKeptOnRequest(String options, String seen) throws Exception {
    String source =
        """
        package app;
        import static dev.bobbin.Bobbin.await;
        import dev.bobbin.*;
        public class Measured {
          @Async
          static Task<Integer> length(String text) {
            int length = text.length();
            await(Bobbin.yieldNow());
            return Task.of(length);
          }
          public static void main(String[] args) {
            System.out.println(Bobbin.run(() -> length("text")));
          }
        }
        """;
    Path compiled =
        new Program(directory)
            .file("app/Measured.java", source)
            .compile("-classpath", ChildJvm.runtimeJar().toString());
    String classPath = ChildJvm.path(compiled, ChildJvm.runtimeJar());
    try (Debugger debugger =
        Debugger.start(
            directory, "app.Measured", ChildJvm.agent(options), "-cp", classPath, "app.Measured")) {
      debugger.breakAt(9);

      assertEquals("length:9", debugger.resume());
      assertEquals(Map.of("text", seen, "length", "4"), debugger.variables());
      assertEquals("end", debugger.resume());
    }
  }
}
