package dev.bobbin.net;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Small writes of one turn, of all sockets of a loop: they are sent at its end, for each socket all
 * at once. So no socket needs a buffer of its own to gather them in.
 */
final class Outbox {

  private final List<SocketOutput> senders = new ArrayList<>();
  private ByteBuffer bytes = ByteBuffer.allocate(0);
  private int filled;

  /** Where bytes of this size begin that were put in now; -1 if there is no room. */
  int put(ByteBuffer from) {
    if (bytes.capacity() == 0) {
      bytes = ByteBuffer.allocateDirect(ChannelPoller.PIECE);
    }
    int size = from.remaining();
    if (size > bytes.capacity() - filled) {
      return -1;
    }
    int start = filled;
    bytes.limit(start + size).position(start);
    bytes.put(from);
    filled += size;
    return start;
  }

  /** Where the next bytes will begin. */
  int end() {
    return filled;
  }

  /** To be told at the turn's end, or before if others need the room. */
  void add(SocketOutput sender) {
    senders.add(sender);
  }

  ByteBuffer view(int start, int end) {
    return bytes.limit(end).position(start);
  }

  /** Sends all that is in it. */
  void send() {
    if (filled == 0) {
      return;
    }
    for (int i = 0; i < senders.size(); i++) {
      senders.get(i).sendGathered();
    }
    senders.clear();
    filled = 0;
  }
}
