package dev.bobbin.net;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Bytes in TLS records. The directions cross: taking a record in may need one to be sent, and both
 * may have to wait for what the engine computes on another thread. Whatever was waited for, {@link
 * Connection#stir} then tries both directions again.
 */
final class TlsWire implements Wire {

  private static final ByteBuffer NO_ROOM = ByteBuffer.allocate(0);

  private final Connection connection;
  private final TlsEngine engine;
  private final RecordsIn in;
  private final RecordsOut out;

  /** Set when the handshake is over. */
  private @Nullable SSLSession session;

  private boolean isTls13;

  /** Nothing can be taken in before something else is done. */
  private boolean stalled = true;

  /** The peer has sent its close_notify. */
  private boolean ended;

  /** This side's close_notify is due, or sent. */
  private boolean finishing;

  private @Nullable IOException failure;

  TlsWire(Connection connection, SSLEngine engine) {
    this.connection = connection;
    this.engine = new TlsEngine(engine);
    TlsBuffers buffers = connection.poller().tlsBuffers();
    this.in = new RecordsIn(connection.channel(), buffers, this.engine);
    this.out = new RecordsOut(connection, buffers, this.engine);
  }

  // === The handshake ===

  /** Begins with bytes that came before. */
  void begin(byte[] received) throws SSLException {
    in.prepend(received);
    engine.begin();
  }

  /** Whether the handshake is over; throws when it has failed. */
  boolean shake() throws IOException {
    try {
      throwFailure();
      while (session == null) {
        if (!service()) {
          return false;
        }
        if (engine.status() == HandshakeStatus.NEED_UNWRAP) {
          if (!takeRecord(NO_ROOM)) {
            return false;
          }
        } else {
          session = engine.session();
          isTls13 = session.getProtocol().equals("TLSv1.3");
        }
      }
      return true;
    } catch (IOException e) {
      throw broken(e);
    } finally {
      in.settle();
    }
  }

  @Nullable SSLSession session() {
    return session;
  }

  @Nullable String protocol() {
    return session == null ? null : engine.protocol();
  }

  // === Reading ===

  @Override
  public int read(ByteBuffer into) throws IOException {
    int start = into.position();
    try {
      while (into.hasRemaining() && failure == null) {
        if (!in.takePlain(into) && (ended || !service() || !takeRecord(into))) {
          break;
        }
      }
    } catch (IOException e) {
      broken(e); // what came before it comes first
    } finally {
      in.settle();
    }
    int n = into.position() - start;
    if (n == 0) {
      throwFailure();
    }
    return n == 0 && ended ? -1 : n;
  }

  @Override
  public boolean hasMore() {
    return in.hasPlain() || ended || failure != null;
  }

  @Override
  public boolean isTransparent() {
    return false;
  }

  /** Whether the network need not be asked for input now. */
  boolean isStalled() {
    return stalled;
  }

  /** Takes one record in; false if that cannot be done now. */
  private boolean takeRecord(ByteBuffer into) throws IOException {
    SSLEngineResult result = in.open(into);
    switch (result.getStatus()) {
      case BUFFER_UNDERFLOW -> {
        int n = in.fetch();
        if (n < 0) {
          throw session == null
              ? new EOFException("the peer closed the connection")
              : new SSLException(
                  "the peer closed the connection without a close_notify:"
                      + " its output may be cut off");
        }
        return n > 0;
      }
      case CLOSED -> {
        end();
        return false;
      }
      case BUFFER_OVERFLOW -> throw new SSLException("a record is longer than TLS allows");
      default -> {
        refuseRenegotiation(result.getHandshakeStatus());
        return result.bytesConsumed() > 0 || TlsEngine.isService(result.getHandshakeStatus());
      }
    }
  }

  private void end() throws IOException {
    if (session == null) {
      throw new EOFException("the peer ended the connection");
    }
    if (!isTls13) {
      out.control(); // before 1.3 either side's close_notify ends both directions
    }
    ended = true;
  }

  private void refuseRenegotiation(HandshakeStatus status) throws SSLException {
    if (session != null && !isTls13 && TlsEngine.isService(status)) {
      throw new SSLException("the peer asks for a new handshake (renegotiation), which is refused");
    }
  }

  // === Writing ===

  @Override
  public void write(ByteBuffer from) throws IOException {
    wrapAll(from);
  }

  @Override
  public void write(ByteBuffer first, ByteBuffer second) throws IOException {
    wrapAll(first, second);
  }

  /** The last one has something if any has. */
  private void wrapAll(ByteBuffer... data) throws IOException {
    throwFailure();
    ByteBuffer last = data[data.length - 1];
    while (last.hasRemaining() && !engine.isComputing() && session != null && out.flush()) {
      if (!out.send(data)) {
        return;
      }
    }
  }

  @Override
  public boolean isFlushed() throws IOException {
    if (!out.flush()) {
      return false;
    }
    if (finishing && !engine.isComputing() && !engine.isOutboundDone()) {
      shutdownOutput();
      return out.flush() && engine.isOutboundDone();
    }
    return !finishing || !engine.isComputing();
  }

  /** Sends the close_notify. In TLS 1.3 the peer may go on to write. */
  @Override
  public void shutdownOutput() throws IOException {
    finishing = true;
    if (!engine.isComputing() && !engine.isOutboundDone()) {
      engine.closeOutbound();
      while (!engine.isOutboundDone() && out.control()) {
        // a handshake that is given up tells so in a record of its own
      }
    }
  }

  @Override
  public void finish() {
    if (failure == null) {
      try {
        shutdownOutput();
      } catch (IOException e) {
        out.drop(); // no byte of the user is lost with it
      }
    }
  }

  // === Both ===

  /** Whether the engine computes. */
  boolean isComputing() {
    return engine.isComputing();
  }

  /** Does what the engine asks for beside data; false if that takes time. */
  private boolean service() throws IOException {
    boolean done = !engine.isComputing();
    while (done) {
      HandshakeStatus status = engine.status();
      if (status == HandshakeStatus.NEED_TASK) {
        engine.compute(this::computed);
        done = false;
      } else if (status == HandshakeStatus.NEED_WRAP) {
        done = out.control();
      } else {
        break;
      }
    }
    stalled = !done;
    return done;
  }

  private void computed(@Nullable Throwable thrown) {
    if (thrown != null && failure == null) {
      failure = new SSLException("what TLS needs could not be computed", thrown);
    }
    if (connection.channel().isOpen()) {
      connection.stir();
    }
  }

  private void throwFailure() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  /** Nothing works any more; the peer is told why if it can be. */
  private IOException broken(IOException cause) {
    if (failure == null) {
      failure = cause;
      in.drop();
      try {
        engine.closeOutbound();
        out.control();
      } catch (IOException e) {
        // the cause is what counts
      }
    }
    return failure;
  }

  /** The channel is about to be closed. */
  void release() {
    engine.cancelComputation();
    in.release();
    out.drop();
  }
}
