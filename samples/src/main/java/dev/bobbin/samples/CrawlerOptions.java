package dev.bobbin.samples;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The crawler's command line.
 *
 * @param start where to begin; empty: the demo site
 */
record CrawlerOptions(
    List<URI> start, int concurrency, Duration timeout, int maxPages, long seed, boolean help) {

  static final String USAGE =
      """
      Usage: Crawler [options] [URL ...]

      Crawls the web sites of the URLs without leaving their hosts; without a URL, a demo site of
      its own on this machine, whose pages answer late, badly or never. Ctrl-C stops it and prints
      what was found so far.

        --concurrency N   requests at once, 1 to 1000 (default 20, but 4 for sites of others)
        --timeout SECONDS how long to wait for a page, e.g. 2.5 (default 1 for the demo, else 10)
        --max-pages N     stop after N addresses (default 1000)
        --seed N          another demo site (default 42)
        --help            this text

      It does not read robots.txt: crawl only what you may.
      """;

  /** Says what is wrong with a command line. */
  static final class UsageException extends Exception {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
      super(message);
    }
  }

  /** Reads the command line. */
  static CrawlerOptions parse(String... args) throws UsageException {
    List<URI> start = new ArrayList<>();
    int concurrency = 0;
    int maxPages = 1000;
    double seconds = 0;
    long seed = 42;
    boolean help = false;
    Deque<String> rest = new ArrayDeque<>(List.of(args));
    while (!rest.isEmpty()) {
      String arg = rest.remove();
      switch (arg) {
        case "--concurrency" -> concurrency = (int) number(arg, rest, 1, 1000);
        case "--max-pages" -> maxPages = (int) number(arg, rest, 1, 10_000_000);
        case "--seed" -> seed = (long) number(arg, rest, 0, 1L << 52);
        case "--timeout" -> seconds = number(arg, rest, 0.001, 86_400);
        case "--help" -> help = true;
        default -> start.add(address(arg));
      }
    }
    boolean demo = start.isEmpty();
    return new CrawlerOptions(
        List.copyOf(start),
        concurrency != 0 ? concurrency : demo ? 20 : 4,
        Duration.ofMillis(Math.round(1000 * (seconds != 0 ? seconds : demo ? 1 : 10))),
        maxPages,
        seed,
        help);
  }

  /** Takes the number behind an option; whole where the option's least is. */
  private static double number(String option, Deque<String> rest, double least, double most)
      throws UsageException {
    boolean whole = least == Math.rint(least);
    String range =
        (whole ? "a whole number" : "a number") + " from " + text(least) + " to " + text(most);
    if (rest.isEmpty()) {
      throw new UsageException(option + " needs " + range);
    }
    String given = rest.remove();
    try {
      double number = whole ? Long.parseLong(given) : Double.parseDouble(given);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException notOne) {
      // the same answer as for one out of range
    }
    throw new UsageException(option + " needs " + range + ", not '" + given + "'");
  }

  private static String text(double bound) {
    return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
  }

  private static URI address(String arg) throws UsageException {
    if (arg.startsWith("-")) {
      throw new UsageException("unknown option " + arg);
    }
    try {
      return Links.normal(URI.create(arg)).orElseThrow(IllegalArgumentException::new);
    } catch (IllegalArgumentException notOne) {
      throw new UsageException("'" + arg + "' is not an http:// or https:// URL");
    }
  }
}
