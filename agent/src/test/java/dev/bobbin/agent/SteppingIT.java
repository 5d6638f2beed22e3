package dev.bobbin.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jdi.VirtualMachine;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The steps of a debugger that is attached to the {@code debug} command. */
@Timeout(180)
class SteppingIT {

  private static final String WALK =
      """
      package app;
      import static dev.bobbin.Bobbin.await;
      import dev.bobbin.*;
      import java.time.Duration;
      import java.util.List;
      public class Walk {
        public static void main(String[] args) throws Exception {
          if (args.length > 0 && args[0].equals("wait")) {
            System.out.println("waiting");
            System.in.read();
          }
          System.out.println(Bobbin.run(() -> {
            String text = "" + await(new Walk().sum(2)); // awaits sum
            text += await(guarded()); // awaits guarded
            Task<String> a = twin("a");
            Task<String> b = twin("b");
            for (String each : await(Bobbin.all(a, b))) { // awaits all
              text += each; // each
            }
            fire(); // fires
            text += await(twice(nested(2))); // awaits twice
            text += await(Bobbin.timeout(Duration.ofMinutes(5), () -> twin("t"))); // awaits timeout
            text += await(scoped()); // awaits scoped
            return Task.of(text); // main ends
          }));
        }
        @Async Task<Integer> sum(int count) {
          int sum = 0; // sum begins
          for (int i = 0; i < count; i++) { // head
            int part = await(later(i)); // await
            sum += part; // behind
          }
          return Task.of(sum); // sum ends
        }
        @Async static Task<Integer> later(int i) {
          int ten = 10; // later begins
          await(Bobbin.sleep(Duration.ofMillis(1))); // later waits
          return Task.of(i * ten); // later ends
        }
        @Async static Task<Void> fails() {
          await(Bobbin.yieldNow()); // before failing
          throw new IllegalStateException("no"); // fails
        }
        @Async static Task<String> guarded() {
          String text = "";
          try {
            await(fails()); // failing
            text += "unreached";
          } catch (IllegalStateException e) { // catch
            text += e.getMessage(); // caught
          } finally {
            text += await(Task.of("f")); // finally
          }
          return Task.of(text); // guarded ends
        }
        @Async static Task<String> twin(String name) {
          int turns = 0;
          await(Bobbin.yieldNow()); // twin waits
          turns++; // twin goes on
          await(Bobbin.yieldNow()); // twin waits again
          turns++; // twin ends
          return Task.of(name + turns); // twin returns
        }
        @Async static void fire() {
          await(Bobbin.yieldNow()); // fire waits
          System.out.println("fired"); // fire ends
        }
        @Async static Task<String> scoped() {
          String text = "s"; // scoped begins
          try (Deadline limit = Deadline.after(Duration.ofMinutes(5))) { // opens
            await(Bobbin.yieldNow()); // scoped waits
            text += "d"; // scoped goes on
          }
          return Task.of(text); // scoped ends
        }
        @Async static Task<Integer> nested(int depth) {
          await(Bobbin.yieldNow()); // nested waits
          int below = depth == 0 ? 0 : await(nested(depth - 1)); // recursion
          return Task.of(depth + below); // nested ends
        }
        @Async static Task<Integer> twice(Task<Integer> stage) {
          int sum = await(stage) + await(Bobbin.yieldNow().thenApply(x -> 1)); // both
          return Task.of(sum); // twice ends
        }
      }
      """;

  private static final String PRINTS = "10nofa2b24t2sd\n";

  @TempDir Path directory;
  private Path classes = Path.of("");

  /** The method and the line that ends with a mark. */
  private static String at(String method, String mark) {
    return method + ":" + line(mark);
  }

  private static int line(String mark) {
    List<String> lines = WALK.lines().toList();
    String end = "// " + mark;
    return lines.indexOf(
            lines.stream().filter(line -> line.endsWith(end)).findFirst().orElseThrow())
        + 1;
  }

  @BeforeEach
  void compile() {
    classes =
        new Program(directory)
            .file("app/Walk.java", WALK)
            .compile("-classpath", ChildJvm.runtimeJar().toString());
  }

