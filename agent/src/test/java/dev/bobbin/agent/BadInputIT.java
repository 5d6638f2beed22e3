package dev.bobbin.agent;

import static dev.bobbin.agent.ChildJvm.agent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Classes that cannot be woven, and class files that cannot be read. */
@Timeout(180)
class BadInputIT {
  private static final String REFUSED =
      """
      package app;
      import static dev.bobbin.Bobbin.await;
      import dev.bobbin.*;
      public class Refused {
        @Async public static Task<String> locked(Object lock) {
          synchronized (lock) {
            return Task.of(await(Task.of("never")));
          }
        }
        public static String plain() {
          return "plain";
        }
      }
      """;

  /**
   * Defines the class files in its arguments, each by a loader of its own, and says what happens.
   */
  private static final String DEFINING_MAIN =
      """
      package app;
      import java.nio.file.*;
      public class Main {
        static class Loader extends ClassLoader {
          Loader() { super(Main.class.getClassLoader()); }
          Class<?> define(byte[] classFile) { return defineClass(null, classFile, 0, classFile.length); }
        }
        public static void main(String[] args) throws Exception {
          for (String file : args) {
            try {
              Class<?> type = new Loader().define(Files.readAllBytes(Path.of(file)));
              System.out.println(type.getMethod("run").invoke(null));
            } catch (LinkageError e) {
              System.out.println(e.getClass().getName());
            }
          }
        }
      }
      """;

  @TempDir Path directory;
  private Path adding = Path.of("");

  @BeforeEach
  void compile() {
    adding =
        Program.adding(directory.resolve("adding"))
            .compile("-classpath", ChildJvm.runtimeJar().toString())
            .resolve("app/Adding.class");
  }

