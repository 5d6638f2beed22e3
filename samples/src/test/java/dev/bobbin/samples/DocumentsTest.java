package dev.bobbin.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.bobbin.EventLoop;
import dev.bobbin.test.VirtualLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Java code in README.md, in docs and on the pages of the runtime's packages: all of it
 * compiles, is woven and runs, and prints what the document says. A block's marks, in a comment
 * above it:
 *
 * <ul>
 *   <li>{@code continues}: sees what the Java block before it declares;
 *   <li>{@code class NAME}: the class that the block is wrapped into has this name;
 *   <li>{@code does not compile}: the text after it is what the compiler says;
 *   <li>{@code own JVM}: is started by itself, as a user would;
 *   <li>{@code part of PATH}: stands in this source file, which has tests of its own, and needs
 *       what is not here;
 *   <li>{@code virtual time}: for statements whose output depends on how fast the machine is.
 * </ul>
 *
 * <p>A line {@code ...} in a text stands for any lines.
 */
class DocumentsTest {

  private static final Path ROOT = Path.of("..");

  private static final Set<String> MARKS =
      Set.of("continues", "does not compile", "own JVM", "virtual time");

  private static final String PART_OF = "part of ";

  @TempDir private Path directory;

  @TestFactory
  List<DynamicNode> everyBlockOfJavaDoesWhatTheDocumentSays() throws IOException {
    List<Path> documents = new ArrayList<>(List.of(Path.of("README.md")));
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      docs.filter(p -> p.toString().endsWith(".md"))
          .map(ROOT::relativize)
          .sorted()
          .forEach(documents::add);
    }
    documents.addAll(packagePages());
    List<DynamicNode> nodes = new ArrayList<>();
    for (Path document : documents) {
      List<DynamicTest> tests = testsOf(document);
      if (!tests.isEmpty()) {
        nodes.add(DynamicContainer.dynamicContainer(document.toString(), tests));
      }
    }
    return nodes;
  }

  @Test
  void everyPackageOfTheApiStartsWithAnExample() throws IOException {
    List<Path> pages = packagePages();
    assertTrue(pages.size() >= 6, pages::toString);
    for (Path page : pages) {
      assertTrue(
          CodeBlock.of(ROOT, page).stream().anyMatch(b -> b.language().equals("java")),
          page::toString);
    }
  }

  /** The first thing that somebody sees of a package; those of internals are for nobody else. */
  private static List<Path> packagePages() throws IOException {
    try (Stream<Path> sources = Files.walk(ROOT.resolve("runtime/src/main/java"))) {
      return sources
          .filter(p -> p.endsWith("package-info.java") && !p.toString().contains("internal"))
          .map(ROOT::relativize)
          .sorted()
          .toList();
    }
  }

  private List<DynamicTest> testsOf(Path document) throws IOException {
    String name = document.toString().replaceAll("\\W", "_");
    BlockRun run = new BlockRun(Files.createDirectory(directory.resolve(name)));
    List<DynamicTest> tests = new ArrayList<>();
    BlockSource before = null;
    for (CodeBlock block : CodeBlock.of(ROOT, document)) {
      Path original = original(block);
      if (original != null) {
        tests.add(dynamicTest(block.place(1), () -> isPartOf(original, block)));
      } else if (block.language().equals("java")) {
        BlockSource source = source(block, "Block" + block.line(), before);
        tests.add(dynamicTest(block.place(1), () -> check(run, block, source)));
        before = source;
      }
    }
    return tests;
  }

  private static @Nullable Path original(CodeBlock block) {
    return block.marks().stream()
        .filter(mark -> mark.startsWith(PART_OF))
        .map(mark -> ROOT.resolve(mark.substring(PART_OF.length())))
        .findFirst()
        .orElse(null);
  }

  private static void isPartOf(Path original, CodeBlock block) throws IOException {
    assertTrue(
        Files.readString(original).replace("\r\n", "\n").contains(String.join("\n", block.code())),
        () -> block.place(1) + ": not in " + original.normalize());
  }

  private static BlockSource source(CodeBlock block, String name, @Nullable BlockSource before) {
    String given = name;
    for (String mark : block.marks()) {
      if (mark.startsWith("class ")) {
        given = mark.substring("class ".length());
      } else if (!MARKS.contains(mark) && !mark.startsWith(PART_OF)) {
        throw new IllegalArgumentException(block.place(0) + ": what does '" + mark + "' mean?");
      }
    }
    return BlockSource.of(block, given, block.marks().contains("continues") ? before : null);
  }

  private static void check(BlockRun run, CodeBlock block, BlockSource source) throws Exception {
    String said = run.compile(source);
    if (block.marks().contains("does not compile")) {
      assertTrue(!said.isEmpty(), () -> block.place(1) + ": it compiles");
      matches(block, said);
      return;
    }
    if (!said.isEmpty()) {
      fail(withLinesOfTheDocument(block, source, said));
    }
    String printed;
    try {
      if (block.marks().contains("own JVM")) {
        printed = run.runAlone(source);
      } else if (block.marks().contains("virtual time")) {
        printed = run.run(source, VirtualLoop.create());
      } else {
        try (EventLoop loop = EventLoop.create()) {
          printed = run.run(source, loop);
        }
      }
    } catch (Exception e) {
      throw new AssertionError(block.place(lineOf(e, source)) + ": " + e, e);
    }
    if (block.output() != null) {
      matches(block, printed);
    } else if (source.kind() == BlockSource.Kind.TESTS) {
      assertEquals("", printed, () -> block.place(1) + ": the tests shown here do not pass");
    }
  }

  private static void matches(CodeBlock block, String actual) {
    String expected = block.output() == null ? "" : block.output();
    String pattern =
        expected
            .lines()
            .map(line -> line.strip().equals("...") ? "(?:.*\n)*?" : Pattern.quote(line) + "\n")
            .collect(Collectors.joining());
    if (!Pattern.matches(pattern, actual + "\n")) {
      assertEquals(expected, actual, () -> block.place(1) + ": prints something else");
    }
  }

  private static String withLinesOfTheDocument(CodeBlock block, BlockSource source, String said) {
    return Pattern.compile("(?m)^" + source.className() + "\\.java:(\\d+)")
        .matcher(said)
        .replaceAll(at -> block.place(Long.parseLong(at.group(1))));
  }

  private static int lineOf(Throwable thrown, BlockSource source) {
    return Stream.of(thrown.getStackTrace())
        .filter(frame -> frame.getClassName().equals(source.className()))
        .mapToInt(StackTraceElement::getLineNumber)
        .findFirst()
        .orElse(1);
  }
}
