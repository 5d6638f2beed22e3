package dev.bobbin.agent;

import static dev.bobbin.agent.ChildJvm.agent;
import static dev.bobbin.agent.ChildJvm.path;
import static dev.bobbin.agent.ChildJvm.runtimeJar;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Async code in named modules: the frame classes must be of the class's own module. */
@Timeout(180)
class ModulePathIT {
  private static final String CHECKING_MAIN =
      """
      package app;
      public class Main {
        public static void main(String[] args) {
          if (!Main.class.getModule().isNamed()) throw new AssertionError("unnamed module");
          System.out.println(Adding.run());
        }
      }
      """;

  @Test
  void aModuleThatRequiresTheRuntime(@TempDir Path directory) throws Exception {
    Path module =
        new Program(directory)
            .file("module-info.java", "module app { requires dev.bobbin; }")
            .file("app/Adding.java", Program.ADDING)
            .file("app/Main.java", CHECKING_MAIN)
            .compile("--module-path", runtimeJar().toString());
    ChildJvm.Ended ended =
        ChildJvm.run(
            directory,
            agent("verbose"),
            "--module-path",
            path(module, runtimeJar()),
            "--module",
            "app/app.Main");
    ended.printing(Program.ADDING_PRINTS);
    assertTrue(ended.err().contains("bobbin: agent and runtime are "), ended.err());
  }

  /** With {@code requires static} the runtime may lie on the class path, which no module reads. */
  @Test
  void aModuleThatDoesNotReadTheRuntime(@TempDir Path directory) throws Exception {
    Path module =
        new Program(directory)
            .file("module-info.java", "module app { requires static dev.bobbin; }")
            .file("app/Adding.java", Program.ADDING)
            .file("app/Main.java", CHECKING_MAIN)
            .compile("--module-path", runtimeJar().toString());
    ChildJvm.run(
            directory,
            agent(""),
            "-classpath",
            runtimeJar().toString(),
            "--module-path",
            module.toString(),
            "--module",
            "app/app.Main")
        .quietly(Program.ADDING_PRINTS);
  }

  /** In a layer with a loader for each module, a supertype is another loader's resource. */
  @Test
  void aLayerWithALoaderForEachModule(@TempDir Path directory) throws Exception {
    Path shapes =
        new Program(directory.resolve("shapes"))
            .file("module-info.java", "module shapes { exports shapes; }")
            .file("shapes/Shape.java", "package shapes; public class Shape {}")
            .file("shapes/Disc.java", "package shapes; public class Disc extends Shape {}")
            .file("shapes/Box.java", "package shapes; public class Box extends Shape {}")
            .compile();
    Path drawing =
        new Program(directory.resolve("drawing"))
            .file(
                "module-info.java",
                "module drawing { requires dev.bobbin; requires shapes; exports drawing; }")
            .file("drawing/Drawing.java", DRAWING)
            .compile("--module-path", path(shapes, runtimeJar()));
    Path launcher =
        new Program(directory.resolve("launcher"))
            .file("launcher/Launcher.java", LAUNCHER)
            .compile();
    ChildJvm.run(
            directory,
            agent(""),
            "-cp",
            launcher.toString(),
            "launcher.Launcher",
            shapes.toString(),
            drawing.toString(),
            runtimeJar().toString())
        .quietly("Disc Box\n");
  }

  private static final String DRAWING =
      """
      package drawing;
      import static dev.bobbin.Bobbin.await;
      import dev.bobbin.*;
      import java.time.Duration;
      import shapes.*;
      public class Drawing {
        @Async static Task<String> draw(boolean round) {
          var shape = round ? new Disc() : new Box(); // its type: where Disc and Box meet
          await(Bobbin.sleep(Duration.ofMillis(1)));
          return Task.of(nameOf(shape));
        }
        private static String nameOf(Shape shape) {
          return shape.getClass().getSimpleName();
        }
        public static void run() {
          System.out.println(Bobbin.run(() -> draw(true)) + " " + Bobbin.run(() -> draw(false)));
        }
      }
      """;

  private static final String LAUNCHER =
      """
      package launcher;
      import java.lang.module.ModuleFinder;
      import java.nio.file.Path;
      import java.util.List;
      public class Launcher {
        public static void main(String[] args) throws Exception {
          var finder = ModuleFinder.of(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]));
          var boot = ModuleLayer.boot();
          var configuration =
              boot.configuration().resolve(finder, ModuleFinder.of(), List.of("drawing"));
          var layer =
              boot.defineModulesWithManyLoaders(configuration, ClassLoader.getSystemClassLoader());
          layer.findLoader("drawing").loadClass("drawing.Drawing").getMethod("run").invoke(null);
        }
      }
      """;
}
