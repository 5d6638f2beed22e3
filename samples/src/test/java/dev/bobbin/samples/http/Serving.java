package dev.bobbin.samples.http;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;
import static dev.bobbin.Bobbin.timeout;
import static dev.bobbin.Bobbin.yieldNow;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bobbin.Async;
import dev.bobbin.AsyncConsumer;
import dev.bobbin.AsyncFunction;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.net.AsyncSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A server on the test's loop, and clients that send bytes to it. */
record Serving(HttpServer server, List<Throwable> told) {

  static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  /** Limits that are soon met. */
  static final Limits SMALL =
      new Limits(
          200,
          400,
          1000,
          Duration.ofMillis(200),
          Duration.ofMillis(200),
          Duration.ofMillis(200),
          Duration.ofSeconds(10));

  /** With time enough for a busy machine. */
  static final Limits PATIENT =
      new Limits(
          200,
          400,
          1000,
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          Duration.ofSeconds(10));

  static void serving(
      Limits limits, AsyncFunction<Request, Response> handler, AsyncConsumer<Serving> test) {
    List<Throwable> told = new ArrayList<>();
    try (EventLoop loop =
        EventLoop.builder().exceptionHandler((task, failure) -> told.add(failure)).build()) {
      loop.run(
          () -> {
            await(yieldNow()); // a task is listed once it has waited
            int tasks = loop.tasks().size();
            HttpServer server = await(HttpServer.listen(ANY_PORT, handler, limits, s -> s));
            await(test.accept(new Serving(server, told)));
            await(server.closeAsync());
            assertEquals(0, server.connections());
            assertEquals(tasks, loop.tasks().size(), () -> loop.dump().toString());
            return Task.done();
          });
    }
  }

  Task<AsyncSocket> connect() {
    return AsyncSocket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
  }

  /** All that the server says to a client which then waits for the end. */
  @Async
  Task<String> answers(String requests) {
    try (AsyncSocket client = await(connect())) {
      await(client.write(requests.getBytes(ISO_8859_1)));
      return Task.of(new String(await(client.readAllBytes(1 << 20)), ISO_8859_1));
    }
  }

  /** Waits until the server has noticed that its clients are gone. */
  @Async
  Task<Void> untilDeserted() {
    return timeout(
        Duration.ofSeconds(20),
        () -> {
          while (server.connections() > 0) {
            await(sleep(Duration.ofMillis(1)));
          }
          return Task.done();
        });
  }
}
