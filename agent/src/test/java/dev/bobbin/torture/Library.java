package dev.bobbin.torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A library and its own tests, as published.
 *
 * @param directory where its jar, its tests' jar and what they need are
 * @param excludedTests test classes that are not run, by pattern, each with its reason
 */
record Library(String name, Path directory, Map<String, String> excludedTests) {

  @Override
  public String toString() {
    return name;
  }

  Path jar() {
    return find(".jar", "-tests.jar");
  }

  Path testsJar() {
    return find("-tests.jar", "/");
  }

  /** Everything else in the directory. */
  List<Path> support() {
    List<Path> own = List.of(jar(), testsJar());
    return jars().stream().filter(jar -> !own.contains(jar)).toList();
  }

  /** The same with a part of its tests only: {@code tests} matches names of classes. */
  Library only(String tests) {
    Map<String, String> excluded = new TreeMap<>(excludedTests);
    excluded.put("(?!" + tests + ").*", "not asked for");
    return new Library(name, directory, excluded);
  }

  /** One pattern for all test classes that are not run. */
  String excludedTestsPattern() {
    return excludedTests.isEmpty() ? "-" : String.join("|", excludedTests.keySet());
  }

  private Path find(String end, String otherEnd) {
    return jars().stream()
        .filter(jar -> jar.getFileName().toString().startsWith(name + "-"))
        .filter(jar -> jar.toString().endsWith(end) && !jar.toString().endsWith(otherEnd))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("no " + name + "-*" + end + " in " + directory));
  }

  private List<Path> jars() {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
