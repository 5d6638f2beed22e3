package dev.bobbin.weave.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.weave.ClassPath;
import dev.bobbin.weave.Diagnostic;
import dev.bobbin.weave.Weaver;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.Attribute;
import org.objectweb.asm.ByteVector;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

class ClassDirectoryTest {
  private static final String HEAD =
      """
      import dev.bobbin.Async;
      import dev.bobbin.Bobbin;
      import java.util.concurrent.CompletableFuture;
      """;
  private static final String ASYNC =
      """
      class Sum {
        @Async
        static CompletableFuture<Integer> of(CompletableFuture<Integer> a) {
          return CompletableFuture.completedFuture(Bobbin.await(a) + 1);
        }
      }
      """;
  private static final String PLAIN = "class Sum {}";
  private static final String REFUSED =
      """
      class %s {
        @Async
        synchronized CompletableFuture<Integer> get(CompletableFuture<Integer> a) {
          return CompletableFuture.completedFuture(Bobbin.await(a));
        }
      }
      """;

  @TempDir Path temp;
  private Path classes;
  private ClassDirectory directory;
  private Predicate<String> wanted = name -> true;
  private boolean forCoverage;

  @BeforeEach
  void create() throws IOException {
    classes = Files.createDirectory(temp.resolve("classes"));
    directory = new ClassDirectory(classes);
  }

  @Test
  void writesTheWovenClassAndItsFrames() throws IOException {
    compile("Sum", ASYNC);
    byte[] before = Files.readAllBytes(classes.resolve("Sum.class"));

    WeavingResult result = weaveAndWrite();

    assertEquals(List.of("Sum"), result.woven().stream().map(woven -> woven.name()).toList());
    assertFalse(Arrays.equals(before, Files.readAllBytes(classes.resolve("Sum.class"))));
    assertEquals(1, frames().size(), () -> "frames: " + frames());
  }

  @Test
  void findsNothingToDoTheSecondTime() throws IOException {
    compile("Sum", ASYNC);
    weaveAndWrite();
    List<String> frames = frames();

    WeavingResult second = weaveAndWrite();

    assertEquals(List.of(), second.woven());
    assertEquals(List.of(), second.stale());
    assertEquals(frames, frames());
  }

  @Test
  void removesTheFramesOfAMethodThatIsNoLongerAsync() throws IOException {
    compile("Sum", ASYNC);
    weaveAndWrite();
    compile("Sum", PLAIN);

    weaveAndWrite();

    assertEquals(List.of(), frames());
    assertTrue(Files.exists(classes.resolve("Sum.class")));
  }

  @Test
  void removesTheFramesOfAClassThatIsGone() throws IOException {
    compile("Sum", ASYNC);
    weaveAndWrite();
    Files.delete(classes.resolve("Sum.class"));

    weaveAndWrite();

    assertEquals(List.of(), frames());
  }

  @Test
  void keepsAClassOfTheUsersThatIsNamedLikeAFrame() throws IOException {
    compile("Sum$of$frame$1", "class Sum$of$frame$1 {}");

    weaveAndWrite();

    assertEquals(1, frames().size());
  }

  @Test
  void putsTheFramesOfAVersionedClassBesideIt() throws IOException {
    compile("Sum", ASYNC);
    Path versioned = Files.createDirectories(classes.resolve("META-INF/versions/21"));
    Files.move(classes.resolve("Sum.class"), versioned.resolve("Sum.class"));

    List<String> written = List.copyOf(weaveAndWrite().changed().keySet());

    assertEquals(
        List.of("META-INF/versions/21/Sum$of$frame$1.class", "META-INF/versions/21/Sum.class"),
        written);
    assertEquals(List.of(), weaveAndWrite().stale());
    assertEquals(List.of(), frames());
  }

  @Test
  void leavesAClassThatIsNotWantedAsItIs() throws IOException {
    compile("Sum", ASYNC);
    wanted = name -> !name.equals("Sum");

    assertEquals(List.of(), weaveAndWrite().woven());
  }

  @Test
  void weavesWhatLiesBehindLinks() throws IOException {
    compile("Sum", ASYNC);
    Path elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
    Files.move(classes.resolve("Sum.class"), elsewhere.resolve("Sum.class"));
    Files.createSymbolicLink(classes.resolve("app"), elsewhere);

    List<String> written = List.copyOf(weaveAndWrite().changed().keySet());

    assertEquals(List.of("app/Sum$of$frame$1.class", "app/Sum.class"), written);
    assertTrue(Files.exists(elsewhere.resolve("Sum$of$frame$1.class")));
    assertEquals(List.of(), weaveAndWrite().woven());
  }

  @Test
  void refusesALinkThatLeadsBack() throws IOException {
    Files.createSymbolicLink(Files.createDirectory(classes.resolve("app")).resolve("up"), classes);

    IOException refused = assertThrows(IOException.class, this::weave);

    String message = String.valueOf(refused.getMessage());
    assertTrue(message.startsWith(classes.resolve("app/up") + " is a link to"), message);
    assertTrue(message.contains("\n    fix: "), message);
  }

