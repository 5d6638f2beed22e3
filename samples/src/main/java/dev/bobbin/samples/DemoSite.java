package dev.bobbin.samples;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.samples.http.HttpServer;
import dev.bobbin.samples.http.Request;
import dev.bobbin.samples.http.Response;
import dev.bobbin.stream.AsyncStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A web site on this machine to try the crawler on. Its {@link DemoPages pages} are made from a
 * seed, so it is the same site every time; the answers come late, by a timer, so one thread is
 * enough for any number of visitors.
 *
 * <p>It stands for the network, and has a loop of its own.
 */
final class DemoSite implements AutoCloseable {

  private final EventLoop loop =
      EventLoop.builder().name("demo-site").shutdownGrace(Duration.ofSeconds(1)).build().start();
  private final DemoPages pages;
  private final Duration patience;
  private final int port;

  // Confined to the site's loop.
  private final Map<String, Integer> visits = new HashMap<>();
  private int inside;

  // Others look at these; compare them with the plain ints in Tally.
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger mostInside = new AtomicInteger();
  private final AtomicLong latencyMillis = new AtomicLong();

  private DemoSite(DemoPages pages, Duration patience) {
    this.pages = pages;
    this.patience = patience;
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    this.port = loop.fork(() -> HttpServer.listen(anyPort, this::answer)).join().port();
  }

  /**
   * @param patience how long its visitor waits for a page, for {@link #latency}
   */
  static DemoSite open(long seed, Duration patience) {
    return new DemoSite(new DemoPages(seed), patience);
  }

  URI frontPage() {
    return URI.create("http://127.0.0.1:" + port + "/");
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

  @Async
  private Task<Response> answer(Request request) {
    int visit = visits.merge(request.path(), 1, Integer::sum);
    DemoPages.Answer answer = pages.answer(request.path(), visit);
    requests.incrementAndGet();
    boolean inVain = answer.stalls() || answer.latency().compareTo(patience) > 0;
    latencyMillis.addAndGet((inVain ? patience : answer.latency()).toMillis());
    if (inVain) { // when the visitor leaves is not known here
      await(sleep(answer.latency()));
    } else {
      mostInside.accumulateAndGet(++inside, Math::max);
      await(sleep(answer.latency()));
      inside--;
    }
    return Task.of(response(answer));
  }

  private static Response response(DemoPages.Answer answer) {
    byte[] body = answer.body().getBytes(UTF_8);
    Response response =
        answer.stalls()
            ? Response.streaming(answer.type(), stalling(Arrays.copyOf(body, body.length / 2)))
            : Response.of(answer.type(), body);
    if (answer.location().isPresent()) {
      response = response.withHeader("Location", answer.location().get());
    }
    return response.withStatus(answer.status());
  }

  private static AsyncStream<byte[]> stalling(byte[] half) {
    return AsyncStream.generate(
        emitter -> {
          await(emitter.emit(half));
          return sleep(Duration.ofHours(1));
        });
  }

  @Override
  public void close() {
    loop.close();
  }
}
