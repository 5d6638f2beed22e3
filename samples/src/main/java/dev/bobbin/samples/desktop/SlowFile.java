package dev.bobbin.samples.desktop;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A file on a slow server, on this machine: about three seconds. Nothing in here is async code. */
final class SlowFile implements AutoCloseable {

  private static final int CHUNK = 64 * 1024;
  private static final int CHUNKS = 100;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private SlowFile(HttpServer server) {
    this.server = server;
  }

  static SlowFile serve() throws IOException {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    SlowFile file = new SlowFile(HttpServer.create(anyPort, 0));
    file.server.createContext("/", file::send);
    file.server.setExecutor(file.threads);
    file.server.start();
    return file;
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  private void send(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(200, (long) CHUNKS * CHUNK);
      Random content = new Random(8);
      byte[] chunk = new byte[CHUNK];
      for (int i = 0; i < CHUNKS; i++) {
        content.nextBytes(chunk);
        exchange.getResponseBody().write(chunk);
        TimeUnit.MILLISECONDS.sleep(30);
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
