package dev.bobbin.net;

import dev.bobbin.AsyncCloseable;
import dev.bobbin.Task;
import dev.bobbin.stream.AsyncStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A connection over TCP or a Unix domain socket: the counterpart of asyncio's {@code StreamReader}
 * and {@code StreamWriter} in one.
 *
 * <pre>{@code
 * try (var socket = await(AsyncSocket.connect("example.org", 7))) {
 *   await(socket.write("hello\n"));
 *   String answer = await(socket.readLine());
 * }
 * }</pre>
 *
 * <p>One task at a time reads; any number may write, and the bytes of one call stay together. A
 * task that is cancelled while it reads has taken nothing: what arrives later is for the next read.
 * What a write has accepted is sent, whether or not its task is cancelled.
 *
 * <p>A connection that breaks, by a reset say, fails reads and writes with {@link SocketException},
 * which says what was done, with whom, and has the cause. A socket belongs to the loop on whose
 * thread it was made, and is used there; it is closed with that loop at the latest.
 */
public final class AsyncSocket implements AsyncCloseable {

  /** What {@link #readLine()} and {@link #readUntil(byte[])} accept, in bytes. */
  public static final int DEFAULT_LIMIT = 64 * 1024;

  /** How long {@link #closeAsync} tries to send what was written before. */
  public static final Duration LINGER = Duration.ofSeconds(5);

  private final Connection connection;
  private final SocketInput input;
  private final SocketOutput output;

  AsyncSocket(ChannelPoller poller, SocketChannel channel) throws IOException {
    this.connection = new Connection(poller, channel);
    this.input = connection.input();
    this.output = connection.output();
  }

  // === Making ===

  /**
   * Connects. An address with a name that is not resolved yet ({@link
   * InetSocketAddress#createUnresolved}) is looked up off the loop, and all its addresses are
   * tried, those of IPv6 and IPv4 in turn, each 250 ms after the one before or when that has
   * failed; the first connection wins (RFC 8305, "happy eyeballs"). A {@link
   * java.net.UnixDomainSocketAddress} gives a Unix domain socket.
   *
   * @return fails with {@link java.net.ConnectException} if nobody accepts (of several addresses,
   *     with the first one's failure, the others suppressed), and with {@link
   *     java.net.UnknownHostException} if there is no such name. Cancelling it gives up all
   *     attempts; while a name is looked up, which Java cannot interrupt, it takes effect after
   *     that
   * @throws IllegalStateException if no loop runs on this thread
   */
  public static Task<AsyncSocket> connect(SocketAddress address) {
    return Connecting.to(Objects.requireNonNull(address, "address"));
  }

  /** {@link #connect(SocketAddress)} to a host by its name. */
  public static Task<AsyncSocket> connect(String host, int port) {
    return connect(InetSocketAddress.createUnresolved(host, port));
  }

  /**
   * {@link #connect(SocketAddress)}, then TLS as a client: {@link #connect(SocketAddress, Tls)}
   * with the usual settings.
   */
  public static Task<AsyncSocket> connect(SocketAddress address, SSLContext context) {
    return connect(address, Tls.client(context));
  }

  /** {@link #connect(SocketAddress, SSLContext)} to a host by its name. */
  public static Task<AsyncSocket> connect(String host, int port, SSLContext context) {
    return connect(InetSocketAddress.createUnresolved(host, port), context);
  }

  /**
   * {@link #connect(SocketAddress)}, then {@link #startTls}. The server's certificate has to be one
   * that the context trusts, and for the host in the address.
   *
   * @param settings {@link Tls#client}
   * @return fails as both do; cancelling it closes the connection
   * @throws IllegalArgumentException if the address has no host and the settings do not name one
   * @throws IllegalStateException if no loop runs on this thread
   */
  public static Task<AsyncSocket> connect(SocketAddress address, Tls settings) {
    return TlsConnecting.to(Objects.requireNonNull(address, "address"), settings);
  }

  /**
   * A connection that something else has made, for the loop that runs on this thread. The channel
   * belongs to the socket from now on.
   *
   * @throws IOException if the channel is not connected, or closed
   */
  public static AsyncSocket adopt(SocketChannel connected) throws IOException {
    if (connected.isOpen() && !connected.isConnected()) {
      throw new SocketException("adopt: " + connected + " is not connected");
    }
    return new AsyncSocket(ChannelPoller.current(), connected);
  }

