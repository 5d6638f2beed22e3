package dev.bobbin.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packed jar as a compiler plugin, in a javac of its own, in all the ways to name it there. */
class CompilerPluginIT {
  private static final String REFUSED =
      """
      package app;
      import static dev.bobbin.Bobbin.await;
      public class Refused {
        String text(dev.bobbin.Task<String> text) {
          return await(text);
        }
      }
      """;

  private static final String ERROR = "Refused.java:5: error: [await-outside-async] ";

  /** All but what is about small programs and their set-up, not about the plugin. */
  private static final String LINT =
      "-Xlint:all,-exports,-missing-explicit-ctor,-path,-processing,-classfile";

  @TempDir Path directory;

  @BeforeEach
  void write() throws IOException {
    write("app/Refused.java", REFUSED);
    write("app/Adding.java", Program.ADDING);
  }

  private Path write(String name, String source) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, source);
  }

  /** Compiles files into {@code classes}, as a command would. */
  private ChildJvm.Ended javac(List<String> options, String... files) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("-m", "jdk.compiler/com.sun.tools.javac.Main"));
    arguments.addAll(List.of("-Xplugin:Bobbin", LINT, "-Werror"));
    arguments.addAll(List.of("-d", directory.resolve("classes").toString()));
    arguments.addAll(options);
    for (String file : files) {
      arguments.add(directory.resolve(file).toString());
    }
    return ChildJvm.run(directory, arguments.toArray(String[]::new));
  }

  private void check(String... options) throws Exception {
    ChildJvm.Ended refused = javac(List.of(options), "app/Refused.java", "app/Adding.java");
    assertEquals(1, refused.status(), refused.err());
    assertTrue(refused.err().contains(ERROR), refused.err());
    assertTrue(refused.err().contains("\n1 error\n"), refused.err());

    javac(List.of(options), "app/Adding.java").quietly("");
  }

  @Test
  void fromTheProcessorPath() throws Exception {
    check(
        "--class-path", ChildJvm.runtimeJar().toString(),
        "--processor-path", ChildJvm.agentJar().toString());
  }

  @Test
  void fromTheClassPath() throws Exception {
    check("--class-path", ChildJvm.path(ChildJvm.runtimeJar(), ChildJvm.agentJar()), "-proc:none");
  }

  @Test
  void whereProcessingIsOff() throws Exception {
    check(
        "-proc:none",
        "--release",
        "17",
        "--class-path",
        ChildJvm.runtimeJar().toString(),
        "--processor-path",
        ChildJvm.agentJar().toString());
  }

  @Test
  void asAModuleForAModule() throws Exception {
    write("module-info.java", "module app { requires dev.bobbin; exports app; }");
    List<String> options =
        List.of(
            "--module-path", ChildJvm.runtimeJar().toString(),
            "--processor-module-path", ChildJvm.agentJar().toString());

    ChildJvm.Ended refused = javac(options, "module-info.java", "app/Refused.java");

    assertEquals(1, refused.status(), refused.err());
    assertTrue(refused.err().contains(ERROR), refused.err());
    javac(options, "module-info.java", "app/Adding.java").quietly("");
  }

  @Test
  void sourcesThatAProcessorWritesAreCheckedAsWell() throws Exception {
    write(
        "tool/Generating.java",
        """
        package tool;
        import java.util.Set;
        import javax.annotation.processing.*;
        import javax.lang.model.SourceVersion;
        import javax.lang.model.element.TypeElement;
        @SupportedAnnotationTypes("*")
        public class Generating extends AbstractProcessor {
          private boolean done;
          @Override public SourceVersion getSupportedSourceVersion() {
            return SourceVersion.latest();
          }
          @Override
          public boolean process(Set<? extends TypeElement> types, RoundEnvironment round) {
            if (!done) {
              done = true;
              try (var out = processingEnv.getFiler().createSourceFile("app.Made").openWriter()) {
                out.write("package app; class Made { Object o = dev.bobbin.Bobbin.await(null); }");
              } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            }
            return false;
          }
        }
        """);
    Path tool = directory.resolve("tool-classes");
    ChildJvm.run(
            directory,
            "-m",
            "jdk.compiler/com.sun.tools.javac.Main",
            "-proc:none",
            "-d",
            tool.toString(),
            directory.resolve("tool/Generating.java").toString())
        .quietly("");

    ChildJvm.Ended refused =
        javac(
            List.of(
                "-processor",
                "tool.Generating",
                "--class-path",
                ChildJvm.runtimeJar().toString(),
                "--processor-path",
                ChildJvm.path(tool, ChildJvm.agentJar())),
            "app/Adding.java");

    assertEquals(1, refused.status(), refused.err());
    assertTrue(
        refused.err().contains("Made.java:1: error: [await-in-constructor] "), refused.err());
  }

  /**
   * Of types that javac does not need, class files may be missing; nor may the plugin need them.
   */
  @Test
  void classFilesThatJavacDoesNotMissAreNotMissed() throws Exception {
    write("lib/Base.java", "package lib; public class Base {}");
    write("lib/Mark.java", "package lib; public @interface Mark {}");
    write(
        "lib/Store.java",
        """
        package lib;
        public class Store extends Base {
          public interface Action<T> { dev.bobbin.Task<T> run(); }
          public static <T> dev.bobbin.Task<T> with(Action<T> action) { return action.run(); }
          @Mark public static dev.bobbin.Task<Void> save() { return dev.bobbin.Task.done(); }
        }
        """);
    write(
        "app/User.java",
        """
        package app;
        import static dev.bobbin.Bobbin.await;
        class User {
          @dev.bobbin.Async
          dev.bobbin.Task<String> use() {
            await(lib.Store.save());
            return lib.Store.with(() -> dev.bobbin.Task.of("" + await(lib.Store.save())));
          }
        }
        """);
    List<String> options =
        List.of(
            "--class-path",
            ChildJvm.path(ChildJvm.runtimeJar(), directory.resolve("classes")),
            "--processor-path",
            ChildJvm.agentJar().toString());
    javac(options, "lib/Base.java", "lib/Mark.java", "lib/Store.java").quietly("");
    Files.delete(directory.resolve("classes/lib/Mark.class"));

    javac(options, "app/User.java").quietly("");
  }
}
