package dev.bobbin.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.NotWovenException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.objectweb.asm.Opcodes;

/**
 * Every message as a programmer sees it: {@code diagnostics/*.java} is compiled and woven, and what
 * is said of it has to be the text in the {@code .txt} beside it.
 */
class DiagnosticsTest {

  /** Those that need a large method, other bytecode than javac's, its source or a broken set-up. */
  private static final Set<Slug> TESTED_ELSEWHERE =
      Set.of(
          Slug.DROPPED_TASK,
          Slug.METHOD_TOO_LARGE,
          Slug.CLASS_TOO_LARGE,
          Slug.METHOD_NOT_COMPILED,
          Slug.CLASS_FILE_VERSION,
          Slug.UNSUPPORTED_SHAPE,
          Slug.INTERNAL_ERROR);

  @ParameterizedTest
  @MethodSource("examples")
  void saysWhatTheGoldenFileSays(String example) throws Exception {
    WeaveException refused = refuse(example);

    Path golden = directory().resolve(example + ".txt");
    String expected = Files.exists(golden) ? Files.readString(golden) : "";
    String actual = refused.getMessage() + "\n";
    if (!expected.equals(actual)) {
      Path seen =
          Files.writeString(Files.createTempDirectory("bobbin").resolve(example + ".txt"), actual);
      assertEquals(expected, actual, "now in " + seen + ", expected in " + golden);
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void refusedClassStillLoads(String example) throws Exception {
    for (byte[] classFile : compile(example).values()) {
      byte[] refused = Weaving.weaver().refuse(classFile, refuse(example).diagnostics());
      Weaving.check(refused);
    }
  }

  @Test
  void asyncMethodsOfARefusedClassThrowTheText() throws Exception {
    WeaveException refused = refuse("several-problems");
    byte[] classFile =
        Weaving.weaver().refuse(compile("several-problems").get("Example"), refused.diagnostics());
    Class<?> type = WovenLoader.plain(Map.of("Example", classFile)).loadClass("Example");
    for (String name : List.of("number", "locked", "fine")) {
      var method = type.getDeclaredMethod(name);
      method.setAccessible(true);
      Object target = allocate(type);

      var thrown = assertThrows(InvocationTargetException.class, () -> method.invoke(target));

      assertEquals(NotWovenException.class, thrown.getCause().getClass());
      assertEquals(refused.getMessage(), thrown.getCause().getMessage());
    }
  }

  /** In the plain loader the constructor's await is harmless. */
  private static Object allocate(Class<?> type) throws Exception {
    var constructor = type.getDeclaredConstructor();
    constructor.setAccessible(true);
    return constructor.newInstance();
  }

  @Test
  void lambdasAreNamedByTheMethodAroundThemWhereTheCompilerTells() {
    assertEquals("a lambda in A.B.m", Signatures.of("x/A$B", "lambda$m$0", "()V"));
    assertEquals("a lambda in A.B.m", Signatures.of("x/A$B", "m$lambda$0", "()V"));
    assertEquals("a lambda in A.B", Signatures.of("x/A$B", "lambda$0", "()V"));
  }

  @Test
  void oldClassFilesAreRefused() throws Exception {
    byte[] old = Weaving.bytes(dev.bobbin.weave.fixtures.DeadCodeFixture.class);
    old[7] = Opcodes.V1_6;

    WeaveException refused = assertThrows(WeaveException.class, () -> Weaving.weaver().weave(old));

    assertEquals(Slug.CLASS_FILE_VERSION, refused.diagnostics().get(0).slug());
  }

  @Test
  void everySlugIsTested() throws Exception {
    Set<Slug> seen = new HashSet<>(TESTED_ELSEWHERE);
    for (String example : examples().toList()) {
      refuse(example).diagnostics().forEach(problem -> seen.add(problem.slug()));
    }

    assertEquals(new HashSet<>(Arrays.asList(Slug.values())), seen);
  }

  @Test
  void anExampleIsNamedAfterItsSlug() throws Exception {
    for (String example : examples().filter(name -> !name.equals("several-problems")).toList()) {
      assertTrue(
          refuse(example).diagnostics().stream()
              .allMatch(problem -> problem.slug().toString().equals(example)),
          example);
    }
  }

  static Stream<String> examples() throws IOException, URISyntaxException {
    try (Stream<Path> files = Files.list(directory())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".java"))
          .map(name -> name.substring(0, name.length() - ".java".length()))
          .sorted()
          .toList()
          .stream();
    }
  }

  private static Path directory() throws URISyntaxException {
    URL url = DiagnosticsTest.class.getResource("/diagnostics");
    if (url == null) {
      throw new AssertionError("no directory diagnostics");
    }
    return Path.of(url.toURI());
  }

  private static Map<String, byte[]> compile(String example) throws Exception {
    String source = Files.readString(directory().resolve(example + ".java"));
    return Sources.compile("Example.java", source, "--release", "17", "-g");
  }

  private static WeaveException refuse(String example) throws Exception {
    byte[] classFile = compile(example).get("Example");
    return assertThrows(WeaveException.class, () -> Weaving.weaver().weave(classFile));
  }
}