  // === TLS ===

  /**
   * Speaks TLS from now on, in either role, as after STARTTLS of a mail protocol. What was written
   * before is sent as it is; until the handshake is over nobody can read or write. Bytes that came
   * and were not read are taken for the peer's handshake, so that nobody can smuggle in some before
   * it. Computing is done on other threads.
   *
   * <p>After that a connection that ends without the peer's close_notify fails the read, since
   * somebody may have cut it off: only -1 is the end that the peer meant. {@link #shutdownOutput}
   * sends this side's close_notify. In TLS 1.3 the peer may then go on to write; before, it ends
   * the connection, as {@link #closeAsync} does. Renegotiation is refused. In TLS 1.3 a client's
   * certificate is judged after the client's handshake is over: its next read fails if it is
   * refused.
   *
   * @return fails with {@link javax.net.ssl.SSLHandshakeException} if the two do not agree or the
   *     peer is not trusted, or if it takes longer than {@link Tls#withHandshakeLimit}, and with
   *     {@link SocketException} if the connection breaks; the connection is then closed. Cancelling
   *     it closes the connection
   * @throws IllegalStateException if another task reads, or TLS is spoken already
   * @throws IllegalArgumentException if the settings do not fit, as for {@link
   *     #connect(SocketAddress, Tls)}
   */
  public Task<Void> startTls(Tls settings) {
    return connection.startTls(settings, settings.engine(connection.remote()));
  }

  /** The TLS session, with the peer's certificates; null before the handshake is over. */
  public @Nullable SSLSession tlsSession() {
    TlsWire tls = connection.tls();
    return tls == null ? null : tls.session();
  }

  /** What both sides chose by ALPN; null if nothing, or before the handshake is over. */
  public @Nullable String tlsProtocol() {
    TlsWire tls = connection.tls();
    return tls == null ? null : tls.protocol();
  }

  // === Reading ===

  /**
   * Reads what there is, at least one byte; waits until there is.
   *
   * @return how many bytes came, -1 at the end of the input, 0 if there is no room for one
   * @throws IllegalStateException if another task reads
   * @throws IllegalArgumentException if the buffer is read-only
   */
  public Task<Integer> read(ByteBuffer into) {
    return input.read(Objects.requireNonNull(into, "into"));
  }

  /**
   * Waits until {@link #read} would not have to: there is input, or its end. So many connections
   * can share one buffer, which none of them holds while it waits:
   *
   * <pre>{@code
   * await(socket.readable());
   * int n = await(socket.read(shared.clear()));
   * }</pre>
   *
   * @throws IllegalStateException if another task reads
   */
  public Task<Void> readable() {
    return input.readable();
  }

  /**
   * Reads so many bytes, neither more nor less.
   *
   * @return fails with {@link IncompleteReadException}, which has the others, if the input ends
   *     before
   * @throws IllegalStateException if another task reads
   */
  public Task<byte[]> readNBytes(int n) {
    if (n < 0) {
      throw new IllegalArgumentException("readNBytes(" + n + ")");
    }
    return input.read(new Cut.Count(n));
  }

  /**
   * Reads to the end of the input.
   *
   * @param limit in bytes
   * @return fails with {@link RecordTooLongException} if there is more
   * @throws IllegalStateException if another task reads
   */
  public Task<byte[]> readAllBytes(int limit) {
    return input.read(new Cut.Rest(requirePositive(limit)));
  }

  /** {@link #readLine(int)} with a limit of {@link #DEFAULT_LIMIT}. */
  public Task<@Nullable String> readLine() {
    return readLine(DEFAULT_LIMIT);
  }

  /**
   * Reads a line of UTF-8 text, which ends with LF or CR LF, or with the input.
   *
   * @param limit of the line, without its end, in bytes
   * @return the line without its end; null if the input has ended. It fails with {@link
   *     RecordTooLongException} if the line is longer
   * @throws IllegalStateException if another task reads
   */
  public Task<@Nullable String> readLine(int limit) {
    return input.read(new Cut.Line(requirePositive(limit)));
  }

