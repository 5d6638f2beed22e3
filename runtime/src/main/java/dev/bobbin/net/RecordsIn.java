package dev.bobbin.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** TLS records on their way in. */
final class RecordsIn {

  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  private final SocketChannel channel;
  private final TlsBuffers buffers;

  /** What came and was not taken; within a call perhaps in the loop's buffer. */
  private ByteBuffer records = NONE;

  private boolean asked;

  RecordsIn(SocketChannel channel, TlsBuffers buffers) {
    this.channel = channel;
    this.buffers = buffers;
  }

  /** Begins with bytes that came before. */
  void prepend(byte[] bytes) {
    records = ByteBuffer.wrap(bytes);
  }

  ByteBuffer records() {
    return records;
  }

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

  void drop() {
    records = NONE;
    asked = false;
  }
}
