package dev.bobbin.net;

import dev.bobbin.Task;
import dev.bobbin.TimerHandle;
import dev.bobbin.WaitingLine;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * The wait for a handshake, which is a wait for input: nobody else reads meanwhile. When it fails,
 * the connection is closed.
 */
final class TlsHandshake extends Reading<Void> {

  private final Connection connection;
  private final TlsWire wire;
  private final TimerHandle limit;
  private boolean begun;

  private TlsHandshake(WaitingLine<?> line, Connection connection, TlsWire wire, Tls settings) {
    super(line);
    this.connection = connection;
    this.wire = wire;
    this.limit =
        connection
            .poller()
            .eventLoop()
            .schedule(settings.handshakeLimit, () -> expired(settings.handshakeLimit.toString()));
  }

  static Task<Void> begin(WaitingLine<?> line, Connection connection, TlsWire wire, Tls settings) {
    return new TlsHandshake(line, connection, wire, settings);
  }

  @Override
  void attempt() {
    try {
      begun = begun || connection.switchTo(wire);
      if (begun && wire.shake()) {
        limit.cancel();
        connection.secured();
        complete(null);
      }
    } catch (SSLException e) {
      refuse(told(String.valueOf(e.getMessage()), e));
      connection.shut();
    } catch (IOException e) {
      connection.breaks("TLS handshake with", e);
    }
  }

  private void expired(String time) {
    refuse(told("not done within " + time, null));
    connection.abort();
  }

  private SSLHandshakeException told(String why, @Nullable Throwable cause) {
    SSLHandshakeException told =
        new SSLHandshakeException("TLS handshake with " + connection + ": " + why);
    if (cause != null) {
      told.initCause(cause);
    }
    return told;
  }

  @Override
  void refuse(IOException failure) {
    limit.cancel();
    super.refuse(failure);
  }

  @Override
  protected void withdraw(CancellationException cancellation) {
    limit.cancel();
    super.withdraw(cancellation);
    connection.abort(); // amid the handshake it is of no use to anybody
  }
}
