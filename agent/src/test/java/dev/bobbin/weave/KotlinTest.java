package dev.bobbin.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fixtures in Kotlin, compiled by kotlinc in a JVM of its own: what it keeps in memory, and what it
 * might leave running, ends with it.
 */
class KotlinTest {

  private static final Path SOURCES = Path.of("src/test/resources/kotlin");
  private static final long SECONDS = 150;

  @TempDir Path directory;

  @TestFactory
  Stream<DynamicNode> wovenDoesWhatPlainKotlinDoes() throws Exception {
    Map<String, byte[]> classFiles = compile();

    assertEquals(2, Fixtures.namesIn(classFiles).size(), () -> classFiles.keySet().toString());
    return Fixtures.compared(classFiles);
  }

  private Map<String, byte[]> compile() throws IOException, InterruptedException {
    Path log = directory.resolve("kotlinc.log");
    Path classes = directory.resolve("classes");
    Process kotlinc =
        new ProcessBuilder(command(classes))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertTrue(kotlinc.waitFor(SECONDS, TimeUnit.SECONDS), "kotlinc does not end");
    } finally {
      kotlinc.destroyForcibly();
    }
    assertEquals(0, kotlinc.exitValue(), () -> read(log));
    return classFilesIn(classes);
  }

  private static List<String> command(Path classes) {
    String classPath = System.getProperty("java.class.path");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.addAll(List.of("-cp", classPath, "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler"));
    command.addAll(List.of("-no-stdlib", "-no-reflect", "-nowarn", "-jvm-target", "17"));
    command.addAll(List.of("-cp", classPath, "-d", classes.toString(), SOURCES.toString()));
    return command;
  }

  private static Map<String, byte[]> classFilesIn(Path classes) throws IOException {
    Map<String, byte[]> classFiles = new TreeMap<>();
    try (Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        byte[] classFile = Files.readAllBytes(file);
        classFiles.put(Weaving.tree(classFile).name.replace('/', '.'), classFile);
      }
    }
    return classFiles;
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }
}