  /**
   * The lines up to the end of the input, as {@link #readLine()} gives them; a failure comes behind
   * those before it. To end the stream early leaves the socket open.
   */
  public AsyncStream<String> lines() {
    return AsyncStream.iterating(() -> new SocketLines(this));
  }

  /** {@link #readUntil(byte[], int)} with a limit of {@link #DEFAULT_LIMIT}. */
  public Task<byte[]> readUntil(byte[] delimiter) {
    return readUntil(delimiter, DEFAULT_LIMIT);
  }

  /**
   * Reads up to and with a delimiter.
   *
   * @param limit of all that is read, in bytes
   * @return fails with {@link IncompleteReadException}, which has what came, if the input ends
   *     before the delimiter, and with {@link RecordTooLongException} if there is none within the
   *     limit
   * @throws IllegalStateException if another task reads
   */
  public Task<byte[]> readUntil(byte[] delimiter, int limit) {
    return input.read(new Cut.Until(delimiter, requirePositive(limit)));
  }

  private static int requirePositive(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit is " + limit + ", not positive");
    }
    return limit;
  }

  // === Writing ===

  /**
   * Sends all of a buffer. The bytes are taken before this returns, so the buffer may be used again
   * at once; small ones go out at the end of the loop's turn, all of a turn together. The task is
   * there for back-pressure: it is done when it makes sense to write more, which is at once unless
   * more than 64 KiB are pending, then when no more than 16 KiB are.
   *
   * @return fails with {@link SocketException} if the connection is broken or closed; a failure to
   *     send what was accepted before is the next write's, or that of {@link #closeAsync}
   */
  public Task<Void> write(ByteBuffer all) {
    return output.write(Objects.requireNonNull(all, "all"));
  }

  /** Sends bytes; see {@link #write(ByteBuffer)}. */
  public Task<Void> write(byte[] bytes) {
    return write(ByteBuffer.wrap(bytes));
  }

  /** Sends text as UTF-8; see {@link #write(ByteBuffer)}. */
  public Task<Void> write(String text) {
    return write(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Sends what is pending and then the end of this side's output: the peer reads the end of its
   * input, and may go on to write. Doing it again has no effect.
   *
   * @return fails with {@link SocketException} if the connection is broken
   */
  public Task<Void> shutdownOutput() {
    return output.shutdown();
  }

  /** How many bytes were accepted and not sent yet. */
  public int pendingBytes() {
    return output.pendingBytes();
  }

  // === Looking ===

  /**
   * This end's address.
   *
   * @throws java.io.UncheckedIOException if the socket is closed
   */
  public SocketAddress localAddress() {
    return Addresses.local(connection.channel());
  }

  /** The other end's address, also when the socket is closed. */
  public SocketAddress remoteAddress() {
    return Objects.requireNonNull(connection.remote());
  }

  /** Whether neither {@link #closeAsync} nor {@link #abort} was called. */
  public boolean isOpen() {
    return connection.isOpen();
  }

  /**
   * Sets an option of the channel, such as {@link StandardSocketOptions#SO_KEEPALIVE}.
   *
   * @throws IOException if the socket is closed or the operating system refuses
   */
  public <V> AsyncSocket setOption(SocketOption<V> option, V value) throws IOException {
    connection.channel().setOption(option, value);
    return this;
  }

  /**
   * An option of the channel.
   *
   * @throws IOException if the socket is closed
   */
  public <V> V getOption(SocketOption<V> option) throws IOException {
    return connection.channel().getOption(option);
  }

  // === Closing ===

  /**
   * Sends what is pending, for at most {@link #LINGER}, and closes the connection. Who waits to
   * read fails with {@link SocketException} at once. Cancelling it closes without sending.
   *
   * @return fails with {@link SocketException} if something was accepted and could not be sent, and
   *     no write or shutdown has told so
   */
  @Override
  public Task<Void> closeAsync() {
    return connection.close();
  }

  /** Closes the connection at once: what is pending is dropped, and the peer sees a reset. */
  public void abort() {
    connection.abort();
  }

  // === For this package ===

  Connection connection() {
    return connection;
  }

  @Override
  public String toString() {
    return connection.toString();
  }
}
