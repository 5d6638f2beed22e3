package dev.bobbin.net;

import java.nio.ByteBuffer;

/**
 * Buffers that all TLS connections of a loop share: none of them has bytes in one when it returns
 * to the loop, so one that is idle holds no buffer.
 */
final class TlsBuffers {

  /** The longest record, with which some peers exceed what the standard allows. */
  private static final int RECORD = 34 * 1024;

  private final ByteBuffer incoming = ByteBuffer.allocateDirect(ChannelPoller.PIECE + RECORD);
  private final ByteBuffer outgoing = ByteBuffer.allocateDirect(ChannelPoller.PIECE);
  private final ByteBuffer plain = ByteBuffer.allocateDirect(RECORD);

  /** For records from the network. */
  ByteBuffer incoming() {
    return incoming.clear();
  }

  /** For records to the network. */
  ByteBuffer outgoing() {
    return outgoing.clear();
  }

  /** For what is in a record. */
  ByteBuffer plain() {
    return plain.clear();
  }

  /** What is left in a buffer, in one of its own. */
  static ByteBuffer rest(ByteBuffer shared) {
    return ByteBuffer.allocate(shared.remaining()).put(shared).flip();
  }
}
