package dev.bobbin.samples;

import static dev.bobbin.Bobbin.all;
import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;
import static dev.bobbin.Bobbin.timeout;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.TimeoutException;
import dev.bobbin.samples.Frontier.Link;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;

/**
 * Crawls web sites, or a demo site of its own, and prints what it found; see {@link
 * CrawlerOptions#USAGE}.
 *
 * <p>A few workers take addresses from the {@link Frontier}, read the pages, and put back the links
 * that they find. All of this runs on one thread, the JDK's HTTP client does the waiting.
 */
public final class Crawler {

  private static final int ATTEMPTS = 3;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final int MAX_PAGE_BYTES = 1 << 20;

  private final CrawlerOptions options;
  private final Frontier frontier;
  private final Tally tally = new Tally();
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1) // a connection a request: what the limit promises
          .followRedirects(HttpClient.Redirect.NEVER) // they may leave the site
          .build();

  private Crawler(CrawlerOptions options) {
    this.options = options;
    this.frontier = new Frontier(options.maxPages());
  }

  @Async
  private Task<Void> crawl(List<URI> start) {
    for (URI uri : start) {
      frontier.allow(uri);
      frontier.add(new Link(uri, uri));
    }
    Task<Void> progress = new Progress(tally, frontier, System.err, Progress.onTerminal()).show();
    try {
      List<Task<Void>> workers = new ArrayList<>();
      for (int i = 0; i < options.concurrency(); i++) {
        workers.add(worker());
      }
      await(all(workers)); // cancelling the crawl cancels them all, and waits for their finally
    } finally {
      progress.cancel("the crawl is over");
    }
    return Task.done();
  }

  @Async
  private Task<Void> worker() {
    Optional<Link> next = await(frontier.take());
    while (next.isPresent()) {
      try {
        await(visit(next.get()));
      } catch (CancellationException cancelled) {
        tally.stopped++;
        throw cancelled;
      } finally {
        frontier.finished();
      }
      next = await(frontier.take());
    }
    return Task.done();
  }

  /** Reads a page, again and again where that may help, and takes note of its links. */
  @Async
  private Task<Void> visit(Link link) {
    Duration pause = FIRST_PAUSE;
    for (int attempt = 1; ; attempt++) {
      try {
        Task<Void> reading = timeout(options.timeout(), () -> read(link));
        await(reading, IOException.class); // names it, so that the compiler lets us catch it
        return Task.done();
      } catch (TimeoutException | IOException e) {
        boolean hopeless = e instanceof BadStatusException status && !status.isTemporary();
        if (hopeless || attempt == ATTEMPTS) {
          tally.failures.add(new Tally.Failure(link.target(), link.foundOn(), reason(e), attempt));
          return Task.done();
        }
      }
      tally.retries++;
      await(sleep(pause));
      pause = pause.multipliedBy(2);
    }
  }

  @Async
  private Task<Void> read(Link link) {
    HttpResponse<byte[]> response = await(fetch(link.target()));
    int status = response.statusCode();
    Optional<String> location = response.headers().firstValue("Location");
    if (status >= 300 && status < 400 && location.isPresent()) {
      tally.redirects++;
      Optional<URI> target = Links.resolve(link.target(), location.get());
      if (link.target().equals(link.foundOn())) { // we were sent there: http: to https:, or to www.
        target.ifPresent(frontier::allow);
      }
      target.ifPresent(uri -> frontier.add(new Link(uri, link.target())));
    } else if (status != 200) {
      return Task.failed(new BadStatusException(status));
    } else {
      tally.pages++;
      tally.bytes += response.body().length;
      for (URI uri : Links.in(link.target(), new String(response.body(), UTF_8))) {
        frontier.add(new Link(uri, link.target()));
      }
    }
    return Task.done();
  }

  @Async
  private Task<HttpResponse<byte[]>> fetch(URI uri) {
    HttpRequest request =
        HttpRequest.newBuilder(uri).header("User-Agent", "bobbin-crawler").build();
    long began = System.nanoTime();
    tally.requestBegan();
    try {
      return Task.of(await(client.sendAsync(request, BoundedBody.html(MAX_PAGE_BYTES))));
    } finally {
      tally.requestEnded(System.nanoTime() - began); // also after a timeout, or Ctrl-C
    }
  }

  private static String reason(Exception e) {
    if (e instanceof TimeoutException) {
      return "no answer in time";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  // === The program around it ===

  public static void main(String[] args) throws IOException {
    CrawlerOptions options;
    try {
      options = CrawlerOptions.parse(args);
    } catch (CrawlerOptions.UsageException e) {
      System.err.println("crawler: " + e.getMessage() + "; try --help");
      System.exit(2);
      return;
    }
    if (options.help()) {
      System.out.print(CrawlerOptions.USAGE);
      return;
    }
    try (DemoSite demo =
        options.start().isEmpty() ? DemoSite.open(options.seed(), options.timeout()) : null) {
      List<URI> start = demo == null ? options.start() : List.of(demo.frontPage());
      String sites = start.stream().map(URI::toString).collect(Collectors.joining(", "));
      System.out.println("Crawling " + sites + ", " + options.concurrency() + " requests at once");
      Crawler crawler = new Crawler(options);
      boolean finished = crawler.untilInterrupted(start);
      System.out.println(finished ? "Done." : "Cancelled. Until then:");
      System.out.print(
          Report.of(
              options,
              crawler.tally,
              crawler.frontier.leftOut(),
              crawler.tally.elapsedNanos(),
              demo));
    }
  }

  /** Crawls; Ctrl-C cancels that, and the JVM exits once main has printed the result. */
  private boolean untilInterrupted(List<URI> start) {
    try (EventLoop loop = EventLoop.builder().shutdownHook(true).build()) {
      loop.run(() -> crawl(start));
      return true;
    } catch (CancellationException interrupted) {
      return false;
    }
  }
}
