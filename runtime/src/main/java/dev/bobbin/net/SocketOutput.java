package dev.bobbin.net;

import dev.bobbin.Task;
import dev.bobbin.WaitingLine;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is on its way out of a socket: gathered in this turn, then pending because the network did
 * not take it.
 */
final class SocketOutput {

  /** Who writes while more is pending waits... */
  static final int HIGH_WATER = 64 * 1024;

  /** ...until no more than this is. */
  static final int LOW_WATER = 16 * 1024;

  /** From this size on gathering costs more than a call of its own. */
  private static final int LARGE = 8 * 1024;

  private static final int SMALLEST_PIECE = 2 * 1024;

  private final Connection connection;
  private Wire wire;
  private final Outbox outbox;
  private final ArrayDeque<ByteBuffer> pending = new ArrayDeque<>(0);
  private int pendingBytes;
  private @Nullable WaitingLine<Draining> line;

  /** The bytes in the outbox; none if both are equal. */
  private int start;

  private int end;
  private boolean shut;

  /** Nothing is accepted, because of that or of a handshake. */
  private boolean refuses;

  private @Nullable IOException failure;

  /** Somebody knows that not all that was accepted was sent. */
  private boolean failureTold;

  SocketOutput(Connection connection, Wire wire, Outbox outbox) {
    this.connection = connection;
    this.wire = wire;
    this.outbox = outbox;
  }

  // === For users ===

  Task<Void> write(ByteBuffer all) {
    if (refuses || failure != null) {
      return Task.failed(refusal());
    }
    accept(all);
    if (failure != null) {
      return Task.failed(refusal());
    }
    return pendingBytes > HIGH_WATER ? waitUntil(LOW_WATER) : Task.done();
  }

  private IOException refusal() {
    failureTold = true;
    if (failure == null && !shut) {
      return new SocketException(
          "write to "
              + connection
              + ": a TLS handshake is under way; await the task of startTls first");
    }
    return failure != null ? failure : connection.broken("write to", null);
  }

  private void accept(ByteBuffer all) {
    int size = all.remaining();
    if (!pending.isEmpty()) {
      keep(all);
    } else if (size >= LARGE) {
      sendNow(all);
    } else if (size > 0) {
      gather(all);
    }
  }

  private void gather(ByteBuffer small) {
    boolean follows = start < end && end == outbox.end();
    if (start < end && !follows) {
      sendGathered(); // somebody else's bytes are in between
      if (!pending.isEmpty() || failure != null) {
        accept(small);
        return;
      }
    }
    int size = small.remaining();
    int at = outbox.put(small);
    if (at < 0) {
      outbox.send();
      if (!pending.isEmpty() || failure != null) {
        accept(small);
        return;
      }
      follows = false;
      at = outbox.put(small);
    }
    if (follows) {
      end += size;
    } else {
      start = at;
      end = at + size;
      outbox.add(this);
    }
  }

  private void sendNow(ByteBuffer large) {
    try {
      if (start < end) {
        ByteBuffer gathered = outbox.view(start, end);
        start = end;
        wire.write(gathered, large);
        keep(gathered);
      } else {
        wire.write(large);
      }
      keep(large);
    } catch (IOException e) {
      fail(e);
    }
  }

  /** At the end of the turn, or before. */
  void sendGathered() {
    if (start == end) {
      return;
    }
    ByteBuffer gathered = outbox.view(start, end);
    start = end;
    if (failure == null) {
      try {
        wire.write(gathered);
        keep(gathered);
      } catch (IOException e) {
        fail(e);
      }
    }
  }

  /** What the network did not take now. The buffer is its owner's again. */
  private void keep(ByteBuffer rest) {
    boolean flushed = true;
    while (rest.hasRemaining() && failure == null) {
      ByteBuffer piece = pieceFor(rest.remaining());
      int from = piece.limit();
      int size = Math.min(rest.remaining(), piece.capacity() - from);
      piece.limit(from + size);
      piece.put(from, rest, rest.position(), size);
      rest.position(rest.position() + size);
      pendingBytes += size;
      flushed = false;
    }
    if (!flushed || !isWireFlushed()) {
      connection.want(Connection.WRITING);
    }
    rest.position(rest.limit());
  }

