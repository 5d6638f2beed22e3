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
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs every public method without parameters of every {@code *Fixture}: once as plain Java, and
 * woven with the awaited stages done, late, or some of each. Results and the order of all side
 * effects must be the same.
 */
class FixturesTest {

  private static final String PACKAGE = Stages.class.getPackageName() + ".";

  @TestFactory
  Stream<DynamicNode> wovenDoesWhatPlainJavaDoes() throws Exception {
    return fixtures().stream()
        .map(
            name ->
                dynamicContainer(
                    name,
                    methods(WovenLoader.plain(FixturesTest::isFixture), name).stream()
                        .map(
                            method ->
                                dynamicContainer(
                                    method.getName(),
                                    Arrays.stream(Mode.values())
                                        .map(
                                            mode ->
                                                dynamicTest(
                                                    mode.name(),
                                                    () ->
                                                        compare(name, method.getName(), mode)))))));
  }

  /** Each run has classes of its own: that they are initialised is a side effect too. */
  private static void compare(String fixture, String method, Mode mode) throws Exception {
    FixtureRun expected =
        FixtureRun.plainly(
            WovenLoader.plain(FixturesTest::isFixture).loadClass(fixture).getMethod(method));
    FixtureRun actual =
        FixtureRun.in(
            mode,
            WovenLoader.weaving(FixturesTest::isFixture).loadClass(fixture).getMethod(method));

    assertEquals(expected.steps(), actual.steps());
    assertEquals(expected.outcome(), actual.outcome());
    switch (mode) {
      case DONE -> assertEquals(false, actual.suspended(), "suspended though all was done");
      case LATE -> assertTrue(actual.suspended() && actual.late() > 0, "never suspended");
      default -> {}
    }
  }

  /** An empty directory would pass the test above. */
  @Test
  void fixturesAreFound() throws Exception {
    assertTrue(fixtures().size() >= 14, "fixtures are missing");
  }

  private static List<String> fixtures() throws Exception {
    Path directory =
        Path.of(Stages.class.getResource("Stages.class").toURI()).toAbsolutePath().getParent();
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith("Fixture.class"))
          .map(file -> PACKAGE + file.substring(0, file.length() - ".class".length()))
          .sorted()
          .toList();
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  private static List<Method> methods(ClassLoader loader, String fixture) {
    try {
      return Arrays.stream(loader.loadClass(fixture).getDeclaredMethods())
          .filter(method -> Modifier.isPublic(method.getModifiers()))
          .filter(method -> method.getParameterCount() == 0 && !method.isSynthetic())
          .filter(method -> CompletionStage.class.isAssignableFrom(method.getReturnType()))
          .sorted(Comparator.comparing(Method::getName))
          .toList();
    } catch (ClassNotFoundException gone) {
      throw new AssertionError(gone);
    }
  }

  private static boolean isFixture(String name) {
    return name.startsWith(PACKAGE) && !name.equals(Stages.class.getName());
  }
}
