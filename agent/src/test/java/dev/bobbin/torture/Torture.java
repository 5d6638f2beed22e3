package dev.bobbin.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Tortures one library: its tests are run against the library as it is, against its pre-passed
 * classes without weaving, and against the woven ones, and must end in the same way each time.
 */
final class Torture {

  private final Library library;
  private final Path directory;
  private final Consumer<String> report;
  private final List<String> differences = new ArrayList<>();

  private Torture(Library library, Path directory, Consumer<String> report) {
    this.library = library;
    this.directory = directory;
    this.report = report;
  }

  /**
   * @param directory for jars, logs and results
   * @param report gets a line for each thing that was counted
   * @return tests that ended differently, and classes that could not be woven
   */
  static List<String> differences(
      Library library, List<Integer> ks, List<Long> seeds, Path directory, Consumer<String> report)
      throws IOException, InterruptedException {
    Torture torture = new Torture(library, directory, report);
    TestRun untouched = torture.run("untouched", library.jar(), 0, 0);
    torture.note(
        "%s: untouched: %d of %d tests pass", untouched.passed(), untouched.outcomes().size());
    if (untouched.passed() == 0) {
      torture.differences.add(library.name() + ": none of its tests passes as it is");
    }
    torture.compare(torture.control(), untouched, "control");
    for (int k : ks) {
      for (long seed : seeds) {
        torture.compare(torture.woven(k, seed), untouched, "k " + k + ", seed " + seed);
      }
    }
    return torture.differences;
  }

  private TestRun control() throws IOException, InterruptedException {
    Path jar = directory.resolve(library.name() + "-control.jar");
    TorturedJar.write(library, new TorturedJar.Settings(1, 0, false), jar);
    return run("control", jar, 0, 0);
  }

  private TestRun woven(int k, long seed) throws IOException, InterruptedException {
    String name = "k" + k + "-seed" + seed;
    Path jar = directory.resolve(library.name() + "-" + name + ".jar");
    TorturedJar.Made made =
        TorturedJar.write(library, new TorturedJar.Settings(k, seed, true), jar);
    note(
        "%s: k %d, seed %d: %d methods, %d points, woven in %d ms, %.1f times the size",
        k,
        seed,
        made.methods(),
        made.points(),
        made.weavingNanos() / 1_000_000,
        (double) made.bytesAfter() / made.bytesBefore());
    made.refused()
        .forEach(each -> differences.add(library.name() + " " + name + ": refused: " + each));
    TestRun run = run(name, jar, seed, made.points());
    note(
        "%s: k %d, seed %d: %d points reached, %d suspended, %d suspensions",
        k, seed, run.reached(), run.suspended(), run.suspensions());
    if (run.suspended() == 0) {
      differences.add(library.name() + " " + name + ": nothing suspended");
    }
    return run;
  }

  private TestRun run(String name, Path jar, long seed, int points)
      throws IOException, InterruptedException {
    Path own = Files.createDirectories(directory.resolve(library.name() + "-" + name));
    return TestRun.of(library, jar, seed, points, own);
  }

  private void compare(TestRun run, TestRun untouched, String name) {
    List<String> found = run.differencesTo(untouched);
    found.forEach(each -> differences.add(library.name() + " " + name + ": " + each));
    note(
        "%s: %s: %d tests pass (untouched: %d), %d differ, %d s (untouched: %d s)",
        name,
        run.passed(),
        untouched.passed(),
        found.size(),
        run.millis() / 1000,
        untouched.millis() / 1000);
  }

  private void note(String format, Object... values) {
    List<Object> all = new ArrayList<>(List.of(values));
    all.add(0, library.name());
    report.accept(String.format(Locale.ROOT, format, all.toArray()));
  }
}
