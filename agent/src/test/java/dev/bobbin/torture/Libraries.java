package dev.bobbin.torture;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The libraries, and which of their tests are left out; a reason stands with each. No method had to
 * be left out so far: what looks at its caller still sees its own class.
 */
final class Libraries {

  private static final Map<String, String> JENA_SUITES =
      Map.of(".*\\.T[SC]\\d?_[^.]*", "suites of the other classes");

  private Libraries() {}

  /**
   * @param directory has a directory of jars for each
   */
  static List<Library> in(Path directory) {
    return List.of(
        library(directory, "commons-cli", Map.of()),
        library(directory, "commons-codec", Map.of()),
        library(
            directory,
            "commons-csv",
            Map.of(".*PerformanceTest", "parses a large file again and again, to time it")),
        library(
            directory,
            "commons-lang3",
            Map.of(
                ".*\\.FastDateParser.*|.*\\.FastDateFormat_ParserTest",
                "every locale with every time zone: minutes as it is",
                ".*\\.concurrent\\..*|.*\\.ThreadUtilsTest|.*\\.StopWatchTest|.*\\.DurationUtilsTest",
                "sleeping threads and measured times",
                ".*\\.ClassUtilsOssFuzzTest",
                "one class name of a huge length: a minute as it is")),
        library(
            directory,
            "commons-collections4",
            Map.of(
                ".*\\.DefaultBloomFilterTest|.*\\.LayerManagerTest",
                "sums up an array of the largest size, millions of calls")),
        library(directory, "jena-base", JENA_SUITES),
        library(directory, "jena-core", JENA_SUITES));
  }

  private static Library library(Path directory, String name, Map<String, String> excludedTests) {
    return new Library(name, directory.resolve(name), excludedTests);
  }
}
