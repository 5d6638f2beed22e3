package dev.bobbin.agent;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Bobbin;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** A small program whose source stands in a test: files, then classes, then perhaps a jar. */
final class Program {
  /** Async code that suspends: prints "3 after 2 awaits". */
  static final String ADDING =
      """
      package app;
      import static dev.bobbin.Bobbin.await;
      import dev.bobbin.Async;
      import dev.bobbin.Bobbin;
      import dev.bobbin.Task;
      import java.time.Duration;
      public class Adding {
        @Async public static Task<String> add(int a, int b) {
          int count = 0;
          await(Bobbin.sleep(Duration.ofMillis(1)));
          count++;
          int sum = a + await(Task.of(b));
          count++;
          await(Bobbin.yieldNow());
          return Task.of(sum + " after " + count + " awaits");
        }
        public static String run() {
          return Bobbin.run(() -> add(1, 2));
        }
      }
      """;

  /** Calls {@link #ADDING}. */
  static final String MAIN =
      """
      package app;
      public class Main {
        public static void main(String[] args) {
          System.out.println(Adding.run());
        }
      }
      """;

  static final String ADDING_PRINTS = "3 after 2 awaits\n";

  private final Path sources;
  private final Path classes;
  private final List<Path> files = new ArrayList<>();

  /** A program without files, which compiles into {@code directory/classes}. */
  Program(Path directory) {
    sources = directory.resolve("src");
    classes = directory.resolve("classes");
  }

  Program file(String name, String source) {
    try {
      Path file = sources.resolve(name);
      Files.createDirectories(file.getParent());
      files.add(Files.writeString(file, source));
      return this;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** {@link #ADDING} and {@link #MAIN}. */
  static Program adding(Path directory) {
    return new Program(directory).file("app/Adding.java", ADDING).file("app/Main.java", MAIN);
  }

  /**
   * Compiles all files against the runtime of the test itself; returns the directory of classes.
   */
  Path compileHere() {
    try {
      URI runtime = Bobbin.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      return compile("-classpath", Path.of(runtime).toString());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** Compiles all files; returns the directory of classes. */
  Path compile(String... options) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> arguments = new ArrayList<>(List.of("-d", classes.toString(), "-proc:none", "-g"));
    arguments.addAll(List.of(options));
    StringWriter said = new StringWriter();
    try (var manager = compiler.getStandardFileManager(null, null, null)) {
      boolean done =
          compiler
              .getTask(
                  said, manager, null, arguments, null, manager.getJavaFileObjectsFromPaths(files))
              .call();
      assertTrue(done, () -> "javac: " + said);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return classes;
  }

  /** Packs a directory of classes. */
  static Path jar(Path classes, Path jar, Map<String, String> manifestEntries) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifestEntries.forEach((key, value) -> manifest.getMainAttributes().putValue(key, value));
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out, manifest);
        Stream<Path> walk = Files.walk(classes)) {
      for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
        String name = classes.relativize(file).toString().replace('\\', '/');
        if (!name.equals("META-INF/MANIFEST.MF")) {
          entries.putNextEntry(new ZipEntry(name));
          entries.write(Files.readAllBytes(file));
        }
      }
    }
    return jar;
  }

  /** Unpacks a jar into a directory, over what is there. */
  static void unpack(Path jar, Path directory) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      for (JarEntry entry : Collections.list(file.entries())) {
        if (!entry.isDirectory()) {
          Path target = directory.resolve(entry.getName());
          Files.createDirectories(target.getParent());
          try (InputStream in = file.getInputStream(entry)) {
            Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
          }
        }
      }
    }
  }
}