  private Debugger debug(DebuggerIT.Woven woven) throws Exception {
    String classPath = ChildJvm.path(classes, ChildJvm.runtimeJar());
    if (woven == DebuggerIT.Woven.WHEN_LOADED) {
      return Debugger.startBehind(
          directory, "app.Walk", ChildJvm.agent(""), "-cp", classPath, "app.Walk");
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
    return Debugger.startBehind(directory, "app.Walk", "-cp", classPath, "app.Walk");
  }

  /** Runs to a mark and forgets the breakpoint. */
  private Debugger debugAt(DebuggerIT.Woven woven, String method, String mark) throws Exception {
    Debugger debugger = debug(woven);
    debugger.breakAt(line(mark));
    assertEquals(at(method, mark), debugger.resume());
    debugger.clearBreakpoints();
    return debugger;
  }

  @ParameterizedTest
  @EnumSource
  void aStepOverAnAwaitThatSuspendsGoesToTheNextLineInEachRound(DebuggerIT.Woven woven)
      throws Exception {
    try (Debugger debugger = debugAt(woven, "sum", "sum begins")) {
      assertEquals(at("sum", "head"), debugger.stepOver());
      for (String round : List.of("0", "1")) {
        assertEquals(at("sum", "await"), debugger.stepOver());
        assertEquals(Map.of("count", "2", "sum", "0", "i", round), debugger.variables());
        assertEquals(at("sum", "behind"), debugger.stepOver());
        assertEquals(
            Map.of("count", "2", "sum", "0", "i", round, "part", round.equals("1") ? "10" : "0"),
            debugger.variables());
        assertEquals(1, debugger.suspensions());
        assertEquals(at("sum", "head"), debugger.stepOver());
      }
      assertEquals(at("sum", "sum ends"), debugger.stepOver());
      assertEquals(at("lambda$main", "awaits sum"), debugger.stepOver());
      assertEquals("end", debugger.resume());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStepOverAnAwaitThatFailsGoesToTheCatch(DebuggerIT.Woven woven) throws Exception {
    try (Debugger debugger = debugAt(woven, "guarded", "failing")) {
      stepIntoTheCatch(debugger);
      assertEquals(at("guarded", "finally"), debugger.stepOver());
      assertEquals("\"no\"", debugger.variables().get("text"));
      assertEquals("guarded:" + (line("finally") + 1), debugger.stepOver(), "its end");
      assertEquals(at("guarded", "guarded ends"), debugger.stepOver());
      assertEquals("end", debugger.resume());
    }
  }

  /** In its caller, at the await, as in plain code: the value is not assigned yet. */
  @ParameterizedTest
  @EnumSource
  void aStepOutEndsInTheAwaitingCaller(DebuggerIT.Woven woven) throws Exception {
    try (Debugger debugger = debugAt(woven, "later", "later begins")) {
      assertEquals(at("sum", "await"), debugger.stepOut(), "which suspends meanwhile");
      assertEquals(Map.of("count", "2", "sum", "0", "i", "0"), debugger.variables());
      assertEquals(at("sum", "behind"), debugger.stepOver());
      debugger.breakAt(line("later ends"));
      assertEquals(at("later", "later ends"), debugger.resume());
      assertEquals(Map.of("i", "1", "ten", "10"), debugger.variables());
      assertEquals(at("sum", "await"), debugger.stepOut(), "after it was resumed");
      assertEquals("1", debugger.variables().get("i"));
      assertEquals(at("sum", "behind"), debugger.stepOver());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStepOverTheLastLineEndsInTheAwaitingCaller(DebuggerIT.Woven woven) throws Exception {
    try (Debugger debugger = debugAt(woven, "later", "later waits")) {
      assertEquals(at("later", "later ends"), debugger.stepOver());
      assertEquals(at("sum", "await"), debugger.stepOver());
      assertEquals(at("sum", "behind"), debugger.stepOver());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStepOverWhatThrowsEndsInTheCatchOfTheAwaitingCaller(DebuggerIT.Woven woven)
      throws Exception {
    try (Debugger debugger = debugAt(woven, "fails", "before failing")) {
      assertEquals(at("fails", "fails"), debugger.stepOver());
      stepIntoTheCatch(debugger);
    }
  }

  /** The JVM stops at a catch's first instruction or at its second, which is in the next line. */
  private static void stepIntoTheCatch(Debugger debugger) throws Exception {
    String at = debugger.stepOver();
    if (at.equals(at("guarded", "catch"))) {
      at = debugger.stepOver();
    }
    assertEquals(at("guarded", "caught"), at);
    assertEquals("\"\"", debugger.variables().get("text"));
  }

  @ParameterizedTest
  @EnumSource
  void aStepIntoACallEndsInItsFirstLine(DebuggerIT.Woven woven) throws Exception {
    try (Debugger debugger = debugAt(woven, "sum", "await")) {
      assertEquals(at("later", "later begins"), debugger.stepInto());
      assertEquals(Map.of("i", "0"), debugger.variables());
      assertEquals(at("later", "later waits"), debugger.stepInto());
      assertEquals(at("later", "later ends"), debugger.stepInto(), "there is nothing to enter");
      assertEquals(at("sum", "await"), debugger.stepInto());
      assertEquals(at("sum", "behind"), debugger.stepInto());
    }
  }

  /** By its entry, which an await of a method that can be overridden calls. */
  @ParameterizedTest
  @EnumSource
  void aStepIntoAnEntryEndsInTheFirstLineAndBackInTheCaller(DebuggerIT.Woven woven)
      throws Exception {
    try (Debugger debugger = debugAt(woven, "lambda$main", "awaits sum")) {
      String at = debugger.stepInto(); // the constructor
      assertEquals("<init>", at.substring(0, at.indexOf(':')));
      assertEquals(at("lambda$main", "awaits sum"), debugger.stepOut());
      assertEquals(at("sum", "sum begins"), debugger.stepInto());
      assertEquals(Map.of("count", "2"), debugger.variables());
      assertEquals(at("lambda$main", "awaits sum"), debugger.stepOut());
      assertEquals(at("lambda$main", "awaits guarded"), debugger.stepOver());
      assertEquals("lambda$main:" + (line("awaits guarded") + 1), debugger.stepOver());
      assertEquals("\"10nof\"", debugger.variables().get("text"));
    }
  }

  /** Both stand at the same line of the same method, on one thread. */
  @ParameterizedTest
  @EnumSource
  void aStepFollowsItsOwnTask(DebuggerIT.Woven woven) throws Exception {
    try (Debugger debugger = debug(woven)) {
      debugger.breakAt(line("twin waits"));
      assertEquals(at("twin", "twin waits"), debugger.resume());
      assertEquals(at("twin", "twin waits"), debugger.resume());
      debugger.clearBreakpoints();
      for (String mark : List.of("twin goes on", "twin waits again", "twin ends", "twin returns")) {
        assertEquals(at("twin", mark), debugger.stepOver());
        assertEquals("\"b\"", debugger.variables().get("name"));
      }
      assertEquals(at("lambda$main", "awaits all"), debugger.stepOver(), "by way of all()");
      assertEquals(at("lambda$main", "each"), debugger.stepOver());
      assertEquals("\"a2\"", debugger.variables().get("each"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBreakpointOfAnotherTaskEndsTheStep(DebuggerIT.Woven woven) throws Exception {
    try (Debugger debugger = debug(woven)) {
      debugger.breakAt(line("twin waits"));
      assertEquals(at("twin", "twin waits"), debugger.resume());
      assertEquals(at("twin", "twin waits"), debugger.stepOverOrBreak());
      assertEquals("\"b\"", debugger.variables().get("name"));
      debugger.clearBreakpoints();
      assertEquals(at("twin", "twin goes on"), debugger.stepOver());
      assertEquals("\"b\"", debugger.variables().get("name"), "the first step is forgotten");
      assertEquals("end", debugger.resume());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStepOutGoesThroughATimeout(DebuggerIT.Woven woven) throws Exception {
    try (Debugger debugger = debugAt(woven, "lambda$main", "awaits timeout")) {
      debugger.breakAt(line("twin goes on"));
      assertEquals(at("twin", "twin goes on"), debugger.resume());
      assertEquals(at("lambda$main", "awaits timeout"), debugger.stepOut());
      assertEquals(at("lambda$main", "awaits scoped"), debugger.stepOver());
    }
  }

  @ParameterizedTest
  @EnumSource
  void voidMethodsStepOnAndThenLetTheProgramRun(DebuggerIT.Woven woven) throws Exception {
    try (Debugger debugger = debugAt(woven, "fire", "fire waits")) {
      assertEquals(at("fire", "fire ends"), debugger.stepOver());
      assertEquals("fire:" + (line("fire ends") + 1), debugger.stepOver());
      assertEquals("end", debugger.stepOver(), "nobody awaits it");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStepOverTheCallOfAVoidMethodStaysInTheCaller(DebuggerIT.Woven woven) throws Exception {
    try (Debugger debugger = debugAt(woven, "lambda$main", "fires")) {
      assertEquals(at("lambda$main", "awaits twice"), debugger.stepOver());
      assertEquals(at("lambda$main", "awaits timeout"), debugger.stepOver());
      assertEquals("\"10nofa2b24\"", debugger.variables().get("text"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStepStaysInItsCallOfARecursion(DebuggerIT.Woven woven) throws Exception {
    try (Debugger debugger = debugAt(woven, "nested", "nested waits")) {
      assertEquals("2", debugger.variables().get("depth"));
      assertEquals(at("nested", "recursion"), debugger.stepOver());
      assertEquals(at("nested", "nested ends"), debugger.stepOver());
      assertEquals("2", debugger.variables().get("depth"));
      assertEquals("1", debugger.variables().get("below"));
    }
  }

  /** Its frame is there from the start, and runs the body. */
  @ParameterizedTest
  @EnumSource
  void aMethodThatOpensAScopeIsSteppedThroughAsOthers(DebuggerIT.Woven woven) throws Exception {
    try (Debugger debugger = debugAt(woven, "lambda$main", "awaits scoped")) {
      assertEquals(at("scoped", "scoped begins"), debugger.stepInto());
      for (String mark : List.of("opens", "scoped waits", "scoped goes on")) {
        assertEquals(at("scoped", mark), debugger.stepOver());
      }
      assertEquals("\"s\"", debugger.variables().get("text"));
      assertEquals(at("lambda$main", "awaits scoped"), debugger.stepOut());
      assertEquals(at("lambda$main", "main ends"), debugger.stepOver());
    }
  }

  /** Those of the step itself are not meant. */
  @ParameterizedTest
  @EnumSource
  void aStepOutlivesTheClearingOfAllBreakpoints(DebuggerIT.Woven woven) throws Exception {
    try (Debugger debugger = debugAt(woven, "later", "later waits")) {
      assertEquals(at("later", "later ends"), debugger.stepOverClearingBreakpoints());
      assertEquals("10", debugger.variables().get("ten"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLineWithTwoAwaitsIsOneStep(DebuggerIT.Woven woven) throws Exception {
    try (Debugger debugger = debugAt(woven, "twice", "both")) {
      assertEquals(at("twice", "twice ends"), debugger.stepOver());
      assertEquals("4", debugger.variables().get("sum"));
    }
  }

  // === Coming and going ===

  private GoBetweenJvm program(String... arguments) throws Exception {
    return GoBetweenJvm.start(
        directory,
        ChildJvm.agent(""),
        "-cp",
        ChildJvm.path(classes, ChildJvm.runtimeJar()),
        "app.Walk",
        String.join("", arguments));
  }

  @Test
  void theProgramRunsOnWhenTheDebuggerLeavesAndTheCommandEndsWithIt() throws Exception {
    try (GoBetweenJvm between = program()) {
      Debugger debugger = between.attach("app.Walk");
      debugger.breakAt(line("await"));
      debugger.resume();
      debugger.detach();

      between.program().end();
      ChildJvm.Ended ended = between.between().end();
      assertEquals("", ended.err());
      assertEquals(0, ended.status());
      assertEquals(
          "bobbin: a debugger is attached\nbobbin: it is detached\nbobbin: the program has ended\n",
          ended.out().substring(ended.out().indexOf('\n') + 1));
    }
  }

  @Test
  void theProgramRunsOnWhenTheDebuggerBreaksDown() throws Exception {
    try (GoBetweenJvm between = program()) {
      between.attachAndHangUp();
      ChildJvm.Ended ended = between.program().end();
      assertEquals("", ended.err());
      assertTrue(ended.out().endsWith(PRINTS), ended.out());
    }
  }

  @Test
  void aDebuggerThatIsAttachedAlreadyIsNamed() throws Exception {
    try (GoBetweenJvm between = program()) {
      ChildJvm.Ended second = between.another();
      assertEquals(3, second.status());
      assertEquals(
          "bobbin: localhost:"
              + between.address()
              + " cannot be debugged\n    why: a debugger is attached already to process "
              + between.program().pid()
              + ", of that port\n    fix: detach that one, or attach it by way of this command\n",
          second.err());
    }
  }

  @Test
  void anotherDebuggerMayComeLater() throws Exception {
    try (GoBetweenJvm between = program("wait")) {
      between.connect().dispose();
      between.program().awaitOutput("waiting");
      VirtualMachine second = between.connect();
      assertEquals(1, second.classesByName("app.Walk").size());
      second.exit(0);
      assertEquals(0, between.between().end().status());
    }
  }
}
