package dev.bobbin.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** TLS records on their way out. */
final class RecordsOut {

  private static final ByteBuffer[] NOTHING = {ByteBuffer.allocate(0)};

  private final Connection connection;
  private final TlsBuffers buffers;
  private final TlsEngine engine;

  /** What the network did not take yet; while there is any, no more records are made. */
  private @Nullable ByteBuffer unsent;

  RecordsOut(Connection connection, TlsBuffers buffers, TlsEngine engine) {
    this.connection = connection;
    this.buffers = buffers;
    this.engine = engine;
  }

  /**
   * Sends as much as fits into the loop's buffer, if nothing is left of before.
   *
   * @param data of which the last one has something if any has
   * @return false if the engine wants something else first, which reading brings about
   */
  boolean send(ByteBuffer[] data) throws IOException {
    ByteBuffer last = data[data.length - 1];
    ByteBuffer room = buffers.outgoing();
    SSLEngineResult result;
    do {
      result = engine.wrap(data, room);
    } while (result.getStatus() == Status.OK && result.bytesProduced() > 0 && last.hasRemaining());
    boolean progress = room.position() > 0;
    push(room);
    if (result.getStatus() == Status.CLOSED) {
      throw new SSLException(
          "the peer has ended the connection, which before TLS 1.3 ends both directions");
    }
    return progress;
  }

  /** Sends records without data, as many as there are; false if none can be sent now. */
  boolean control() throws IOException {
    try {
      if (!flush()) {
        return false;
      }
    } catch (IOException e) {
      drop(); // writes find out themselves, and what came in is still good
    }
    ByteBuffer room = buffers.outgoing();
    try {
      SSLEngineResult result;
      do {
        result = engine.wrap(NOTHING, room);
      } while (result.getStatus() == Status.OK
          && result.bytesProduced() > 0
          && result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP);
      return room.position() > 0;
    } finally {
      pushQuietly(room);
    }
  }

  private void pushQuietly(ByteBuffer filled) {
    try {
      push(filled);
    } catch (IOException e) {
      drop(); // as above
    }
  }

  private void push(ByteBuffer filled) throws IOException {
    filled.flip();
    if (filled.hasRemaining()) {
      connection.channel().write(filled);
    }
    if (filled.hasRemaining()) {
      unsent = TlsBuffers.rest(filled);
      connection.want(Connection.WRITING);
    }
  }

  /** Whether all was sent, now at the latest. */
  boolean flush() throws IOException {
    ByteBuffer left = unsent;
    if (left != null) {
      connection.channel().write(left);
      if (left.hasRemaining()) {
        return false;
      }
      unsent = null;
    }
    return true;
  }

  void drop() {
    unsent = null;
  }
}
