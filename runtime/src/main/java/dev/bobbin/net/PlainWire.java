package dev.bobbin.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Bytes as they are. */
final class PlainWire implements Wire {

  private final SocketChannel channel;

  PlainWire(SocketChannel channel) {
    this.channel = channel;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return channel.read(into);
  }

  @Override
  public boolean hasMore() {
    return false;
  }

  @Override
  public boolean isTransparent() {
    return true;
  }

  @Override
  public void write(ByteBuffer from) throws IOException {
    int end = from.limit();
    try {
      while (from.position() < end) {
        // The JDK copies what is on the heap, into a buffer of that size which it keeps for good.
        int piece = Math.min(end, from.position() + ChannelPoller.PIECE);
        from.limit(piece);
        channel.write(from);
        if (from.position() < piece) {
          return;
        }
      }
    } finally {
      from.limit(end);
    }
  }

  @Override
  public void write(ByteBuffer first, ByteBuffer second) throws IOException {
    int end = second.limit();
    second.limit(Math.min(end, second.position() + ChannelPoller.PIECE));
    try {
      channel.write(new ByteBuffer[] {first, second});
    } finally {
      boolean all = !second.hasRemaining();
      second.limit(end);
      if (all && second.hasRemaining()) {
        write(second);
      }
    }
  }

  @Override
  public boolean isFlushed() {
    return true;
  }

  @Override
  public void shutdownOutput() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  public void finish() {
    // closing the channel tells the peer
  }
}