  private ChildJvm.Ended run(Program program, List<String> options, Path... arguments)
      throws Exception {
    Path classes = program.compile("-classpath", ChildJvm.runtimeJar().toString());
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of("-cp", ChildJvm.path(classes, ChildJvm.runtimeJar()), "app.Main"));
    for (Path argument : arguments) {
      all.add(argument.toString());
    }
    return ChildJvm.run(directory, all.toArray(new String[0]));
  }

  @Test
  void aRefusedClassLoadsAndItsAsyncMethodsTellWhy() throws Exception {
    Program program =
        new Program(directory)
            .file("app/Refused.java", REFUSED)
            .file(
                "app/Main.java",
                """
                package app;
                public class Main {
                  public static void main(String[] args) {
                    System.out.println(Refused.plain());
                    for (int i = 0; i < 2; i++) {
                      try {
                        Refused.locked("lock");
                      } catch (dev.bobbin.NotWovenException e) {
                        System.out.println(e.getMessage());
                      }
                    }
                  }
                }
                """);
    ChildJvm.Ended ended = run(program, List.of(agent("")));
    assertEquals(0, ended.status(), ended.err());
    String heading =
        "bobbin: app.Refused cannot be woven, its async methods will throw NotWovenException:\n";
    assertTrue(ended.err().startsWith(heading), ended.err());
    String error = ended.err().substring(heading.length());
    assertTrue(error.startsWith("Refused.java:7: error [await-in-synchronized]: "), error);
    assertTrue(error.contains("\n    why: "), error);
    assertTrue(error.contains("\n    fix: "), error);
    assertEquals("plain\n" + error + error, ended.out()); // and stderr has it once
  }

  @Test
  void brokenClassFilesAreLeftToTheJvmWithOneWarning() throws Exception {
    byte[] whole = Files.readAllBytes(adding);
    Path half = directory.resolve("half.class");
    Path third = directory.resolve("third.class");
    Files.write(half, Arrays.copyOf(whole, whole.length / 2));
    Files.write(third, Arrays.copyOf(whole, whole.length / 3));
    Program program = new Program(directory).file("app/Main.java", DEFINING_MAIN);
    ChildJvm.Ended ended = run(program, List.of(agent("")), half, third, adding);
    ended.printing(
        "java.lang.ClassFormatError\njava.lang.ClassFormatError\n" + Program.ADDING_PRINTS);
    assertEquals(1, ended.err().split("is left as it is", -1).length - 1, ended.err());
  }

  @Test
  void aClassFileOfAVersionThatIsNotKnownYetIsLeftToTheJvm() throws Exception {
    byte[] classFile = Files.readAllBytes(adding);
    classFile[7] = 120;
    Path future = Files.write(directory.resolve("future.class"), classFile);
    Program program = new Program(directory).file("app/Main.java", DEFINING_MAIN);
    ChildJvm.Ended ended = run(program, List.of(agent("")), future);
    ended.printing("java.lang.UnsupportedClassVersionError\n");
    assertTrue(ended.err().contains("is left as it is, its class file cannot be read: "));
    assertTrue(ended.err().contains("120"), ended.err());
    assertFalse(ended.err().contains("\tat "), ended.err());
  }

  @Test
  void moreThanOneUnreadableClassFileAreNamedAtTheEnd() throws Exception {
    Path classes =
        new Program(directory.resolve("future"))
            .file("app/One.java", Program.ADDING.replace("Adding", "One"))
            .file("app/Two.java", Program.ADDING.replace("Adding", "Two"))
            .compile("-classpath", ChildJvm.runtimeJar().toString());
    for (String name : List.of("One", "Two")) {
      Path file = classes.resolve("app/" + name + ".class");
      byte[] classFile = Files.readAllBytes(file);
      classFile[7] = 120;
      Files.write(file, classFile);
    }
    Path main =
        new Program(directory)
            .file(
                "app/Main.java",
                """
                package app;
                public class Main {
                  public static void main(String[] args) throws Exception {
                    for (String name : new String[] {"app.One", "app.Two"}) {
                      try {
                        Class.forName(name);
                      } catch (UnsupportedClassVersionError e) {
                        System.out.println(name);
                      }
                    }
                  }
                }
                """)
            .compile();
    ChildJvm.Ended ended =
        ChildJvm.run(
            directory,
            agent(""),
            "-cp",
            ChildJvm.path(main, classes, ChildJvm.runtimeJar()),
            "app.Main");
    ended.printing("app.One\napp.Two\n");
    assertTrue(ended.err().startsWith("bobbin: app.One is left as it is"), ended.err());
    assertTrue(
        ended.err().endsWith("bobbin: class files that could not be read: app.One app.Two\n"),
        ended.err());
  }

  /** The fault is a class loader's here; one of Bobbin's own takes the same way. */
  @Test
  void afterAnInternalErrorTheClassIsRefusedAndItsClassFileKept() throws Exception {
    Program program =
        new Program(directory)
            .file(
                "app/Main.java",
                """
                package app;
                import java.nio.file.*;
                public class Main {
                  static class Failing extends ClassLoader {
                    boolean failed;
                    Failing() { super(Main.class.getClassLoader()); }
                    Class<?> define(byte[] classFile) {
                      return defineClass("app.Adding", classFile, 0, classFile.length);
                    }
                    @Override protected Class<?> loadClass(String name, boolean resolve)
                        throws ClassNotFoundException {
                      if (!failed && name.startsWith("dev.bobbin.internal.")) {
                        failed = true;
                        throw new IllegalStateException("this loader fails");
                      }
                      return super.loadClass(name, resolve);
                    }
                  }
                  public static void main(String[] args) throws Exception {
                    Class<?> type = new Failing().define(Files.readAllBytes(Path.of(args[0])));
                    try {
                      type.getMethod("add", int.class, int.class).invoke(null, 1, 2);
                    } catch (java.lang.reflect.InvocationTargetException e) {
                      System.out.println(e.getCause());
                    }
                  }
                }
                """);
    Path dump = directory.resolve("dump");
    ChildJvm.Ended ended = run(program, List.of(agent("dump=" + dump)), adding);
    assertEquals(0, ended.status(), ended.err());
    assertTrue(ended.out().startsWith("dev.bobbin.NotWovenException: "), ended.out());
    assertTrue(ended.out().contains("internal error in Bobbin"), ended.out());
    assertTrue(ended.err().startsWith("bobbin: internal error in Bobbin "), ended.err());
    assertTrue(ended.err().contains("on class app.Adding: "), ended.err());
    assertTrue(ended.err().contains("java.lang.IllegalStateException: this loader fails"));
    Path kept = dump.resolve("app/Adding.class.original");
    assertTrue(ended.err().contains("class file: " + kept), ended.err());
    assertEquals(-1, Files.mismatch(adding, kept));
  }

  @Test
  void aJarMayHoldAFileThatIsLargerThanTheHeap() throws Exception {
    Path jar = directory.resolve("large.jar");
    int megabytes = 200;
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.setLevel(1);
      zip.putNextEntry(new ZipEntry("app/Adding.class"));
      zip.write(Files.readAllBytes(adding));
      zip.putNextEntry(new ZipEntry("app/data"));
      for (int i = 0; i < megabytes; i++) {
        zip.write(new byte[1 << 20]);
      }
    }

    ChildJvm.run(directory, "-jar", ChildJvm.agentJar().toString(), "weave", jar.toString())
        .quietly("classes woven: 1, refused: 0\n");

    try (ZipFile zip = new ZipFile(jar.toFile())) {
      assertEquals((long) megabytes << 20, zip.getEntry("app/data").getSize());
    }
  }
}
