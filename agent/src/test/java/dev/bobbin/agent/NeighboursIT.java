package dev.bobbin.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What weaving must leave alone: classes that the program did not ask for, and its own output. */
@Timeout(180)
class NeighboursIT {

  @TempDir Path directory;

  /** The types of the async method's signature, locals and stack are those that could be loaded. */
  @Test
  void weavingLoadsNoClassOfTheApplication() throws Exception {
    Path classes =
        new Program(directory)
            .file(
                "app/Types.java",
                "package app; interface Types { class A extends B implements I"
                    + " { int x; } class B extends Exception { B(String s) {} B() {} } interface I {}"
                    + " class C extends B implements I {} class D { D(Object o) {} } }")
            .file(
                "app/Asked.java",
                """
                package app;
                import static dev.bobbin.Bobbin.await;
                import app.Types.*;
                import dev.bobbin.*;
                class Asked {
                  @Async Task<A> never(A[] a, boolean b, I i) throws C {
                    B both = b ? a[0] : new C();
                    D made = new D(b ? await(Task.of(both)) : await(Task.of(made(i))));
                    for (A each : a) {
                      try {
                        i = await(Task.of(b ? each : a[1]));
                      } catch (IllegalStateException e) {
                        made = new D(await(Task.of(i)));
                      }
                    }
                    return Task.of(b ? a[0] : made == null ? null : a[1]);
                  }
                  static I made(I i) { return i; }
                  @Async static Task<String> asked() { return Task.of(await(Task.of("asked"))); }
                }
                """)
            .file(
                "app/Main.java", // loads the class and no more: the verifier would load some types
                """
                package app;
                public class Main {
                  public static void main(String[] args) throws Exception {
                    ClassLoader loader = Main.class.getClassLoader();
                    System.out.println(Class.forName("app.Asked", false, loader));
                  }
                }
                """)
            .compile("-classpath", ChildJvm.runtimeJar().toString());

    ChildJvm.Ended ended =
        ChildJvm.run(
            directory,
            ChildJvm.agent(""),
            "-Xlog:class+load:file=" + directory.resolve("loaded.txt"),
            "-cp",
            ChildJvm.path(classes, ChildJvm.runtimeJar()),
            "app.Main");

    ended.quietly("class app.Asked\n");
    List<String> loaded;
    try (Stream<String> lines = Files.lines(directory.resolve("loaded.txt"))) {
      loaded =
          lines
              .map(line -> line.replaceFirst("^(\\[[^]]*\\])*\\s*", "").split(" ", 2)[0])
              .filter(name -> name.startsWith("app.") && !name.contains("/"))
              .sorted()
              .toList();
    }
    assertEquals(
        List.of("app.Asked", "app.Asked$asked$frame$2", "app.Asked$never$frame$1", "app.Main"),
        loaded);
  }

  @Test
  void twoJvmsWriteTheSameBytes() throws Exception {
    Path classes =
        Program.adding(directory).compile("-classpath", ChildJvm.runtimeJar().toString());
    Path first = directory.resolve("first");
    Path second = directory.resolve("second");
    weave(classes, first);
    weave(
        classes,
        second,
        "-XX:+UnlockExperimentalVMOptions",
        "-XX:hashCode=2"); // one hash for all objects

    List<Path> files;
    try (Stream<Path> walk = Files.walk(first)) {
      files = walk.filter(Files::isRegularFile).map(first::relativize).sorted().toList();
    }
    assertTrue(files.size() >= 3, files::toString);
    for (Path file : files) {
      assertEquals(-1, Files.mismatch(first.resolve(file), second.resolve(file)), file::toString);
    }
  }

  private void weave(Path classes, Path target, String... options) throws Exception {
    String[] command =
        Stream.concat(
                Stream.of(options),
                Stream.of(
                    "-jar",
                    ChildJvm.agentJar().toString(),
                    "weave",
                    classes.toString(),
                    "--output",
                    target.toString()))
            .toArray(String[]::new);
    ChildJvm.run(directory, command).printing("classes woven: 1, refused: 0\n");
  }
}
