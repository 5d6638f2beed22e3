package dev.bobbin.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReporterTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Reporter reporter = reporter(false);

  private Reporter reporter(boolean verbose) {
    return new Reporter(new PrintStream(out, true, StandardCharsets.UTF_8), verbose);
  }

  private String said() {
    String text = out.toString(StandardCharsets.UTF_8);
    out.reset();
    return text;
  }

  @Test
  void aThingIsSaidOnce() {
    reporter.once("something");
    reporter.once("something");
    reporter.once("matter", "one way");
    reporter.once("matter", "another way");
    assertEquals("bobbin: something\nbobbin: one way\n", said().replace("\r", ""));
  }

  @Test
  void onlyOneWhoAskedHearsTheRest() {
    reporter.verbose("detail");
    assertEquals("", said());
    reporter(true).verbose("detail");
    assertTrue(said().startsWith("bobbin: detail"));
  }

  @Test
  void theFirstFaultIsToldWithItsStackAndLaterOnesInShort() {
    reporter.fault("app.One", new IllegalStateException("first"), null, "it stays unwoven");
    String first = said();
    assertTrue(first.contains("java.lang.IllegalStateException: first"), first);
    assertTrue(first.contains("\tat dev.bobbin.agent.ReporterTest."), first);
    assertTrue(first.contains("dump=DIR"), first);
    reporter.fault(
        "app.Two", new IllegalStateException("second"), Path.of("Two.class"), "it stays unwoven");
    String second = said();
    assertTrue(second.contains("on class app.Two: it stays unwoven"), second);
    assertTrue(second.contains("class file: Two.class"), second);
    assertTrue(second.contains("java.lang.IllegalStateException: second"), second);
    assertFalse(second.contains("\tat "), second);
  }

  @Test
  void withVerboseEachUnreadableClassFileIsTold() {
    Reporter verbose = reporter(true);
    verbose.unreadable("app.One", new IllegalArgumentException("version 99"));
    verbose.unreadable("app.Two", new IllegalArgumentException("version 99"));
    verbose.unreadable("app.One", new IllegalArgumentException("version 99"));
    String text = said();
    assertEquals(2, text.split("is left as it is", -1).length - 1, text);
  }
}
