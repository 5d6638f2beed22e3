package dev.bobbin.samples;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a crawl found and how long it took, as text. */
final class Report {

  private static final int FAILURES_SHOWN = 20;

  private final CrawlerOptions options;
  private final Tally tally;
  private final int leftOut;
  private final StringBuilder text = new StringBuilder();

  private Report(CrawlerOptions options, Tally tally, int leftOut) {
    this.options = options;
    this.tally = tally;
    this.leftOut = leftOut;
  }

  /**
   * @param leftOut how many addresses were not visited because of {@code --max-pages}
   * @param demo the site, if it was ours
   */
  static String of(
      CrawlerOptions options, Tally tally, int leftOut, long wallNanos, @Nullable DemoSite demo) {
    Report report = new Report(options, tally, leftOut);
    report.failures();
    report.pages();
    report.times(wallNanos / 1e9, demo);
    return report.text.toString();
  }

  private void failures() {
    tally.failures.stream()
        .limit(FAILURES_SHOWN)
        .forEach(
            failure ->
                line(
                    "failed: %s (%s%s), linked from %s",
                    failure.uri(),
                    failure.reason(),
                    failure.attempts() > 1 ? ", " + failure.attempts() + " attempts" : "",
                    failure.foundOn()));
    if (tally.failures.size() > FAILURES_SHOWN) {
      line("and %d more failures", tally.failures.size() - FAILURES_SHOWN);
    }
    line("");
  }

  private void pages() {
    row("pages", "" + tally.pages, leftOut == 0 ? "" : leftOut + " more known, beyond --max-pages");
    row("failures", "" + tally.failures.size(), "");
    if (tally.stopped > 0) {
      row("stopped", "" + tally.stopped, tally.underWay + " requests are still under way");
    }
    row("redirects", "" + tally.redirects, "");
    row("retries", "" + tally.retries, "");
    row("bytes", String.format(Locale.ROOT, "%,d", tally.bytes), "");
    row(
        "requests at once",
        "" + tally.mostUnderWay,
        "at most; the limit is " + options.concurrency());
  }

  private void times(double wall, @Nullable DemoSite demo) {
    double sum = tally.requestNanos / 1e9;
    row("wall time", seconds(wall), "");
    row(
        "one after another",
        seconds(sum),
        String.format(
            Locale.ROOT, "these requests' times added up, %.1f times the wall time", sum / wall));
    if (demo != null) {
      double ideal = demo.latency().toNanos() / 1e9 / options.concurrency();
      row(
          "ideal",
          seconds(ideal),
          String.format(
              Locale.ROOT,
              "the site's latencies spread evenly over %d; the wall time is %.2f times that",
              options.concurrency(),
              wall / ideal));
      row(
          "seen by the site",
          "" + demo.requests(),
          "requests, at most " + demo.mostRequestsAtOnce() + " at once");
    }
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.2f s", seconds);
  }

  private void row(String name, String value, String note) {
    line("%-18s %12s  %s", name, value, note);
  }

  private void line(String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values).stripTrailing());
    text.append(System.lineSeparator());
  }
}
