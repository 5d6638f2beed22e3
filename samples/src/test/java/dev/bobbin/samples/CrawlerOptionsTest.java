package dev.bobbin.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CrawlerOptionsTest {

  @Test
  void withoutArgumentsTheDemoSiteIsCrawled() throws Exception {
    assertEquals(
        new CrawlerOptions(List.of(), 20, Duration.ofSeconds(1), 1000, 42, false),
        CrawlerOptions.parse());
  }

  @Test
  void theSitesOfOthersAreTreatedMoreGently() throws Exception {
    assertEquals(
        new CrawlerOptions(
            List.of(URI.create("http://example.com/")), 4, Duration.ofSeconds(10), 1000, 42, false),
        CrawlerOptions.parse("http://Example.COM:80"));
  }

  @Test
  void optionsMayStandAnywhere() throws Exception {
    assertEquals(
        new CrawlerOptions(
            List.of(URI.create("http://a/"), URI.create("https://b/c?d")),
            7,
            Duration.ofMillis(2500),
            9,
            1,
            true),
        CrawlerOptions.parse(
            "http://a",
            "--concurrency",
            "7",
            "--timeout",
            "2.5",
            "https://b/c?d#e",
            "--max-pages",
            "9",
            "--seed",
            "1",
            "--help"));
  }

  @Test
  void whatCannotBeMeantIsRefused() {
    refused("--concurrency needs a whole number from 1 to 1000", "--concurrency");
    refused("--concurrency needs a whole number from 1 to 1000, not '0'", "--concurrency", "0");
    refused("--timeout needs a number from 0.001 to 86400, not 'NaN'", "--timeout", "NaN");
    refused("--max-pages needs a whole number from 1 to 10000000, not '1.5'", "--max-pages", "1.5");
    refused("unknown option --fast", "--fast");
    refused("'ftp://a/' is not an http:// or https:// URL", "ftp://a/");
    refused("'not a url' is not an http:// or https:// URL", "not a url");
    refused("'example.com' is not an http:// or https:// URL", "example.com");
    refused("'' is not an http:// or https:// URL", "");
  }

  private static void refused(String message, String... args) {
    assertEquals(
        message,
        assertThrows(CrawlerOptions.UsageException.class, () -> CrawlerOptions.parse(args))
            .getMessage());
  }
}
