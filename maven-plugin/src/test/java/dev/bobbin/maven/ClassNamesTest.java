package dev.bobbin.maven;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.apache.maven.plugin.MojoExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassNamesTest {
  @Test
  void takesAllWithoutPatterns() throws MojoExecutionException {
    assertTrue(ClassNames.of(null, null).test("com.acme.Foo"));
    assertTrue(ClassNames.of(List.of(), List.of()).test("Foo"));
  }

  @Test
  void takesAClassWithThoseNestedInIt() throws MojoExecutionException {
    ClassNames names = ClassNames.of(List.of("com.acme.Foo"), List.of());

    assertTrue(names.test("com.acme.Foo"));
    assertTrue(names.test("com.acme.Foo$Bar"));
    assertFalse(names.test("com.acme.Food"));
    assertFalse(names.test("acme.Foo"));
  }

  @Test
  void blanksAroundANameAreNoPartOfIt() throws MojoExecutionException {
    ClassNames names = ClassNames.of(List.of("com.acme.Foo", " com.acme.Bar "), List.of());

    assertTrue(names.test("com.acme.Bar"));
  }

  @Test
  void excludesWhatIsIncluded() throws MojoExecutionException {
    ClassNames names = ClassNames.of(List.of("com.acme.*"), List.of("com.acme.old.*"));

    assertTrue(names.test("com.acme.Foo"));
    assertFalse(names.test("com.acme.old.Foo"));
    assertFalse(names.test("org.Foo"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*.Foo", "com/acme/Foo", "com.**.Foo"})
  void refusesWhatNamesNoClass(String pattern) {
    var failure =
        assertThrows(
            MojoExecutionException.class, () -> ClassNames.of(List.of(), List.of(pattern)));

    assertEquals(
        "Parameter excludes: \"" + pattern + "\" names no class; write com.acme.Foo or com.acme.*",
        failure.getMessage());
  }
}
