package dev.bobbin.net;

import dev.bobbin.Task;
import dev.bobbin.internal.Routine;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** Connects, then begins to speak TLS. */
final class TlsConnecting extends Routine<AsyncSocket> {

  private final SocketAddress address;
  private final Tls settings;
  private final SSLEngine engine;
  private @Nullable AsyncSocket socket;

  private TlsConnecting(SocketAddress address, Tls settings) {
    super("AsyncSocket.connect");
    this.address = address;
    this.settings = settings;
    this.engine = settings.engine(address); // before connecting, for its name, and its errors
  }

  static Task<AsyncSocket> to(SocketAddress address, Tls settings) {
    settings.require(true, "connect");
    return new TlsConnecting(address, settings).begin();
  }

  @Override
  protected @Nullable CompletionStage<?> step(int at, @Nullable Object arrived) {
    if (at == 0) {
      return await(Connecting.to(address), 1);
    }
    if (arrived instanceof AsyncSocket connected) {
      socket = connected;
      return await(connected.connection().startTls(settings, engine), 2);
    }
    return Task.of(Objects.requireNonNull(socket));
  }

  @Override
  protected @Nullable CompletionStage<?> failed(int at, Throwable failure) throws Throwable {
    if (socket != null) {
      socket.abort();
    }
    throw failure;
  }
}
