package dev.bobbin.samples;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A web site on this machine to try the crawler on. Its {@link DemoPages pages} are made from a
 * seed, so it is the same site every time; the answers come late, by a timer, so two threads are
 * enough for any number of visitors.
 *
 * <p>It stands for the network: nothing in here is async code.
 */
final class DemoSite implements AutoCloseable {

  private final DemoPages pages;
  private final Duration patience;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(2);

  // These are counted on several threads; compare them with the plain ints in Tally.
  private final Map<String, AtomicInteger> visits = new ConcurrentHashMap<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger mostInside = new AtomicInteger();
  private final AtomicLong latencyMillis = new AtomicLong();

  private DemoSite(DemoPages pages, Duration patience, HttpServer server) {
    this.pages = pages;
    this.patience = patience;
    this.server = server;
  }

  /**
   * @param patience how long its visitor waits for a page, for {@link #latency}
   */
  static DemoSite open(long seed, Duration patience) throws IOException {
    // Without it, the last part of each answer waits 40 ms for the client's acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    HttpServer server = HttpServer.create(anyPort, 0);
    DemoSite site = new DemoSite(new DemoPages(seed), patience, server);
    server.createContext("/", site::accept);
    server.setExecutor(site.threads);
    server.start();
    return site;
  }

  URI frontPage() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  int requests() {
    return requests.get();
  }

  int mostRequestsAtOnce() {
    return mostInside.get();
  }

  /** The sum of the latencies put in on purpose, each no longer than the visitor waits. */
  Duration latency() {
    return Duration.ofMillis(latencyMillis.get());
  }

  private void accept(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    int visit = visits.computeIfAbsent(path, p -> new AtomicInteger()).incrementAndGet();
    DemoPages.Answer answer = pages.answer(path, visit);
    requests.incrementAndGet();
    boolean inVain = answer.stalls() || answer.latency().compareTo(patience) > 0;
    latencyMillis.addAndGet((inVain ? patience : answer.latency()).toMillis());
    if (!inVain) { // when the others leave is not known here
      mostInside.accumulateAndGet(inside.incrementAndGet(), Math::max);
    }
    CompletableFuture.delayedExecutor(answer.latency().toMillis(), TimeUnit.MILLISECONDS, threads)
        .execute(() -> reply(exchange, answer, inVain));
  }

  private void reply(HttpExchange exchange, DemoPages.Answer answer, boolean inVain) {
    if (!inVain) {
      inside.decrementAndGet();
    }
    byte[] body = answer.body().getBytes(UTF_8);
    exchange.getResponseHeaders().put("Content-Type", List.of(answer.type()));
    answer.location().ifPresent(to -> exchange.getResponseHeaders().put("Location", List.of(to)));
    try {
      exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      OutputStream out = exchange.getResponseBody();
      out.write(body, 0, answer.stalls() ? body.length / 2 : body.length);
      out.flush();
      if (!answer.stalls()) {
        exchange.close();
      }
    } catch (IOException visitorLeft) {
      exchange.close();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
