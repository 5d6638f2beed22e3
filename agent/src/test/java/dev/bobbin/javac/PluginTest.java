package dev.bobbin.javac;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bobbin.javac.Compilation.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the plugin says of {@code javac/*.java} is the text in the {@code .txt} beside it. */
class PluginTest {
  private static final Path EXAMPLES = Path.of("src/test/resources/javac");

  private static final String ONE_ERROR =
      """
      import dev.bobbin.Bobbin;
      import dev.bobbin.Task;
      class Example {
        int plain(Task<Integer> number) { return Bobbin.await(number); }
      }
      """;

  private static final String ONE_WARNING =
      """
      class Example {
        @dev.bobbin.Async
        void drop() {
          dev.bobbin.Bobbin.yieldNow();
        }
      }
      """;

  private static final String FINE =
      """
      import dev.bobbin.*;
      class Example {
        @Async
        Task<Integer> number(Task<Integer> number) { return Task.of(Bobbin.await(number)); }
        @dev.bobbin.test.AsyncTest
        void test() { Bobbin.await(Bobbin.yieldNow()); }
      }
      """;

  @ParameterizedTest
  @MethodSource("examples")
  void saysWhatTheGoldenFileSays(String example) throws Exception {
    Compilation compilation = Compilation.of(Files.readString(EXAMPLES.resolve(example + ".java")));

    Path golden = EXAMPLES.resolve(example + ".txt");
    String expected = Files.exists(golden) ? Files.readString(golden) : "no golden file";
    String actual = compilation.ourText();
    if (!expected.equals(actual)) {
      Path seen =
          Files.writeString(Files.createTempDirectory("bobbin").resolve(example + ".txt"), actual);
      assertEquals(expected, actual, "now in " + seen + ", expected in " + golden);
    }
  }

  static List<String> examples() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".java"))
          .map(name -> name.substring(0, name.length() - ".java".length()))
          .sorted()
          .toList();
    }
  }

  @Test
  void theErroneousExampleHasErrorsOfJavacItself() throws Exception {
    Compilation compilation = Compilation.of(Files.readString(EXAMPLES.resolve("erroneous.java")));

    assertFalse(compilation.succeeded());
    assertTrue(compilation.said().stream().anyMatch(said -> !said.isOurs()));
  }

  /** An editor compiles all of these in passing; what is half written must not end javac. */
  @ParameterizedTest
  @ValueSource(strings = {"places", "lambdas", "dropped-tasks", "erroneous"})
  void everyBeginningOfASourceIsBorne(String example) throws Exception {
    String source = Files.readString(EXAMPLES.resolve(example + ".java"));
    for (int end = 0; end < source.length(); end += 211) {
      String cut = source.substring(0, end);
      long open = cut.chars().map(c -> c == '{' ? 1 : c == '}' ? -1 : 0).sum();

      Compilation asItIs = Compilation.of(cut);
      Compilation closed = Compilation.of(cut + ";" + "}".repeat((int) open));

      for (Compilation compilation : List.of(asItIs, closed)) {
        assertFalse(
            compilation.ours().stream().anyMatch(said -> said.slug().equals("internal-error")),
            () -> cut + "\n---\n" + compilation.said());
      }
    }
  }

  @Test
  void aMessageSaysWhatWhyAndHowToFixIt() throws Exception {
    Compilation compilation = Compilation.of(ONE_ERROR);

    assertFalse(compilation.succeeded());
    assertEquals(1, compilation.said().size(), () -> compilation.said().toString());
    assertEquals(
        """
        [await-outside-async] await in a method that is not @Async
              why: only an async method can be suspended
              fix: annotate the method with @Async and let it return Task, CompletionStage,\
         CompletableFuture, Future or void; or use join() off the loop\
        """,
        compilation.said().get(0).text());
  }

  @Test
  void aDroppedTaskIsAWarning() throws Exception {
    Compilation compilation = Compilation.of(ONE_WARNING);

    assertTrue(compilation.succeeded());
    assertEquals(
        "4:22: warning: [dropped-task] the task of yieldNow() is dropped\n", compilation.ourText());
    assertFalse(Compilation.of(ONE_WARNING, "-Werror").succeeded());
    assertTrue(Compilation.of(ONE_WARNING, "-nowarn").said().isEmpty());
  }

  /** The group awaits what was forked in it. */
  @Test
  void whatATaskGroupForksIsNotDropped() throws Exception {
    String source =
        """
        package dev.bobbin;
        abstract class TaskGroup {
          abstract Task<Void> fork(AsyncCallable<Void> operation);
          abstract Task<Void> join();
          @Async
          static void use(TaskGroup group) {
            group.fork(() -> Task.done());
            group.join();
          }
        }
        """;

    assertEquals(
        "8:10: warning: [dropped-task] the task of join() is dropped\n",
        Compilation.of(source).ourText());
  }

  @Test
  void whatIsFineCompilesWithoutAWord() throws Exception {
    Compilation compilation = Compilation.of(FINE, "-Xlint:all", "-Werror", "--release", "17");

    assertEquals(List.of(), compilation.said());
    assertTrue(compilation.succeeded());
  }

  @Test
  void worksFromTheClassPathToo() throws Exception {
    List<String> options =
        List.of("-Xplugin:Bobbin", "-proc:none", "-classpath", Compilation.classPath());

    Said only = Compilation.run(ONE_ERROR, options).said().get(0);
    assertEquals("4:50", only.line() + ":" + only.column());
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple", "byfile", "bytodo"})
  void reportsOnceUnderEveryPolicyOfJavac(String policy) throws Exception {
    String source =
        """
        class Example extends Base {
          int derived() { return dev.bobbin.Bobbin.await(null); }
          Runnable lambda = () -> new Object() {};
        }
        class Base {
          int base() { return dev.bobbin.Bobbin.await(null); }
        }
        """;

    Compilation compilation = Compilation.of(source, "-XDcompilePolicy=" + policy);

    assertEquals(List.of(2L, 6L), compilation.said().stream().map(Said::line).sorted().toList());
  }

  @Test
  void aProgramWithoutAClassIsCheckedAsWell() throws Exception {
    assumeTrue(Runtime.version().feature() >= 25, "such programs are of Java 25");
    String source =
        """
        void main() {
          dev.bobbin.Bobbin.await(null);
        }
        """;

    assertEquals(
        "2:20: error: [await-outside-async] await in a method that is not @Async\n",
        Compilation.of(source).ourText());
  }

  @Test
  void argumentsAreRefused() {
    List<String> options =
        List.of("-Xplugin:Bobbin loudly", "-classpath", Compilation.classPath(), "-proc:none");

    var failure = assertThrows(Throwable.class, () -> Compilation.run(FINE, options));

    assertTrue(failure.toString().contains("takes no arguments, found: loudly"), failure::toString);
  }
}
