package dev.bobbin.samples.http;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.stream.AsyncStream;
import dev.bobbin.stream.Emitter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CancellationException;

/**
 * The program: a site with a page, an echo and a clock. Its argument is the port; Ctrl-C ends it.
 */
public final class Site {

  private static final String PAGE =
      """
      <!doctype html>
      <title>Bobbin</title>
      <h1 id="time">...</h1>
      <script>
        new EventSource("/clock").onmessage = event => { time.textContent = event.data; };
      </script>
      """;

  private Site() {}

  public static void main(String[] args) {
    int port = args.length == 0 ? 8080 : Integer.parseInt(args[0]);
    try (EventLoop loop = EventLoop.builder().shutdownHook(true).build()) {
      loop.run(() -> serve(port));
    } catch (CancellationException stopped) {
      // Ctrl-C, and requests under way were answered.
    } finally {
      System.out.println("stopped");
    }
  }

  @Async
  private static Task<Void> serve(int port) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try (var server = await(HttpServer.listen(address, Site::answer))) {
      System.out.println("http://localhost:" + server.port() + "/");
      await(server.closed());
    }
    return Task.done();
  }

  @Async
  private static Task<Response> answer(Request request) {
    return switch (request.path()) {
      case "/" -> Task.of(Response.of("text/html", PAGE.getBytes(UTF_8)));
      case "/echo" -> Task.of(Response.of("text/plain", await(request.body())));
      case "/clock" -> Task.of(Response.events(AsyncStream.generate(Site::tick)));
      default -> Task.of(Response.text("There is no " + request.path()).withStatus(404));
    };
  }

  /** Each second, for as long as somebody listens. */
  @Async
  private static Task<Void> tick(Emitter<String> clock) {
    while (true) {
      await(
          clock.emit(
              LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS).toString()));
      await(sleep(Duration.ofSeconds(1)));
    }
  }
}