  @Test
  void removesWhatARunThatWasKilledLeft() throws IOException {
    compile("Sum", ASYNC);
    Path unfinished = Files.createFile(classes.resolve("Sum.class.bobbin"));

    weaveAndWrite();

    assertFalse(Files.exists(unfinished));
  }

  @Test
  void namesTheVersionsOfAClassThatWasWovenForAnotherRuntime() throws IOException {
    compile("Sum", ASYNC);
    weaveAndWrite();
    ClassWriter forged = new ClassWriter(0);
    new ClassReader(Files.readAllBytes(classes.resolve("Sum.class")))
        .accept(new ForgedMark(forged), 0);
    Files.write(classes.resolve("Sum.class"), forged.toByteArray());

    WeavingResult result = weaveAndWrite();

    assertEquals(List.of("Sum"), result.alreadyWoven());
    assertEquals(1, result.clashes().size());
    String message = result.clashes().get(0);
    assertTrue(message.startsWith("Sum: woven before by Bobbin 9.9.9 (ABI 99), this"), message);
    assertEquals(1, frames().size(), "they are not for us to remove");
  }

  @Test
  void tellsOfClassesThatWereWovenWithoutCoverageOrWithIt() throws IOException {
    compile("Sum", ASYNC);
    forCoverage = true;
    weaveAndWrite();

    assertEquals(List.of(), weaveAndWrite().clashes());
    forCoverage = false;
    List<String> unasked = weaveAndWrite().clashes();
    assertTrue(unasked.get(0).startsWith("Sum: woven before for coverage, which is not asked"));

    compile("Sum", ASYNC);
    assertEquals(List.of(), weaveAndWrite().clashes());
    forCoverage = true;
    List<String> lacking = weaveAndWrite().clashes();
    assertTrue(lacking.get(0).startsWith("Sum: woven before without coverage, which is asked"));
  }

  /** Replaces the mark by that of another weaver. */
  private static final class ForgedMark extends ClassVisitor {
    ForgedMark(ClassWriter target) {
      super(Opcodes.ASM9, target);
    }

    @Override
    public void visitAttribute(Attribute mark) {
      super.visitAttribute(
          new Attribute(mark.type) {
            @Override
            protected ByteVector write(
                ClassWriter writer, byte[] code, int codeLength, int maxStack, int maxLocals) {
              return new ByteVector().putShort(writer.newUTF8("9.9.9")).putShort(99).putShort(0);
            }
          });
    }
  }

  @Test
  void reportsTheProblemsOfAllClassesAtOnce() throws IOException {
    compile("Sum", ASYNC);
    compile("First", REFUSED.formatted("First"));
    compile("Second", REFUSED.formatted("Second"));

    WeavingResult result = weave();

    assertEquals(
        List.of("First", "Second"),
        result.errors().stream().map(Diagnostic::className).distinct().toList());
    assertEquals(1, result.woven().size());
    assertEquals(List.of(), frames(), "weave alone writes nothing");
  }

  /** In the locale C a letter that is not ASCII does the same. */
  @Test
  void saysWhatToDoWhereNoFileCanHaveTheName() {
    IOException refused =
        assertThrows(IOException.class, () -> ClassDirectory.below(classes, "a\0.class"));

    assertTrue(refused.getMessage().contains("no file can be named so"), refused.getMessage());
    assertTrue(refused.getMessage().contains("\n    fix: "), refused.getMessage());
  }

  @Test
  void leavesWhatIsNoClassFileAsItIsAndSaysSo() throws IOException {
    compile("Sum", ASYNC);
    byte[] broken = Files.readAllBytes(classes.resolve("Sum.class"));
    broken = Arrays.copyOf(broken, broken.length - 10);
    Files.write(classes.resolve("Sum.class"), broken);

    WeavingResult result = weaveAndWrite();

    assertEquals(1, result.unreadable().size());
    assertTrue(result.unreadable().get(0).contains("Sum.class"), result.unreadable().get(0));
    assertTrue(Arrays.equals(broken, Files.readAllBytes(classes.resolve("Sum.class"))));
  }

  private WeavingResult weaveAndWrite() throws IOException {
    WeavingResult result = weave();
    directory.write(result);
    return result;
  }

  private WeavingResult weave() throws IOException {
    try (var classPath = ClassPath.of(List.of(classes.toString()))) {
      return directory.weave(new Weaver(classPath.hierarchy(), forCoverage), wanted);
    }
  }

  private List<String> frames() {
    try (Stream<Path> files = Files.list(classes)) {
      return files.map(Path::toString).filter(name -> name.contains("$frame$")).sorted().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void compile(String name, String body) {
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    var source =
        new SimpleJavaFileObject(
            URI.create("string:///" + name + ".java"), SimpleJavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return HEAD + body;
          }
        };
    var messages = new StringWriter();
    var options =
        List.of(
            "-proc:none",
            "-d",
            classes.toString(),
            "-classpath",
            System.getProperty("java.class.path", "") + File.pathSeparator + classes);
    boolean done = javac.getTask(messages, null, null, options, null, List.of(source)).call();
    assertTrue(done, messages::toString);
  }
}
