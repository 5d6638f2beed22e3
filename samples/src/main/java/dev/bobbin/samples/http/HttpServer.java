package dev.bobbin.samples.http;

import static dev.bobbin.Bobbin.await;

import dev.bobbin.Async;
import dev.bobbin.AsyncCloseable;
import dev.bobbin.AsyncFunction;
import dev.bobbin.Task;
import dev.bobbin.net.AsyncServer;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Serves HTTP/1.0 and HTTP/1.1: connections are kept, requests may be pipelined, bodies chunked in
 * both directions.
 *
 * <pre>{@code
 * try (var server = await(HttpServer.listen(address, request -> Task.of(Response.text("hello"))))) {
 *   await(server.closed());
 * }
 * }</pre>
 *
 * <p>A handler that fails is answered for with 500, and its failure is told to the loop's exception
 * handler. A server belongs to the loop on whose thread it was made; for many cores, make one on
 * each of several loops, which share the port.
 */
public final class HttpServer implements AsyncCloseable {

  private final Connections connections;
  private final AsyncServer server;

  private HttpServer(Connections connections, AsyncServer server) {
    this.connections = connections;
    this.server = server;
  }

  /** A server with {@link Limits#DEFAULT}. */
  public static Task<HttpServer> listen(
      InetSocketAddress address, AsyncFunction<Request, Response> handler) {
    return listen(address, handler, Limits.DEFAULT, settings -> settings);
  }

  /**
   * Begins to serve.
   *
   * @param address with port 0 for any that is free
   * @param handler an async operation that answers a request
   * @param settings of the connections, such as a shared port; all stay on this loop
   * @return fails with {@link java.net.BindException} if the address cannot be had
   */
  @Async
  public static Task<HttpServer> listen(
      InetSocketAddress address,
      AsyncFunction<Request, Response> handler,
      Limits limits,
      UnaryOperator<AsyncServer.Configuration> settings) {
    Connections connections = new Connections(Objects.requireNonNull(handler, "handler"), limits);
    AsyncServer server =
        await(
            AsyncServer.listen(
                address, connections::serve, c -> settings.apply(c.withGrace(limits.grace()))));
    return Task.of(new HttpServer(connections, server));
  }

  public int port() {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  /** How many clients there are, with a request or without. */
  public int connections() {
    return server.connections();
  }

  /** Done when the server is closed. */
  public Task<Void> closed() {
    return server.closed();
  }

  /**
   * Accepts no more clients, lets requests under way be answered, with {@code Connection: close},
   * and cancels those that take longer than the grace time.
   */
  @Override
  public Task<Void> closeAsync() {
    Task<Void> closing = server.closeAsync();
    connections.stop();
    return closing;
  }
}
