package dev.bobbin.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** TLS records on their way in. */
final class RecordsIn {

  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  private final SocketChannel channel;
  private final TlsBuffers buffers;
  private final TlsEngine engine;

  /** What came and was not taken; within a call perhaps in the loop's buffer. */
  private ByteBuffer records = NONE;

  private boolean asked;

  /** Bytes of a record for which a read had no room. */
  private @Nullable ByteBuffer plain;

  RecordsIn(SocketChannel channel, TlsBuffers buffers, TlsEngine engine) {
    this.channel = channel;
    this.buffers = buffers;
    this.engine = engine;
  }

  /** Begins with bytes that came before. */
  void prepend(byte[] bytes) {
    records = ByteBuffer.wrap(bytes);
  }

  // === From the network ===

  /**
   * Adds what the network has, to less than one record. It is asked once until {@link #settle}, so
   * that a fast peer keeps nobody for long.
   *
   * @return how many bytes came, 0 if none, -1 at the end
   */
  int fetch() throws IOException {
    if (asked) {
      return 0;
    }
    asked = true;
    ByteBuffer all = buffers.incoming().put(records);
    records = NONE;
    int n = channel.read(all);
    records = all.flip();
    return n;
  }

  /** The loop's buffer is for others now. */
  void settle() {
    if (!records.hasRemaining()) {
      records = NONE;
    } else if (asked) {
      records = TlsBuffers.rest(records);
    }
    asked = false;
  }

  // === To a reader ===

  /** Whether there is something of a record that was opened before. */
  boolean hasPlain() {
    return plain != null;
  }

  /** Gives what was left of a record; false if nothing was. */
  boolean takePlain(ByteBuffer into) {
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

  /** Opens one record; what the reader has no room for is kept. */
  SSLEngineResult open(ByteBuffer into) throws SSLException {
    SSLEngineResult result = engine.unwrap(records, into);
    if (result.getStatus() == Status.BUFFER_OVERFLOW) {
      ByteBuffer whole = buffers.plain();
      result = engine.unwrap(records, whole);
      whole.flip();
      move(whole, into);
      plain = whole.hasRemaining() ? TlsBuffers.rest(whole) : null;
    }
    return result;
  }

  private static void move(ByteBuffer from, ByteBuffer into) {
    int end = from.limit();
    from.limit(from.position() + Math.min(from.remaining(), into.remaining()));
    into.put(from);
    from.limit(end);
  }

  // === The end ===

  /** What was not opened is not wanted any more. */
  void drop() {
    records = NONE;
    asked = false;
  }

  /** Nothing is. */
  void release() {
    plain = null;
    drop();
    try {
      // What was not read, such as a session ticket, would make the close a reset.
      channel.read(buffers.incoming());
    } catch (IOException e) {
      // then it is closed already
    }
  }
}
