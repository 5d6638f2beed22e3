package dev.bobbin.torture;

import static org.junit.platform.engine.discovery.ClassNameFilter.excludeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The program beside the library: runs all tests of a jar and writes down how each ended. */
final class LibraryTests implements TestExecutionListener {

  /** Some tests are a hundred times slower here. Below the time after which the build is killed. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final int HANGS = 3;

  private final Map<String, String> outcomes = new TreeMap<>();
  private final Watchdog watchdog = new Watchdog(PATIENCE, LibraryTests::giveUp);

  private LibraryTests() {}

  /**
   * @param arguments the tests' jar, a pattern of test classes to leave out, the seed, the number
   *     of points, and the file for the results
   */
  public static void main(String[] arguments) throws IOException {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClasspathRoots(Set.of(Path.of(arguments[0]))))
            .filters(excludeClassNamePatterns(arguments[1]))
            .build();
    LibraryTests results = new LibraryTests();
    results.watchdog.start();
    Drive.drive(
        () -> LauncherFactory.create().execute(request, results),
        Long.parseLong(arguments[2]),
        Integer.parseInt(arguments[3]));
    Files.writeString(Path.of(arguments[4]), results.text());
    System.exit(0); // whatever threads the tests left
  }

  private static void giveUp(String why) {
    System.err.println(why);
    Runtime.getRuntime().halt(HANGS);
  }

  private String text() {
    StringBuilder text = new StringBuilder(Drive.counts()).append('\n');
    outcomes.forEach(
        (test, outcome) -> text.append(test).append('\t').append(outcome).append('\n'));
    return text.toString();
  }

  @Override
  public void executionStarted(TestIdentifier test) {
    watchdog.happened(test.getUniqueId());
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    note(test, "SKIPPED");
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    watchdog.happened("the end of " + test.getUniqueId());
    String outcome = result.getStatus().toString();
    Throwable failure = result.getThrowable().orElse(null);
    if (failure != null) {
      outcome += " " + failure.getClass().getName();
      failure.printStackTrace();
    }
    if (test.isTest() || failure != null) {
      note(test, outcome);
    }
  }

  private void note(TestIdentifier test, String outcome) {
    outcomes.put(test.getUniqueId().replaceAll("\\s", "_"), outcome);
  }
}
