package dev.bobbin.samples;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * The pages of the demo site: 400 of them, each linking to a dozen others, most of them fine. Which
 * are slow, flaky or broken, and how slow, is drawn from the seed.
 */
final class DemoPages {

  static final int COUNT = 400;

  /** Page n links to its children, 12n+1 to 12n+12. */
  private static final int CHILDREN = 12;

  /**
   * There is trouble two clicks from the front page, on pages without children. Those three clicks
   * away are fine, or the end of every crawl would be waiting for the retries of a few.
   */
  private static final int FIRST_TROUBLE = (COUNT + CHILDREN - 2) / CHILDREN;

  private static final int LAST_TROUBLE = CHILDREN + CHILDREN * CHILDREN;

  private static final Duration NEVER = Duration.ofHours(1);

  /** What is the matter with a page. */
  private enum Trouble {
    NONE,
    /** Its first visitor waits in vain. */
    SLOW_ONCE,
    ALWAYS_SLOW,
    /** 503 to the first two visits. */
    FLAKY,
    /** 500 to all. */
    BROKEN,
    /** Stops in the middle of its body, which HttpRequest's own timeout does not cover. */
    STALLS,
    /** Larger than the crawler reads. */
    HUGE,
    /** Links to a page that is not there. */
    BAD_LINK,
    /** Links to a page that has moved. */
    OLD_LINK
  }

  /**
   * What the site says to a request.
   *
   * @param stalls the second half of the body never comes
   */
  record Answer(
      int status,
      Duration latency,
      String type,
      String body,
      Optional<String> location,
      boolean stalls) {

    Answer(int status, Duration latency, String type, String body) {
      this(status, latency, type, body, Optional.empty(), false);
    }
  }

  private final Duration[] latencies = new Duration[COUNT];
  private final Trouble[] troubles = new Trouble[COUNT];
  private final int[] sizes = new int[COUNT];

  DemoPages(long seed) {
    Random random = new Random(seed);
    List<Trouble> dealt = new ArrayList<>();
    dealt.addAll(Collections.nCopies(5, Trouble.SLOW_ONCE));
    dealt.addAll(Collections.nCopies(2, Trouble.ALWAYS_SLOW));
    dealt.addAll(Collections.nCopies(12, Trouble.FLAKY));
    dealt.addAll(Collections.nCopies(3, Trouble.BROKEN));
    dealt.addAll(Collections.nCopies(2, Trouble.STALLS));
    dealt.addAll(Collections.nCopies(1, Trouble.HUGE));
    dealt.addAll(Collections.nCopies(4, Trouble.BAD_LINK));
    dealt.addAll(Collections.nCopies(4, Trouble.OLD_LINK));
    int fine = LAST_TROUBLE - FIRST_TROUBLE + 1 - dealt.size();
    dealt.addAll(Collections.nCopies(fine, Trouble.NONE));
    Collections.shuffle(dealt, random);
    for (int page = 0; page < COUNT; page++) {
      boolean inTrouble = page >= FIRST_TROUBLE && page <= LAST_TROUBLE;
      troubles[page] = inTrouble ? dealt.get(page - FIRST_TROUBLE) : Trouble.NONE;
      latencies[page] = Duration.ofMillis(100 + random.nextInt(300));
      sizes[page] = troubles[page] == Trouble.HUGE ? 2_000_000 : 1_000 + random.nextInt(20_000);
    }
  }

  /** What the site says to the {@code visit}th request for {@code path}. */
  Answer answer(String path, int visit) {
    Duration soon = Duration.ofMillis(100);
    if (path.equals("/notes.txt")) {
      return new Answer(200, soon, "text/plain", "<a href='/missing/0'>no link, not HTML</a>");
    }
    if (path.startsWith("/old/")) {
      Optional<String> to = Optional.of("/page/" + number(path));
      return new Answer(301, soon, "text/html", "", to, false);
    }
    int page = path.equals("/") ? 0 : path.startsWith("/page/") ? number(path) : -1;
    if (page < 0 || page >= COUNT) {
      return new Answer(404, soon, "text/html", "<h1>Not found</h1>");
    }
    boolean late =
        troubles[page] == Trouble.ALWAYS_SLOW
            || (troubles[page] == Trouble.SLOW_ONCE && visit == 1);
    Duration latency = late ? NEVER : latencies[page];
    if (troubles[page] == Trouble.BROKEN || (troubles[page] == Trouble.FLAKY && visit <= 2)) {
      int status = troubles[page] == Trouble.BROKEN ? 500 : 503;
      return new Answer(status, latency, "text/html", "<h1>Out of order</h1>");
    }
    boolean stalls = troubles[page] == Trouble.STALLS;
    String type = "text/html; charset=utf-8";
    return new Answer(200, latency, type, html(page), Optional.empty(), stalls);
  }

  private static int number(String path) {
    try {
      return Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
    } catch (NumberFormatException notOne) {
      return -1;
    }
  }

  /**
   * Links in the spellings that a crawler meets: relative, absolute, quoted or not, with anchor.
   */
  private String html(int page) {
    StringBuilder html = new StringBuilder("<!doctype html>\n<title>Page " + page + "</title>\n");
    html.append("<!-- <a href='/missing/1'>not a link</a> -->\n");
    html.append("<p><a href=\"/#top\">Home</a> <a href=mailto:us@example.com>Write to us</a>\n");
    html.append("<a class='far' href='https://example.com/'>Elsewhere</a>\n");
    html.append("<a href='/notes.txt'>Notes</a>\n");
    for (int child = CHILDREN * page + 1; child <= CHILDREN * page + CHILDREN; child++) {
      if (child < COUNT) {
        html.append("<a href=\"" + "/page/./" + child + "\">Page " + child + "</a>\n");
        html.append("<a href='../page/" + child + "#again'>The same</a>\n");
      }
    }
    if (troubles[page] == Trouble.BAD_LINK) {
      html.append("<a href='/missing/" + page + "'>Gone</a>\n");
    }
    if (troubles[page] == Trouble.OLD_LINK) {
      html.append("<a href='/old/" + (page - 1) + "'>Moved</a>\n");
    }
    while (html.length() < sizes[page]) {
      html.append("<p>It was a bright cold day in April, and the clocks were striking thirteen.\n");
    }
    return html.toString();
  }
}
