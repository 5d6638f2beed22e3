package dev.bobbin.net;

import dev.bobbin.Bobbin;
import dev.bobbin.Task;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Bytes in TLS records. The directions cross: taking a record in may need one to be sent, and both
 * may have to wait for what the engine computes on another thread. Whatever was waited for, {@link
 * AsyncSocket#stir} then tries both directions again.
 */
final class TlsWire implements Wire {

  private static final ByteBuffer[] NOTHING = {ByteBuffer.allocate(0)};

  private final AsyncSocket socket;
  private final SocketChannel channel;
  private final TlsBuffers buffers;
  private final SSLEngine engine;
  private final RecordsIn in;
  private final RecordsOut out;

  /** Bytes of a record for which a read had no room. */
  private @Nullable ByteBuffer plain;

  /** While it runs nobody else may use the engine, which is locked. */
  private @Nullable Task<?> computation;

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

  TlsWire(AsyncSocket socket, SocketChannel channel, TlsBuffers buffers, SSLEngine engine) {
    this.socket = socket;
    this.channel = channel;
    this.buffers = buffers;
    this.engine = engine;
    this.in = new RecordsIn(channel, buffers);
    this.out = new RecordsOut(socket, channel, buffers);
  }

  // === The handshake ===

  /** Begins with bytes that came before. */
  void begin(byte[] received) throws SSLException {
    in.prepend(received);
    engine.beginHandshake();
  }

  /** Whether the handshake is over; throws when it has failed. */
  boolean shake() throws IOException {
    try {
      throwFailure();
      while (session == null) {
        if (!service()) {
          return false;
        }
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP) {
          if (!takeRecord(NOTHING[0])) {
            return false;
          }
        } else {
          session = engine.getSession();
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
    String chosen = session == null || computation != null ? null : engine.getApplicationProtocol();
    return chosen == null || chosen.isEmpty() ? null : chosen;
  }

  // === Reading ===

  @Override
  public int read(ByteBuffer into) throws IOException {
    if (into.isReadOnly()) {
      throw new IllegalArgumentException("Read-only buffer");
    }
    int start = into.position();
    try {
      while (into.hasRemaining() && failure == null) {
        if (!takePlain(into) && (ended || !service() || !takeRecord(into))) {
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
    return plain != null || ended || failure != null;
  }

  @Override
  public boolean isTransparent() {
    return false;
  }

  /** Whether the network need not be asked for input now. */
  boolean isStalled() {
    return stalled;
  }

  private boolean takePlain(ByteBuffer into) {
    ByteBuffer left = plain;
    if (left == null) {
      return false;
    }
    move(left, into);
    if (!left.hasRemaining()) {
      plain = null;
    }
    return true;
  }

  private static void move(ByteBuffer from, ByteBuffer into) {
    int end = from.limit();
    from.limit(from.position() + Math.min(from.remaining(), into.remaining()));
    into.put(from);
    from.limit(end);
  }

  /** Takes one record in; false if that cannot be done now. */
  private boolean takeRecord(ByteBuffer into) throws IOException {
    SSLEngineResult result = unwrap(into);
    if (result.getStatus() == Status.BUFFER_OVERFLOW) {
      ByteBuffer whole = buffers.plain();
      result = unwrap(whole);
      whole.flip();
      move(whole, into);
      plain = whole.hasRemaining() ? TlsBuffers.rest(whole) : null;
    }
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
        return result.bytesConsumed() > 0 || isService(result.getHandshakeStatus());
      }
    }
  }

  private void end() throws IOException {
    if (session == null) {
      throw new EOFException("the peer ended the connection");
    }
    if (!isTls13) {
      control(); // before 1.3 either side's close_notify ends both directions
    }
    ended = true;
  }

  private void refuseRenegotiation(HandshakeStatus status) throws SSLException {
    if (session != null && !isTls13 && isService(status)) {
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
    while (last.hasRemaining() && computation == null && session != null && out.flush()) {
      ByteBuffer room = out.room();
      SSLEngineResult result;
      do {
        result = wrap(data, room);
      } while (result.getStatus() == Status.OK
          && result.bytesProduced() > 0
          && last.hasRemaining());
      boolean progress = room.position() > 0;
      out.send(room);
      if (result.getStatus() == Status.CLOSED) {
        throw new SSLException(
            "the peer has ended the connection, which before TLS 1.3 ends both directions");
      }
      if (!progress) {
        return; // the engine wants something else first, which reading brings about
      }
    }
  }

  @Override
  public boolean isFlushed() throws IOException {
    if (!out.flush()) {
      return false;
    }
    if (finishing && computation == null && !engine.isOutboundDone()) {
      shutdownOutput();
      return out.flush() && engine.isOutboundDone();
    }
    return !finishing || computation == null;
  }

  /** Sends the close_notify. In TLS 1.3 the peer may go on to write. */
  @Override
  public void shutdownOutput() throws IOException {
    finishing = true;
    if (computation == null && !engine.isOutboundDone()) {
      engine.closeOutbound();
      while (!engine.isOutboundDone() && control()) {
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
    return computation != null;
  }

  private static boolean isService(HandshakeStatus status) {
    return status == HandshakeStatus.NEED_TASK || status == HandshakeStatus.NEED_WRAP;
  }

  /** Does what the engine asks for beside data; false if that takes time. */
  private boolean service() throws IOException {
    boolean done = computation == null;
    while (done) {
      HandshakeStatus status = engine.getHandshakeStatus();
      if (status == HandshakeStatus.NEED_TASK) {
        compute();
        done = false;
      } else if (status == HandshakeStatus.NEED_WRAP) {
        done = control();
      } else {
        break;
      }
    }
    stalled = !done;
    return done;
  }

  /** Sends records without data, as many as there are; false if none can be sent now. */
  private boolean control() throws IOException {
    try {
      if (!out.flush()) {
        return false;
      }
    } catch (IOException e) {
      out.drop(); // writes find out themselves, and what came in is still good
    }
    ByteBuffer room = out.room();
    try {
      SSLEngineResult result;
      do {
        result = wrap(NOTHING, room);
      } while (result.getStatus() == Status.OK
          && result.bytesProduced() > 0
          && result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP);
      return room.position() > 0;
    } finally {
      sendQuietly(room);
    }
  }

  private void sendQuietly(ByteBuffer room) {
    try {
      out.send(room);
    } catch (IOException e) {
      out.drop(); // as above
    }
  }

  private void compute() {
    Task<?> begun =
        Bobbin.blocking(
            () -> {
              for (Runnable each = engine.getDelegatedTask();
                  each != null;
                  each = engine.getDelegatedTask()) {
                each.run();
              }
              return true;
            });
    computation = begun;
    begun.whenComplete((done, thrown) -> computed(thrown));
  }

  private void computed(@Nullable Throwable thrown) {
    computation = null;
    if (thrown != null && failure == null) {
      failure = new SSLException("what TLS needs could not be computed", thrown);
    }
    if (channel.isOpen()) {
      socket.stir();
    }
  }

  private SSLEngineResult unwrap(ByteBuffer into) throws SSLException {
    try {
      return engine.unwrap(in.records(), into);
    } catch (RuntimeException e) {
      throw new SSLException(e.toString(), e);
    }
  }

  private SSLEngineResult wrap(ByteBuffer[] data, ByteBuffer room) throws SSLException {
    try {
      return engine.wrap(data, room);
    } catch (RuntimeException e) {
      throw new SSLException(e.toString(), e);
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
        control();
      } catch (IOException e) {
        // the cause is what counts
      }
    }
    return failure;
  }

  /** The channel is about to be closed. */
  void release() {
    if (computation != null) {
      computation.cancel(true);
    }
    plain = null;
    in.drop();
    out.drop();
    try {
      // What was not read, such as a session ticket, would make the close a reset.
      channel.read(buffers.incoming());
    } catch (IOException e) {
      // then it is closed already
    }
  }
}
