package dev.bobbin.agent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code weave} with directories and several inputs; jars have {@link WeaveJarTest}. */
class WeaveCommandTest {
  private static final String REFUSED =
      """
      package app;
      class Refused {
        Object plain() { return dev.bobbin.Bobbin.await(null); }
      }
      """;

  @TempDir Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path classes;

  @BeforeEach
  void compile() {
    classes = Program.adding(directory.resolve("a b ä日")).compileHere();
  }

  private int run(Object... arguments) {
    out.reset();
    err.reset();
    return Main.run(
        Stream.of(arguments).map(Object::toString).toArray(String[]::new),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private static void assertRuns(Path classes) throws Exception {
    URL[] urls = {classes.toUri().toURL()};
    try (var loader = new URLClassLoader(urls, WeaveCommandTest.class.getClassLoader())) {
      assertEquals(
          "3 after 2 awaits", loader.loadClass("app.Adding").getMethod("run").invoke(null));
    }
  }

  private static Map<String, FileTime> times(Path root) throws IOException {
    Map<String, FileTime> times = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.setLastModifiedTime(file, FileTime.fromMillis(0));
        times.put(root.relativize(file).toString(), Files.getLastModifiedTime(file));
      }
    }
    return times;
  }

  private static Map<String, FileTime> timesNow(Path root) throws IOException {
    Map<String, FileTime> times = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        times.put(root.relativize(file).toString(), Files.getLastModifiedTime(file));
      }
    }
    return times;
  }

  @Test
  void aSecondRunTouchesNoFile() throws Exception {
    Path output = directory.resolve("new/woven");
    for (List<Object> call :
        List.<List<Object>>of(
            List.of("weave", "--output", output, classes), List.of("weave", classes))) {
      Path target = call.size() == 4 ? output : classes;
      assertEquals(Main.DONE, run(call.toArray()), this::err);
      Map<String, FileTime> before = times(target);

      assertEquals(Main.DONE, run(call.toArray()), this::err);

      assertEquals(before, timesNow(target));
      assertRuns(target);
    }
  }

  @Test
  void framesThatNoClassNeedsAnyMoreGo() throws Exception {
    Path output = directory.resolve("woven");
    run("weave", "--output", output, classes);
    run("weave", classes);
    new Program(classes.getParent())
        .file("app/Adding.java", "package app; public class Adding {}")
        .compileHere();

    assertEquals(Main.DONE, run("weave", "--output", output, classes), this::err);
    assertEquals(Main.DONE, run("weave", classes), this::err);

    for (Path root : List.of(output, classes)) {
      assertEquals(List.of("app/Adding.class", "app/Main.class"), classFiles(root));
    }
  }

  private static List<String> classFiles(Path root) throws IOException {
    return List.copyOf(timesNow(root).keySet());
  }

  @Test
  void theProblemsOfAllInputsAreListedAndAllThatCanBeIsWoven() throws Exception {
    Path refused =
        new Program(directory.resolve("refused")).file("app/Refused.java", REFUSED).compileHere();
    Path broken = Files.write(directory.resolve("broken.jar"), new byte[] {'P', 'K', 3, 4, 0});
    Path truncated = Files.createDirectories(directory.resolve("truncated"));
    byte[] adding = Files.readAllBytes(classes.resolve("app/Adding.class"));
    Files.write(truncated.resolve("Adding.class"), Arrays.copyOf(adding, 700));

    assertEquals(Main.UNUSABLE, run("weave", refused, broken, truncated, classes));

    assertTrue(err().contains("Refused.java:3: error [await-outside-async]: "), err());
    assertTrue(err().contains("broken.jar is not a jar: "), err());
    assertTrue(err().contains("Adding.class is left as it is: "), err());
    assertEquals("classes woven: 1, refused: 1\n", out());
    assertRuns(classes);
    assertEquals(Main.REFUSED, run("weave", refused, classes));
  }

  @Test
  void aLinkToADirectoryIsFollowed() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("link"), classes);

    assertEquals(Main.DONE, run("weave", link, classes), this::err);

    assertEquals("classes woven: 1, refused: 0\n", out());
    assertRuns(classes);
  }

  @Test
  void supertypesOfAllInputsAndOfTheClassPathAreFound() throws Exception {
    Path base =
        new Program(directory.resolve("base"))
            .file(
                "lib/Base.java",
                "package lib; public class Base implements java.io.Serializable {}")
            .compileHere();
    Path derived =
        new Program(directory.resolve("derived"))
            .file(
                "app/Derived.java",
                """
                package app;
                class Derived extends lib.Base {
                  @dev.bobbin.Async void wait_() { dev.bobbin.Bobbin.await(null); }
                }
                """)
            .compile(
                "-classpath", base + File.pathSeparator + System.getProperty("java.class.path"));
    byte[] unwoven = Files.readAllBytes(derived.resolve("app/Derived.class"));

    assertEquals(Main.DONE, run("weave", derived, base), this::err);
    byte[] together = Files.readAllBytes(derived.resolve("app/Derived.class"));
    Files.write(derived.resolve("app/Derived.class"), unwoven);
    assertEquals(Main.DONE, run("weave", "--classpath", base, derived), this::err);

    assertArrayEquals(together, Files.readAllBytes(derived.resolve("app/Derived.class")));
    assertTrue(new String(together, StandardCharsets.ISO_8859_1).contains("serialVersionUID"));
  }

  @Test
  void argumentsMayStandInAFile() throws Exception {
    Path arguments =
        Files.writeString(directory.resolve("arguments"), "--classpath\n\n.\n" + classes + "\n");

    assertEquals(Main.DONE, run("weave", "@" + arguments), this::err);

    assertRuns(classes);
    assertEquals(Main.UNUSABLE, run("weave", "@" + directory.resolve("none")));
    assertTrue(err().contains("none: there is no such file"), err());
  }

  @Test
  void outputsThatCannotBeMeant() throws Exception {
    Path other = Files.createDirectories(directory.resolve("other"));

    assertEquals(Main.UNUSABLE, run("weave", "--output", directory.resolve("x"), classes, other));
    assertTrue(err().contains("other is one too many"), err());
    assertEquals(Main.UNUSABLE, run("weave", "--output", classes.resolve("x"), classes));
    assertTrue(err().contains("is inside of"), err());
    assertFalse(Files.exists(directory.resolve("x")));
  }

  @Test
  void anOutputToWhichALinkLeadsIsRefused() throws Exception {
    Path libraries = Files.createDirectories(directory.resolve("libraries"));
    Files.writeString(libraries.resolve("some.txt"), "");
    Files.createSymbolicLink(classes.resolve("libraries"), libraries);
    Path output = libraries.resolve("out");

    assertEquals(Main.UNUSABLE, run("weave", "--output", output, classes));

    assertTrue(err().contains("out is inside of "), err());
    assertTrue(err().contains(", by a link"), err());
    assertFalse(Files.exists(output));
  }

  @Test
  void whatCannotBeWrittenIsSaid() throws Exception {
    Path output = Files.writeString(directory.resolve("file"), "in the way");

    assertEquals(Main.UNUSABLE, run("weave", "--output", output, classes));

    assertTrue(err().startsWith("bobbin: cannot write "), err());
    assertTrue(err().contains("file"), err());
    assertEquals("in the way", Files.readString(output));
  }

  @Test
  void permissionsOfAJarStay() throws Exception {
    Path jar = Program.jar(classes, directory.resolve("app.jar"), Map.of());
    Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rwxr-x---"));

    assertEquals(Main.DONE, run("weave", jar), this::err);

    assertEquals("rwxr-x---", PosixFilePermissions.toString(Files.getPosixFilePermissions(jar)));
  }
}