  /** The last pending one if it has room, or a new one. */
  private ByteBuffer pieceFor(int size) {
    ByteBuffer last = pending.peekLast();
    if (last == null || last.limit() == last.capacity()) {
      int capacity = Math.max(SMALLEST_PIECE, Math.min(size, ChannelPoller.PIECE));
      last = ByteBuffer.allocate(capacity).limit(0);
      pending.add(last);
    }
    return last;
  }

  private boolean isWireFlushed() {
    try {
      return wire.isFlushed();
    } catch (IOException e) {
      fail(e);
      return true;
    }
  }

  /** Accepts no more, and sends what it has. */
  Task<Void> drained() {
    shut = true;
    refuses = true;
    sendGathered();
    if (failure == null && pending.isEmpty()) {
      wire.finish();
    }
    if (failure != null) {
      return failureTold ? Task.done() : Task.failed(refusal());
    }
    return isEmpty() ? Task.done() : waitUntil(0);
  }

  Task<Void> shutdown() {
    if (shut) {
      return Task.done();
    }
    sendGathered();
    if (failure != null || refuses) {
      return Task.failed(refusal());
    }
    shut = true;
    refuses = true;
    if (pending.isEmpty()) {
      shutWire();
      if (failure != null) {
        return Task.failed(refusal());
      }
    }
    return isEmpty() ? Task.done() : waitUntil(0);
  }

  private void shutWire() {
    try {
      wire.shutdownOutput();
      if (!wire.isFlushed()) {
        connection.want(Connection.WRITING);
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  private Task<Void> waitUntil(int bytes) {
    if (line == null) {
      line = new WaitingLine<>(connection, "write to");
    }
    return new Draining(line, bytes);
  }

  // === For the connection ===

  /** Nothing more is accepted until {@link #open}; false if that is so already. */
  boolean hold() {
    if (refuses) {
      return false;
    }
    sendGathered();
    refuses = true;
    return true;
  }

  void switchTo(Wire next) {
    wire = next;
  }

  void open() {
    refuses = shut;
  }

  /** Whether the network is to tell when it takes more. */
  boolean isWaiting() {
    return failure == null && !(pending.isEmpty() && isWireFlushed());
  }

  boolean isEmpty() {
    return pending.isEmpty() && start == end && isWireFlushed();
  }

  /** The network takes more; false if it is to be asked again. */
  boolean ready() {
    while (failure == null && !pending.isEmpty()) {
      ByteBuffer next = Objects.requireNonNull(pending.peek());
      int size = next.remaining();
      try {
        wire.write(next);
      } catch (IOException e) {
        fail(e);
        break;
      }
      pendingBytes -= size - next.remaining();
      if (next.hasRemaining()) {
        break;
      }
      pending.poll();
    }
    if (failure == null && pending.isEmpty() && shut) {
      shutWire();
    }
    boolean all = failure != null || (pending.isEmpty() && isWireFlushed());
    wakeWriters();
    return all;
  }

  private void wakeWriters() {
    if (line == null) {
      return;
    }
    for (Draining next = line.first(); next != null; next = line.first()) {
      if (failure != null) {
        next.refuse(refusal());
      } else if (pendingBytes <= next.mark && (next.mark > 0 || isEmpty())) {
        next.done();
      } else {
        return;
      }
    }
  }

  /** Nothing is sent any more. */
  void close() {
    if (!shut || !isEmpty()) {
      fail(null);
    }
  }

  private void fail(@Nullable IOException cause) {
    if (failure == null) {
      failure = connection.broken("write to", cause);
      pending.clear();
      pendingBytes = 0;
      wakeWriters();
    }
  }

  /** Whether the exception is one that this direction broke with. */
  boolean brokeWith(Throwable thrown) {
    return failure == thrown;
  }

  int pendingBytes() {
    return pendingBytes + end - start;
  }
}
