package dev.bobbin.net;

import dev.bobbin.AsyncCloseable;
import dev.bobbin.AsyncFunction;
import dev.bobbin.Bobbin;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Accepts connections and gives each to a handler: the counterpart of {@code asyncio.start_server}.
 *
 * <pre>{@code
 * try (var server = await(AsyncServer.listen(new InetSocketAddress(7), socket -> {
 *   String line = await(socket.readLine());
 *   await(socket.write(line + "\n"));
 *   return Task.done();
 * }))) {
 *   await(server.closed());
 * }
 * }</pre>
 *
 * <p>Each handler is a task of its own, in a group that belongs to the server, and its connection
 * is closed when it ends. A handler that fails closes that connection only, and its failure goes to
 * the loop's exception handler, unless it is just what the connection itself broke with. If
 * connections cannot be accepted, because the process has no file descriptor left say, that is told
 * to the exception handler once, and tried again after a tenth of a second and then longer, up to a
 * second.
 *
 * <p>A server belongs to the loop on whose thread it was made, and is used there.
 */
public final class AsyncServer implements AsyncCloseable {

  private final Serving serving;

  private AsyncServer(Serving serving) {
    this.serving = serving;
  }

  /**
   * Begins to accept connections: TCP at an {@link java.net.InetSocketAddress}, where port 0 stands
   * for any that is free, or those of a Unix domain socket, whose file is removed at the end.
   *
   * @param handler an async operation on a connection
   * @return fails with {@link java.net.BindException} if the address cannot be had
   * @throws IllegalStateException if no loop runs on this thread
   */
  public static <T> Task<AsyncServer> listen(
      SocketAddress address, AsyncFunction<AsyncSocket, T> handler) {
    return listen(address, handler, configuration -> configuration);
  }

  /** The same with other settings: {@code listen(address, handler, c -> c.withBacklog(50))}. */
  public static <T> Task<AsyncServer> listen(
      SocketAddress address,
      AsyncFunction<AsyncSocket, T> handler,
      UnaryOperator<Configuration> configuration) {
    Objects.requireNonNull(handler, "handler");
    Configuration chosen = configuration.apply(Configuration.DEFAULT);
    ChannelPoller poller = ChannelPoller.current();
    try {
      Acceptor acceptor = Acceptor.at(poller, Objects.requireNonNull(address, "address"), chosen);
      return Task.of(new AsyncServer(Serving.begin(acceptor, handler, chosen)));
    } catch (IOException e) {
      return Task.failed(e);
    }
  }

  /**
   * The same over TLS: {@code listen(address, handler, c -> c.withTls(context))}. See {@link
   * Configuration#withTls(Tls)}.
   */
  public static <T> Task<AsyncServer> listen(
      SocketAddress address, AsyncFunction<AsyncSocket, T> handler, SSLContext context) {
    Tls tls = Tls.server(context);
    return listen(address, handler, configuration -> configuration.withTls(tls));
  }

  /** Where it listens, with the port that it got. */
  public SocketAddress localAddress() {
    return serving.localAddress();
  }

  /** How many connections are being handled. */
  public int connections() {
    return serving.connections();
  }

  /** Done when the server is closed: what a program waits for that serves for good. */
  public Task<Void> closed() {
    return Bobbin.shield(serving);
  }

  /**
   * Accepts no more connections, waits for the handlers, and cancels those that are left after the
   * grace time. Cancelling it cancels them at once.
   *
   * @return done when all have ended and all connections are closed
   */
  @Override
  public Task<Void> closeAsync() {
    serving.stop();
    return serving;
  }

  /** Accepts no more connections, and cancels the handlers now. */
  public void abort() {
    serving.abort();
  }

  @Override
  public String toString() {
    return "AsyncServer[" + serving.text() + "]";
  }

  /** Settings of a server; immutable. */
  public static final class Configuration {

    static final Configuration DEFAULT =
        new Configuration(1024, Duration.ofSeconds(10), false, List.of(), Map.of(), null);

    final int backlog;
    final Duration grace;
    final boolean sharesPort;
    final List<EventLoop> loops;
    final Map<SocketOption<?>, Object> options;
    final @Nullable Tls tls;

    private Configuration(
        int backlog,
        Duration grace,
        boolean sharesPort,
        List<EventLoop> loops,
        Map<SocketOption<?>, Object> options,
        @Nullable Tls tls) {
      this.backlog = backlog;
      this.grace = grace;
      this.sharesPort = sharesPort;
      this.loops = loops;
      this.options = options;
      this.tls = tls;
    }

    /** How many connections the operating system keeps until they are accepted; 1024. */
    public Configuration withBacklog(int connections) {
      if (connections < 1) {
        throw new IllegalArgumentException("backlog is " + connections + ", not positive");
      }
      return new Configuration(connections, grace, sharesPort, loops, options, tls);
    }

    /** How long {@link AsyncServer#closeAsync} lets handlers go on; by default 10 s. */
    public Configuration withGrace(Duration time) {
      return new Configuration(
          backlog, Objects.requireNonNull(time, "time"), sharesPort, loops, options, tls);
    }

    /**
     * Lets several servers, one for each of several loops say, accept at one port: the operating
     * system spreads connections over them ({@link StandardSocketOptions#SO_REUSEPORT}). Where it
     * cannot, listening fails with UnsupportedOperationException; use {@link #withLoops} there.
     */
    public Configuration withSharedPort() {
      return new Configuration(backlog, grace, true, loops, options, tls);
    }

    /**
     * Hands each connection to one of these loops, in turn, whose threads run the handlers. The
     * server accepts, and waits for them, on its own.
     *
     * @param workers running loops; none for the server's own
     */
    public Configuration withLoops(List<EventLoop> workers) {
      return new Configuration(backlog, grace, sharesPort, List.copyOf(workers), options, tls);
    }

    /** An option of each connection. */
    public <V> Configuration withOption(SocketOption<V> option, V value) {
      Map<SocketOption<?>, Object> more = new java.util.LinkedHashMap<>(options);
      more.put(option, value);
      return new Configuration(backlog, grace, sharesPort, loops, more, tls);
    }

    /** {@link #withTls(Tls)} with the usual settings. */
    public Configuration withTls(SSLContext context) {
      return withTls(Tls.server(context));
    }

    /**
     * Speaks TLS on each connection. The handler gets it after the handshake; one that fails closes
     * that connection only. It is told to the loop's exception handler, except that the peer just
     * went away.
     *
     * @param settings {@link Tls#server}
     */
    public Configuration withTls(Tls settings) {
      settings.require(false, "listen");
      return new Configuration(backlog, grace, sharesPort, loops, options, settings);
    }

    @SuppressWarnings("unchecked") // withOption takes a value of the option's type
    void applyTo(java.nio.channels.SocketChannel channel) throws IOException {
      for (Map.Entry<SocketOption<?>, Object> option : options.entrySet()) {
        channel.setOption((SocketOption<@Nullable Object>) option.getKey(), option.getValue());
      }
    }
  }
}
