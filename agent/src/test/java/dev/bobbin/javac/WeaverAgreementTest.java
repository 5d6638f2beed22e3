package dev.bobbin.javac;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.weave.ClassPath;
import dev.bobbin.weave.Diagnostic;
import dev.bobbin.weave.Slug;
import dev.bobbin.weave.Sources;
import dev.bobbin.weave.WeaveException;
import dev.bobbin.weave.Weaver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plugin and weaver find the same in the same source, at the same lines. */
class WeaverAgreementTest {

  /**
   * About a declaration, whose line a class file does not have: the first line of code is later.
   */
  private static final Set<String> OF_DECLARATIONS =
      Set.of(Slug.ASYNC_RETURN_TYPE.toString(), Slug.ASYNC_WITHOUT_BODY.toString());

  /** A problem that either of them reports. */
  private record Problem(String slug, long line) {}

  static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String directory : List.of("diagnostics", "javac")) {
      try (Stream<Path> files = Files.list(Path.of("src/test/resources", directory))) {
        files.filter(file -> file.toString().endsWith(".java")).sorted().forEach(sources::add);
      }
    }
    sources.removeIf(file -> file.endsWith("erroneous.java"));
    return sources;
  }

  @ParameterizedTest
  @MethodSource("sources")
  void bothFindTheSame(Path file) throws Exception {
    String source = Files.readString(file);
    List<Problem> ofPlugin = problemsOfPlugin(source);
    List<Problem> ofWeaver = problemsOfWeaver(source);

    List<Problem> closes = closes(ofPlugin);
    assertEquals(closes.isEmpty(), closes(ofWeaver).isEmpty());
    assertTrue(ofWeaver.containsAll(closes), () -> closes + " are not all in " + ofWeaver);
    assertEquals(outsideDeclarations(ofWeaver), outsideDeclarations(ofPlugin));
    List<Problem> declaredOnes = ofDeclarations(ofPlugin);
    List<Problem> firstLines = ofDeclarations(ofWeaver);
    assertEquals(
        firstLines.stream().map(Problem::slug).sorted().toList(),
        declaredOnes.stream().map(Problem::slug).sorted().toList());
    for (Problem problem : firstLines) {
      assertTrue(
          problem.line() == 0
              || declaredOnes.stream()
                  .anyMatch(p -> p.line() < problem.line() && p.line() > problem.line() - 4),
          () -> problem + " is none of " + declaredOnes);
    }
  }

  private static List<Problem> problemsOfPlugin(String source) throws IOException {
    return Compilation.of(source).ours().stream()
        .filter(said -> !said.slug().equals(Slug.DROPPED_TASK.toString()))
        .map(said -> new Problem(said.slug(), said.line()))
        .toList();
  }

  private static List<Problem> problemsOfWeaver(String source) throws IOException {
    List<Problem> problems = new ArrayList<>();
    try (ClassPath classPath = ClassPath.of(List.of())) {
      Weaver weaver = new Weaver(classPath.hierarchy());
      for (byte[] classFile :
          Sources.compile("Example.java", source, "--release", "17", "-g").values()) {
        try {
          weaver.weave(classFile);
        } catch (WeaveException refused) {
          for (Diagnostic problem : refused.diagnostics()) {
            problems.add(new Problem(problem.slug().toString(), problem.line()));
          }
        }
      }
    }
    return problems;
  }

  private static List<String> outsideDeclarations(List<Problem> problems) {
    return problems.stream()
        .filter(problem -> !OF_DECLARATIONS.contains(problem.slug()) && !isClose(problem))
        .map(Problem::toString)
        .distinct() // two in one line are one to the weaver, which knows no columns
        .sorted()
        .toList();
  }

  /** A resource is closed at the end of its statement too, where the plugin says nothing more. */
  private static List<Problem> closes(List<Problem> problems) {
    return problems.stream().filter(WeaverAgreementTest::isClose).toList();
  }

  private static boolean isClose(Problem problem) {
    return problem.slug().equals(Slug.CLOSE_IN_SYNCHRONIZED.toString());
  }

  private static List<Problem> ofDeclarations(List<Problem> problems) {
    return problems.stream().filter(p -> OF_DECLARATIONS.contains(p.slug())).toList();
  }
}
