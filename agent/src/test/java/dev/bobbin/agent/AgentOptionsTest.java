package dev.bobbin.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentOptionsTest {

  @Test
  void nothingGivenIsQuietAndWeavesAll() {
    AgentOptions options = AgentOptions.parse("");
    assertFalse(options.verbose());
    assertFalse(options.variables());
    assertNull(options.dump());
    assertFalse(options.excludes("com/acme/Foo"));
  }

  @Test
  void optionsInAnyOrderWithSpacesAndEmptyPlaces() {
    AgentOptions options =
        AgentOptions.parse("dump=/tmp/woven, exclude=com.acme.Foo,,verbose,variables");
    assertTrue(options.verbose());
    assertTrue(options.variables());
    assertEquals(Path.of("/tmp/woven"), options.dump());
    assertTrue(options.excludes("com/acme/Foo"));
  }

  @Test
  void aNameExcludesThatClassAndThoseNestedInIt() {
    AgentOptions options = AgentOptions.parse("exclude=com.acme.Foo:org.Bar$Baz");
    assertTrue(options.excludes("com/acme/Foo"));
    assertTrue(options.excludes("com/acme/Foo$Inner"));
    assertTrue(options.excludes("org/Bar$Baz"));
    assertFalse(options.excludes("org/Bar"));
    assertFalse(options.excludes("com/acme/Food"));
    assertFalse(options.excludes("com/acme/Fo"));
  }

  @Test
  void aStarAtTheEndExcludesAllThatBeginsSo() {
    AgentOptions options = AgentOptions.parse("exclude=com.acme.*");
    assertTrue(options.excludes("com/acme/Foo"));
    assertTrue(options.excludes("com/acme/deep/Foo"));
    assertFalse(options.excludes("com/acmeFoo"));
    assertTrue(AgentOptions.parse("exclude=*").excludes("Foo"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "verbos            | unknown option \"verbos\"",
        "=x                | unknown option \"\"",
        "Verbose           | unknown option \"Verbose\"",
        "variables=all     | option variables takes no value, found \"all\"",
        "verbose=yes       | option verbose takes no value, found \"yes\"",
        "dump              | option dump needs a value",
        "verbose,exclude=  | option exclude needs a value",
        "exclude=a.*.b     | option exclude: a star may only end a name, found \"a.*.b\"",
      })
  void aMistakeIsToldWithTheOptionsThereAre(String text, String message) {
    var mistake =
        assertThrows(AgentOptions.BadOptionException.class, () -> AgentOptions.parse(text));
    assertTrue(mistake.getMessage().startsWith(message), mistake.getMessage());
    assertTrue(
        mistake
            .getMessage()
            .contains("options: verbose, variables, dump=DIR, exclude=NAME[:NAME...]"),
        mistake.getMessage());
  }

  @Test
  void aPathThatCannotBeOne() {
    var mistake =
        assertThrows(AgentOptions.BadOptionException.class, () -> AgentOptions.parse("dump=a\0b"));
    assertTrue(mistake.getMessage().startsWith("option dump: not a path"), mistake.getMessage());
  }
}
