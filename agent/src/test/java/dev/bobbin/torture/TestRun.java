package dev.bobbin.torture;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * A run of a library's tests in a JVM of its own.
 *
 * @param outcomes how each test ended
 * @param reached how many points were passed where they could suspend
 * @param suspended how many of them did, at least once
 * @param suspensions how often in all
 */
record TestRun(
    Map<String, String> outcomes, int reached, int suspended, long suspensions, long millis) {

  /** For a JVM that is beyond the help of its {@link Watchdog}. */
  private static final long HOURS = 6;

  /** Packages of the JDK that libraries' tests look into. */
  private static final List<String> OPENED =
      List.of("java.lang", "java.lang.reflect", "java.time", "java.util", "java.util.concurrent");

  /**
   * Runs all tests.
   *
   * @param jar the library's own jar, or what became of it
   * @param directory for what it writes
   */
  static TestRun of(Library library, Path jar, long seed, int points, Path directory)
      throws IOException, InterruptedException {
    unpackResources(library.testsJar(), directory.resolve("src/test/resources"));
    Path log = directory.resolve("log.txt");
    Path results = directory.resolve("results.txt");
    Files.deleteIfExists(results);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx1g", "-Xss8m", "-Dfile.encoding=UTF-8", "-Duser.language=en"));
    // Methods with hundreds of awaits are long; C1 compiles them quickly.
    command.addAll(List.of("-XX:-DontCompileHugeMethods", "-XX:TieredStopAtLevel=1"));
    command.add("-XX:+UseSerialGC");
    OPENED.forEach(name -> command.add("--add-opens=java.base/" + name + "=ALL-UNNAMED"));
    command.addAll(List.of("-cp", classPath(library, jar), LibraryTests.class.getName()));
    command.add(library.testsJar().toString());
    command.add(library.excludedTestsPattern());
    command.addAll(List.of(Long.toString(seed), Integer.toString(points), results.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    long started = System.nanoTime();
    Process process = builder.start();
    try {
      if (!process.waitFor(HOURS, TimeUnit.HOURS)) {
        throw new AssertionError("the tests of " + library.name() + " did not end, see " + log);
      }
      if (process.exitValue() != 0) {
        throw new AssertionError(
            "the tests of %s ended with status %d; the end of %s:\n%s"
                .formatted(library.name(), process.exitValue(), log, end(log)));
      }
    } finally {
      process.destroyForcibly();
    }
    return parse(Files.readAllLines(results), (System.nanoTime() - started) / 1_000_000);
  }

  private static String end(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 100), lines.size()));
  }

  /** Many tests read their resources as files of the library's sources. */
  private static void unpackResources(Path testsJar, Path to) throws IOException {
    try (JarFile jar = new JarFile(testsJar.toFile())) {
      for (JarEntry entry : jar.stream().filter(e -> !e.isDirectory()).toList()) {
        if (!entry.getName().endsWith(".class")) {
          Path file = to.resolve(entry.getName());
          Files.createDirectories(file.getParent());
          try (InputStream in = jar.getInputStream(entry)) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
          }
        }
      }
    }
  }

  private static String classPath(Library library, Path jar) {
    List<String> path = new ArrayList<>();
    path.add(System.getProperty("java.class.path")); // JUnit, the runtime and this package
    path.add(jar.toString());
    path.add(library.testsJar().toString());
    library.support().forEach(each -> path.add(each.toString()));
    return String.join(File.pathSeparator, path);
  }

  private static TestRun parse(List<String> lines, long millis) {
    Map<String, String> outcomes = new TreeMap<>();
    for (String line : lines.subList(1, lines.size())) {
      outcomes.put(line.substring(0, line.indexOf('\t')), line.substring(line.indexOf('\t') + 1));
    }
    String[] counts = lines.get(0).split(" ", -1);
    return new TestRun(
        outcomes,
        Integer.parseInt(counts[0]),
        Integer.parseInt(counts[1]),
        Long.parseLong(counts[2]),
        millis);
  }

  long passed() {
    return outcomes.values().stream().filter("SUCCESSFUL"::equals).count();
  }

  /** Tests that ended in another way here than there. */
  List<String> differencesTo(TestRun control) {
    Map<String, String> all = new TreeMap<>(control.outcomes);
    all.putAll(outcomes);
    List<String> differences = new ArrayList<>();
    for (String test : all.keySet()) {
      String expected = control.outcomes.getOrDefault(test, "absent");
      String actual = outcomes.getOrDefault(test, "absent");
      if (!expected.equals(actual)) {
        differences.add(test + ": " + expected + " -> " + actual);
      }
    }
    return differences;
  }
}
