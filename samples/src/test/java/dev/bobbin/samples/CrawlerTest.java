package dev.bobbin.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrawlerTest {

  @TempDir private Path directory;

  @Test
  void theDemoSiteIsCrawledFasterThanOnePageAfterAnother() throws Exception {
    WovenProgram.Result result = crawl();

    assertEquals(0, result.status(), result::toString);
    assertTrue(result.out().contains("\nDone.\n"), result::toString);
    // 393 of the 400 pages, and the text file; 3 are broken, 2 too slow, 2 stall.
    assertEquals(394, row(result, "pages"), result::toString);
    assertEquals(11, row(result, "failures"), result::toString); // with the 4 that are missing
    assertEquals(4, row(result, "redirects"), result::toString);
    // 2 for each of 7 bad and 12 flaky pages, 1 for each of 5 that are slow at first.
    assertTrue(row(result, "retries") >= 43, result::toString);
    assertEquals(20, row(result, "requests at once"), result::toString);
    assertTrue(row(result, "one after another") > 3 * row(result, "wall time"), result::toString);
    assertFalse(row(result, "bytes") > 393 * 21_000 + (1 << 20), result::toString); // one is cut
  }

  @Test
  void notMoreRequestsRunAtOnceThanAllowed() throws Exception {
    WovenProgram.Result result =
        crawl("--concurrency", "7", "--max-pages", "60", "--timeout", "5", "--seed", "3");

    assertEquals(7, row(result, "requests at once"), result::toString);
    Matcher seen = Pattern.compile("requests, at most (\\d+) at once").matcher(result.out());
    assertTrue(seen.find(), result::toString);
    assertTrue(Integer.parseInt(seen.group(1)) <= 7, result::toString);
    assertTrue(row(result, "pages") <= 60, result::toString);
  }

  @Test
  void aSiteGivenByUrlIsCrawledWithoutLeavingIt() throws Exception {
    try (DemoSite here = DemoSite.open(42, Duration.ofSeconds(1));
        DemoSite elsewhere = DemoSite.open(42, Duration.ofSeconds(1))) {
      WovenProgram.Result result =
          crawl("--max-pages", "30", "--timeout", "1", here.frontPage() + "page/3#top");

      assertTrue(row(result, "pages") > 20, result::toString);
      assertTrue(row(result, "requests at once") <= 4, result::toString);
      assertTrue(here.requests() >= 30, result::toString);
      assertEquals(0, elsewhere.requests());
    }
  }

  @Test
  void ctrlCCancelsAndPrintsWhatThereIs() throws Exception {
    assumeTrue(File.separatorChar == '/', "sends a signal with kill");
    try (WovenProgram crawler = WovenProgram.start(directory, Crawler.class)) {
      while (!crawler.errors().matches("(?s).* [1-9]\\d* pages,.*")) { // a line of its progress
        assertFalse(crawler.endsWithinMillis(50), "ended before it could be interrupted");
      }
      new ProcessBuilder("kill", "-" + interrupt(), "" + crawler.pid()).start().waitFor();
      WovenProgram.Result result = crawler.result();

      assertTrue(result.status() > 128, result::toString);
      assertTrue(result.out().contains("\nCancelled. Until then:\n"), result::toString);
      assertTrue(row(result, "pages") > 0, result::toString);
      assertTrue(row(result, "stopped") > 0, result::toString);
      assertTrue(result.out().contains(" 0 requests are still under way"), result::toString);
    }
  }

  /** SIGINT, or SIGTERM where the shell that started the tests in the background ignores SIGINT. */
  private static String interrupt() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (Files.exists(status)) {
      for (String line : Files.readAllLines(status)) {
        if (line.startsWith("SigIgn:")
            && (Long.parseUnsignedLong(line.substring(8), 16) & 2) != 0) {
          return "TERM";
        }
      }
    }
    return "INT";
  }

  @Test
  void badCommandLinesAreRefusedWithStatus2() throws Exception {
    WovenProgram.Result result = crawl("--concurrency", "many");

    assertEquals(
        new WovenProgram.Result(
            2,
            "",
            "crawler: --concurrency needs a whole number from 1 to 1000, not 'many'; try --help\n"),
        result);
  }

  @Test
  void helpIsPrinted() throws Exception {
    assertEquals(new WovenProgram.Result(0, CrawlerOptions.USAGE, ""), crawl("--help"));
  }

  private WovenProgram.Result crawl(String... args) throws IOException, InterruptedException {
    return WovenProgram.run(directory, Crawler.class, args);
  }

  /** The number in a row of the table. */
  private static double row(WovenProgram.Result result, String name) {
    Matcher row = Pattern.compile("(?m)^" + name + " +([\\d.,]+)").matcher(result.out());
    assertTrue(row.find(), () -> "no row " + name + " in " + result);
    return Double.parseDouble(row.group(1).replace(",", ""));
  }
}
