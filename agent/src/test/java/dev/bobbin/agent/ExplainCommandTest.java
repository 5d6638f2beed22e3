package dev.bobbin.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainCommandTest {
  private static final Path EXAMPLES = Path.of("src/test/resources/explain");

  @TempDir Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... arguments) {
    return Main.run(
        arguments,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  /** With the same options on every JDK, so that the same bytecode comes out. */
  private Path compiled(String name, String source) {
    return new Program(directory)
        .file(name + ".java", source)
        .compile("-classpath", System.getProperty("java.class.path"), "--release", "17", "-g");
  }

  @Test
  void listsWhatTheGoldenFileSays() throws Exception {
    Path classes = compiled("Orders", Files.readString(EXAMPLES.resolve("Orders.java")));

    assertEquals(Main.DONE, run("explain", "--classpath", classes.toString(), "Orders"), this::err);

    Path golden = EXAMPLES.resolve("Orders.txt");
    String expected = Files.exists(golden) ? Files.readString(golden) : "";
    if (!expected.equals(out())) {
      Path seen = Files.writeString(Files.createTempFile("Orders", ".txt"), out());
      assertEquals(expected, out(), "now in " + seen + ", expected in " + golden);
    }
    assertEquals("", err());
  }

  @Test
  void aFileDoesAsWellAndClassesAreListedInTurn() throws Exception {
    Path classes = compiled("Orders", Files.readString(EXAMPLES.resolve("Orders.java")));
    String orders = classes.resolve("Orders.class").toString();
    String receipt = classes.resolve("Orders$Receipt.class").toString();

    assertEquals(Main.DONE, run("explain", receipt, orders, receipt), this::err);

    String none = receipt + " has no async methods, or is woven already\n";
    assertEquals(
        none + "\n" + Files.readString(EXAMPLES.resolve("Orders.txt")) + "\n" + none, out());
  }

  @Test
  void aRefusedClassTellsItsProblems() {
    Path classes =
        compiled(
            "Refused",
            """
            class Refused {
              Object number() {
                return dev.bobbin.Bobbin.await(null);
              }
            }
            """);

    assertEquals(Main.REFUSED, run("explain", "--classpath", classes.toString(), "Refused"));

    assertEquals("", out());
    assertTrue(err().startsWith("Refused.java:3: error [await-outside-async]: "), err());
  }

  @Test
  void whatIsTooLongForHotSpotIsWarnedOf() {
    Path classes =
        compiled(
            "Long",
            """
            class Long {
              @dev.bobbin.Async
              void run(java.util.concurrent.CompletionStage<Object> stage) {
            """
                + "    dev.bobbin.Bobbin.await(stage);\n".repeat(500)
                + "  }\n}\n");

    assertEquals(Main.DONE, run("explain", "--classpath", classes.toString(), "Long"), this::err);

    assertTrue(out().contains("\n         warning: HotSpot does not compile"), out());
  }

  @Test
  void theWorstStatusOfAllClassesIsTheCommands() throws Exception {
    Path broken = Files.write(directory.resolve("Broken.class"), new byte[] {1, 2, 3});

    assertEquals(Main.UNUSABLE, run("explain", broken.toString(), "java.lang.Object"));
    assertEquals(Main.UNUSABLE, run("explain", "com.acme.None", "java.lang.Object"));

    assertTrue(err().contains("bobbin: com.acme.None is no class of the class path"), err());
    String none = "java.lang.Object has no async methods, or is woven already\n";
    assertEquals("\n" + none + none, out());
  }

  @Test
  void aCommandLineThatCannotBeMeant() {
    assertEquals(Main.UNUSABLE, run("explain"));
    assertEquals(Main.UNUSABLE, run("explain", "--classpath"));
    assertEquals(Main.UNUSABLE, run("explain", "--class", "x"));
    assertEquals("", out());
  }
}
