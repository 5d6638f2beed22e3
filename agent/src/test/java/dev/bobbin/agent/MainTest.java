package dev.bobbin.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
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

  private static Object runAdding(Path classes) throws Exception {
    URL[] urls = {classes.toUri().toURL()};
    try (var loader = new URLClassLoader(urls, MainTest.class.getClassLoader())) {
      return loader.loadClass("app.Adding").getMethod("run").invoke(null);
    }
  }

  @Test
  void helpAndVersion() {
    assertEquals(Main.DONE, run("--help"));
    assertTrue(out().startsWith("usage: "), out());
    for (String option : List.of("verbose ", "dump=", "exclude=", "variables ")) {
      assertTrue(out().contains("\n  " + option), out());
    }
    assertTrue(out().contains("weave [--classpath PATH] [--output DIR] [--coverage] DIR"), out());
    out.reset();
    assertEquals(Main.DONE, run("--version"));
    assertTrue(out().startsWith("bobbin "), out());
    assertEquals("", err());
  }

  @Test
  void helpAndVersionBehindACommandDoNothingElse() {
    for (String command : List.of("weave", "explain")) {
      out.reset();
      assertEquals(Main.DONE, run(command, "--help"));
      assertTrue(out().startsWith("usage: "), out());
      assertTrue(out().contains("\n  " + command + " [--classpath PATH]"), out());
      assertFalse(out().contains("as an agent"), out());
      out.reset();
      assertEquals(Main.DONE, run(command, "none", "--version"));
      assertTrue(out().startsWith("bobbin "), out());
    }
    assertEquals("", err());
  }

  @Test
  void aCommandLineThatCannotBeMeant() throws Exception {
    assertEquals(Main.UNUSABLE, run());
    assertEquals(Main.UNUSABLE, run("weve", "x"));
    assertEquals(Main.UNUSABLE, run("weave"));
    assertEquals(Main.UNUSABLE, run("weave", "--outptu", "x", "."));
    assertEquals(Main.UNUSABLE, run("weave", "--output", "a", "--output", "b", "."));
    assertEquals(Main.UNUSABLE, run("weave", "--output"));
    assertEquals(Main.UNUSABLE, run("weave", directory.resolve("none").toString()));
    assertEquals("", out());
    assertTrue(err().contains("unknown command \"weve\""), err());
    assertTrue(err().contains("there is no "), err());
    Path single = Program.adding(directory).compileHere().resolve("app/Adding.class");
    err.reset();
    assertEquals(Main.UNUSABLE, run("weave", single.toString()));
    assertTrue(err().contains("name the directory in which its packages are"), err());
  }

  @Test
  void namesThatCannotBeMeant() throws Exception {
    assertEquals(Main.UNUSABLE, run("weave", ""));
    assertTrue(err().startsWith("bobbin: a name is empty"), err());
    Path classes = Program.adding(directory).compileHere();
    err.reset();
    assertEquals(Main.UNUSABLE, run("weave", "--output", "", classes.toString()));
    assertTrue(err().startsWith("bobbin: a name is empty"), err());
    for (List<String> arguments :
        List.of(
            List.of("weave", "a\0b"),
            List.of("weave", "--output", "a\0b", classes.toString()),
            List.of("weave", "--classpath", "a\0b", classes.toString()),
            List.of("explain", "a\0b.class"),
            List.of("weave", "@a\0b"))) {
      err.reset();
      assertEquals(Main.UNUSABLE, run(arguments.toArray(String[]::new)), arguments::toString);
      assertTrue(err().startsWith("bobbin: \"a\0b"), err());
      assertTrue(err().contains("can be no file name here"), err());
    }
    assertEquals("", out());
  }

  @Test
  void unusableFilesAreNamed() throws Exception {
    assertEquals(Main.UNUSABLE, run("weave", "@" + directory));
    assertTrue(err().contains("cannot read the arguments in " + directory + ": "), err());
    Path noText = Files.write(directory.resolve("no text"), new byte[] {-1, -2});
    err.reset();
    assertEquals(Main.UNUSABLE, run("weave", "@" + noText));
    assertTrue(err().contains(noText + ": it is no text in UTF-8"), err());
    err.reset();
    assertEquals(Main.UNUSABLE, run("explain", "--classpath", noText.toString(), "app.Adding"));
    assertTrue(err().startsWith("bobbin: " + noText + " is not a jar: "), err());
  }

  @Test
  void weavesInPlaceOnce() throws Exception {
    Path classes = Program.adding(directory).compileHere();
    assertEquals(Main.DONE, run("weave", classes.toString()), this::err);
    assertEquals("3 after 2 awaits", runAdding(classes));
    byte[] woven = Files.readAllBytes(classes.resolve("app/Adding.class"));
    assertEquals(Main.DONE, run("weave", classes.toString()), this::err);
    assertEquals("classes woven: 1, refused: 0\nclasses woven: 0, refused: 0\n", out());
    assertEquals(
        HexFormat.of().formatHex(woven),
        HexFormat.of().formatHex(Files.readAllBytes(classes.resolve("app/Adding.class"))));
  }

  @Test
  void weavesIntoAnotherDirectoryWhichIsComplete() throws Exception {
    Path classes = Program.adding(directory).compileHere();
    Files.writeString(classes.resolve("app/names.txt"), "Orders");
    byte[] before = Files.readAllBytes(classes.resolve("app/Adding.class"));
    Path output = directory.resolve("woven");
    assertEquals(
        Main.DONE, run("weave", "--output", output.toString(), classes.toString()), this::err);
    assertEquals("3 after 2 awaits", runAdding(output));
    assertTrue(Files.exists(output.resolve("app/Main.class")));
    assertEquals("Orders", Files.readString(output.resolve("app/names.txt")));
    assertEquals(-1, mismatch(before, classes.resolve("app/Adding.class")));
  }

  @Test
  void allProblemsAreListedAndTheRestIsWoven() throws Exception {
    Path classes =
        Program.adding(directory)
            .file(
                "app/Refused.java",
                """
                package app;
                import static dev.bobbin.Bobbin.await;
                import dev.bobbin.*;
                class Refused {
                  @Async Task<Integer> locked(Task<Integer> other) {
                    synchronized (this) {
                      return Task.of(await(other));
                    }
                  }
                }
                """)
            .compileHere();
    byte[] before = Files.readAllBytes(classes.resolve("app/Refused.class"));
    assertEquals(Main.REFUSED, run("weave", classes.toString()));
    assertTrue(err().startsWith("Refused.java:7: error [await-in-synchronized]: "), err());
    assertEquals("classes woven: 1, refused: 1\n", out());
    assertEquals(-1, mismatch(before, classes.resolve("app/Refused.class")));
  }

  private static int mismatch(byte[] expected, Path file) throws Exception {
    return Arrays.mismatch(expected, Files.readAllBytes(file));
  }
}
