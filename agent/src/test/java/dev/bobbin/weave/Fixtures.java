package dev.bobbin.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.bobbin.weave.FixtureRun.Mode;
import dev.bobbin.weave.fixtures.Stages;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/**
 * Runs every public method without parameters of every {@code *Fixture}: once as plain Java, and
 * woven with the awaited stages done, late, or some of each. Results and the order of all side
 * effects must be the same.
 */
final class Fixtures {

  /** Where the sources of the fixtures are; tests run in the module's directory. */
  static final Path SOURCES = Path.of("src/test/java/dev/bobbin/weave/fixtures");

  private Fixtures() {}

  /** The fixtures as the build compiled them, by binary name. */
  static Map<String, byte[]> compiledByTheBuild() {
    try {
      return classFilesIn(Path.of(Stages.class.getResource("Stages.class").toURI()).getParent());
    } catch (Exception gone) {
      throw new AssertionError(gone);
    }
  }

  private static Map<String, byte[]> classFilesIn(Path directory) throws IOException {
    Map<String, byte[]> classFiles = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".class")) {
          String binaryName = Stages.class.getPackageName() + "." + name.replace(".class", "");
          classFiles.put(binaryName, Files.readAllBytes(file));
        }
      }
    }
    return classFiles;
  }

  /** A test for each fixture's methods in each mode. */
  static Stream<DynamicNode> compared(Map<String, byte[]> classFiles) {
    Map<String, byte[]> own = new TreeMap<>(classFiles);
    own.remove(Stages.class.getName()); // one for all, to be asked by the tests
    Map<String, byte[]> plain = new TreeMap<>();
    own.forEach((name, classFile) -> plain.put(name, PlainAwait.plain(classFile)));
    Pair pair = new Pair(plain, Weaving.weaveAll(own));
    return namesIn(own).stream().map(fixture -> dynamicContainer(fixture, pair.methods(fixture)));
  }

  static List<String> namesIn(Map<String, byte[]> classFiles) {
    return classFiles.keySet().stream().filter(name -> name.endsWith("Fixture")).sorted().toList();
  }

  /** The same classes in two forms. Each run loads its own: their initialisation counts too. */
  private record Pair(Map<String, byte[]> plain, Map<String, byte[]> woven) {

    Stream<DynamicNode> methods(String fixture) {
      return Arrays.stream(load(plain, fixture).getDeclaredMethods())
          .filter(method -> Modifier.isPublic(method.getModifiers()))
          .filter(method -> method.getParameterCount() == 0 && !method.isSynthetic())
          .filter(method -> CompletionStage.class.isAssignableFrom(method.getReturnType()))
          .map(Method::getName)
          .sorted()
          .map(method -> dynamicContainer(method, modes(fixture, method)));
    }

    private Stream<DynamicNode> modes(String fixture, String method) {
      return Arrays.stream(Mode.values())
          .map(mode -> dynamicTest(mode.name(), () -> compare(fixture, method, mode)));
    }

    private void compare(String fixture, String method, Mode mode) throws Exception {
      FixtureRun expected = FixtureRun.plainly(load(plain, fixture).getMethod(method));
      FixtureRun actual = FixtureRun.in(mode, load(woven, fixture).getMethod(method));

      assertEquals(expected.steps(), actual.steps());
      assertEquals(expected.outcome(), actual.outcome());
      switch (mode) {
        case DONE -> assertEquals(false, actual.suspended(), "suspended though all was done");
        case LATE -> assertTrue(actual.suspended() && actual.late() > 0, "never suspended");
        default -> {}
      }
    }
  }

  private static Class<?> load(Map<String, byte[]> classFiles, String name) {
    try {
      return WovenLoader.of(classFiles).loadClass(name);
    } catch (ClassNotFoundException gone) {
      throw new AssertionError(gone);
    }
  }
}
