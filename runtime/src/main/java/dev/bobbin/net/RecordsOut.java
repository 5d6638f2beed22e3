package dev.bobbin.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** TLS records on their way out. */
final class RecordsOut {

  private final AsyncSocket socket;
  private final SocketChannel channel;
  private final TlsBuffers buffers;

  /** What the network did not take yet; while there is any, no more records are made. */
  private @Nullable ByteBuffer unsent;

  RecordsOut(AsyncSocket socket, SocketChannel channel, TlsBuffers buffers) {
    this.socket = socket;
    this.channel = channel;
    this.buffers = buffers;
  }

  /** To be filled, and then sent, if nothing is left of before. */
  ByteBuffer room() {
    return buffers.outgoing();
  }

  void send(ByteBuffer filled) throws IOException {
    filled.flip();
    if (filled.hasRemaining()) {
      channel.write(filled);
    }
    if (filled.hasRemaining()) {
      unsent = TlsBuffers.rest(filled);
      socket.want(AsyncSocket.WRITING);
    }
  }

  /** Whether all was sent, now at the latest. */
  boolean flush() throws IOException {
    ByteBuffer left = unsent;
    if (left != null) {
      channel.write(left);
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
