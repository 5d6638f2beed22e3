package dev.bobbin.torture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A small part of the torture, or with {@code -Dbobbin.torture=full} all of it. Which part of that
 * can be said by {@code bobbin.torture.only}, {@code .tests} (a pattern of class names), {@code .k}
 * and {@code .seeds}. The build puts the libraries into the directory {@code
 * bobbin.torture.libraries}; what was counted is added to {@code report.txt} there.
 */
class TortureTest {

  private static final boolean FULL = System.getProperty("bobbin.torture", "").equals("full");
  private static final String DIRECTORY = System.getProperty("bobbin.torture.libraries", "");

  static List<Library> libraries() {
    List<String> names =
        list(
            "only",
            "commons-cli,commons-codec,commons-csv,commons-lang3,commons-collections4,"
                + "jena-base,jena-core",
            "commons-cli,jena-base",
            name -> name);
    return Libraries.in(Path.of(DIRECTORY)).stream()
        .filter(library -> names.contains(library.name()))
        .map(library -> library.only(System.getProperty("bobbin.torture.tests", "")))
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("libraries")
  @Timeout(value = 12, unit = TimeUnit.HOURS)
  void ownTestsEndAsIfNothingHadHappened(Library library) throws Exception {
    assumeTrue(!DIRECTORY.isEmpty(), "the build says where the libraries are");
    List<Integer> ks = list("k", "1,7", "1", Integer::valueOf);
    List<Long> seeds = list("seeds", "1,2", "1", Long::valueOf);
    Path work = Files.createDirectories(Path.of(DIRECTORY, "work"));

    List<String> differences = Torture.differences(library, ks, seeds, work, TortureTest::report);

    assertEquals("", String.join("\n", differences));
  }

  private static void report(String line) {
    try {
      Files.write(
          Path.of(DIRECTORY, "report.txt"),
          List.of(line),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  private static <T> List<T> list(
      String property, String full, String bounded, Function<String, T> each) {
    String text = System.getProperty("bobbin.torture." + property, FULL ? full : bounded);
    return Arrays.stream(text.split(",")).map(each).toList();
  }
}
