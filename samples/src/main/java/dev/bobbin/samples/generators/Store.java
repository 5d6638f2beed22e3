package dev.bobbin.samples.generators;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The other end, on this machine: takes what is put, and gives as much. Nothing in here is async.
 */
final class Store implements AutoCloseable {

  static final int CHUNK = 64 * 1024;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicLong received = new AtomicLong();

  private Store(HttpServer server) {
    this.server = server;
  }

  static Store open() throws IOException {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Store store = new Store(HttpServer.create(anyPort, 0));
    store.server.createContext("/", store::serve);
    store.server.setExecutor(store.threads);
    store.server.start();
    return store;
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  /** So far, to be asked by any thread. */
  int chunksReceived() {
    return (int) (received.get() / CHUNK);
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] buffer = new byte[CHUNK];
      if (exchange.getRequestMethod().equals("PUT")) {
        for (int n; (n = exchange.getRequestBody().read(buffer)) >= 0; ) {
          received.addAndGet(n);
        }
        byte[] answer = (received.get() + " bytes").getBytes(UTF_8);
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
      } else {
        exchange.sendResponseHeaders(200, 0);
        for (long left = received.get(); left > 0; left -= CHUNK) {
          exchange.getResponseBody().write(buffer, 0, (int) Math.min(CHUNK, left));
        }
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
