package dev.bobbin.net;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * How one side of a connection speaks TLS: an {@link SSLContext}, which has the keys and says whom
 * to trust, and settings; immutable.
 *
 * <pre>{@code
 * var tls = Tls.client(context).withApplicationProtocols("h2", "http/1.1");
 * try (var socket = await(AsyncSocket.connect(address, tls))) { ... }
 * }</pre>
 */
public final class Tls {

  final boolean isClient;
  final Duration handshakeLimit;
  private final SSLContext context;

  /** Of the peer; null for the one in its address. */
  private final @Nullable String host;

  private final boolean anyHost;
  private final List<String> protocols;
  private final Consumer<? super SSLParameters> parameters;

  private Tls(
      SSLContext context,
      boolean isClient,
      @Nullable String host,
      boolean anyHost,
      List<String> protocols,
      Consumer<? super SSLParameters> parameters,
      Duration handshakeLimit) {
    this.context = Objects.requireNonNull(context, "context");
    this.isClient = isClient;
    this.host = host;
    this.anyHost = anyHost;
    this.protocols = protocols;
    this.parameters = parameters;
    this.handshakeLimit = handshakeLimit;
  }

  private static Tls of(SSLContext context, boolean isClient) {
    return new Tls(context, isClient, null, false, List.of(), p -> {}, Duration.ofSeconds(30));
  }

  /**
   * The side that begins. It asks the server for the certificate of the host that it connects to,
   * and accepts no other one.
   */
  public static Tls client(SSLContext context) {
    return of(context, true);
  }

  /** The side that answers. */
  public static Tls server(SSLContext context) {
    return of(context, false);
  }

  /**
   * The host that the server's certificate has to be for, and whose certificate is asked for (SNI).
   * By default it is the one in the address that is connected to: its name, or its IP address if it
   * was made without a name. A Unix domain socket has none, so there it must be given.
   */
  public Tls withHost(String name) {
    return new Tls(
        context,
        isClient,
        Objects.requireNonNull(name, "name"),
        anyHost,
        protocols,
        parameters,
        handshakeLimit);
  }

  /**
   * Accepts a trusted certificate of whichever host. Who has any such certificate can then pretend
   * to be the server: it is for networks in which all that are trusted are the same.
   */
  public Tls withAnyHost() {
    return new Tls(context, isClient, host, true, protocols, parameters, handshakeLimit);
  }

  /** Protocols to be chosen from by ALPN, the best first; see {@link AsyncSocket#tlsProtocol}. */
  public Tls withApplicationProtocols(String... names) {
    return new Tls(context, isClient, host, anyHost, List.of(names), parameters, handshakeLimit);
  }

  /**
   * Changes what else there is: {@code withParameters(p -> p.setNeedClientAuth(true))}. The
   * function is called for each connection, after the settings above were made, so that it has the
   * last word.
   */
  public Tls withParameters(Consumer<? super SSLParameters> change) {
    return new Tls(
        context,
        isClient,
        host,
        anyHost,
        protocols,
        Objects.requireNonNull(change, "change"),
        handshakeLimit);
  }

  /** How long a handshake may take; by default 30 s. */
  public Tls withHandshakeLimit(Duration time) {
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException("handshake limit is " + time + ", not positive");
    }
    return new Tls(context, isClient, host, anyHost, protocols, parameters, time);
  }

  void require(boolean client, String where) {
    if (isClient != client) {
      String role = client ? "client" : "server";
      throw new IllegalArgumentException(where + " needs Tls." + role + "(...), not " + this);
    }
  }

  /**
   * For a connection to an address.
   *
   * @throws IllegalArgumentException if it has no host, or the settings do not fit
   */
  SSLEngine engine(@Nullable SocketAddress peer) {
    String name = isClient ? hostOf(peer) : null;
    SSLEngine engine =
        name == null ? context.createSSLEngine() : context.createSSLEngine(name, portOf(peer));
    engine.setUseClientMode(isClient);
    SSLParameters chosen = engine.getSSLParameters();
    if (isClient && !anyHost) {
      chosen.setEndpointIdentificationAlgorithm("HTTPS");
    }
    if (!protocols.isEmpty()) {
      chosen.setApplicationProtocols(protocols.toArray(String[]::new));
    }
    parameters.accept(chosen);
    engine.setSSLParameters(chosen);
    return engine;
  }

  private @Nullable String hostOf(@Nullable SocketAddress peer) {
    if (host != null) {
      return host;
    }
    if (peer instanceof InetSocketAddress address) {
      String name = address.getHostString();
      int zone = name.indexOf('%'); // of a link-local address; no certificate has it
      return zone < 0 ? name : name.substring(0, zone);
    }
    if (anyHost) {
      return null;
    }
    throw new IllegalArgumentException(
        Addresses.text(peer)
            + " names no host that the server's certificate could be checked for:"
            + " say Tls.client(context).withHost(name)");
  }

  private static int portOf(@Nullable SocketAddress peer) {
    return peer instanceof InetSocketAddress address ? address.getPort() : -1;
  }

  @Override
  public String toString() {
    return "Tls." + (isClient ? "client" : "server") + (host == null ? "" : "[" + host + "]");
  }
}
