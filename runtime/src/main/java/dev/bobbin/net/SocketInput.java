package dev.bobbin.net;

import dev.bobbin.Task;
import dev.bobbin.WaitingLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What comes in at a socket. It asks the network only when somebody reads and the selector has said
 * that something is there, since an attempt in vain costs as much as one with success.
 */
final class SocketInput {

  private static final byte[] NONE = {};

  private final Connection connection;
  private Wire wire;
  private final WaitingLine<Reading<?>> line;

  /** Bytes that came together with those that were wanted: from {@link #from} to {@link #to}. */
  private byte[] ahead = NONE;

  private int from;
  private int to;

  /** A read might give something now: the last one filled its buffer, or nobody wanted it. */
  private boolean mayHaveMore;

  /** A read will give something: the selector has said so, and nobody has read since. */
  private boolean announced;

  private boolean ended;

  /** The socket is closed. Making the exception for it costs more than the rest of closing. */
  private boolean closed;

  private @Nullable IOException failure;

  SocketInput(Connection connection, Wire wire) {
    this.connection = connection;
    this.wire = wire;
    this.line = new WaitingLine<>(connection, "read from");
  }

  // === For users ===

  Task<Integer> read(ByteBuffer into) {
    requireIdle();
    if (into.isReadOnly()) { // found out when something comes, it would end the loop
      throw new IllegalArgumentException("read from " + connection + " into a read-only buffer");
    }
    if (!into.hasRemaining()) {
      return Task.of(0);
    }
    try {
      int n = readNow(into);
      return n != 0 ? Task.of(n) : park(new Reading.Some(line, this, into));
    } catch (IOException e) {
      return Task.failed(e);
    }
  }

  Task<Void> readable() {
    requireIdle();
    return isReadable() ? Task.done() : park(new Reading.Any(line, this));
  }

  <T> Task<T> read(Cut<T> cut) {
    requireIdle();
    try {
      return cutNow(cut) ? Task.of(cut.result()) : park(new Reading.Whole<>(line, this, cut));
    } catch (IOException e) {
      return Task.failed(e);
    }
  }

  private <T> Task<T> park(Reading<T> reading) {
    line.enter();
    if (!connection.want(Connection.READING)) {
      reading.refuse(connection.broken("read from", null));
    }
    return reading;
  }

  /** Nobody else reads until it is over. */
  Task<Void> secure(TlsWire next, Tls settings) {
    requireIdle();
    return TlsHandshake.begin(line, connection, next, settings);
  }

  private void requireIdle() {
    Reading<?> other = line.first();
    if (other != null) {
      throw new IllegalStateException(
          "read from "
              + connection
              + ", which "
              + other.reader()
              + " reads from: one task at a time, or their bytes would be mixed");
    }
  }

  // === What is there now ===

  /** How many bytes came, 0 if one has to wait, -1 at the end. */
  int readNow(ByteBuffer into) throws IOException {
    if (from < to) {
      int size = Math.min(to - from, into.remaining());
      into.put(ahead, from, size);
      skip(size);
      return size;
    }
    throwFailure();
    return ended ? -1 : mayHaveMore ? receive(into) : 0;
  }

  /** Whether the cut was made; if not, one has to wait. */
  boolean cutNow(Cut<?> cut) throws IOException {
    while (!cut.make(this)) {
      throwFailure();
      if (!mayHaveMore || fill() == 0) {
        return false;
      }
    }
    return true;
  }

  boolean isReadable() {
    if (from < to || ended || closed || failure != null) {
      return true;
    }
    if (wire.isTransparent()) {
      // That there may be more is not enough: a read in vain would wait, and keep a shared buffer.
      return announced;
    }
    if (!mayHaveMore) {
      return false;
    }
    try {
      return fill() != 0;
    } catch (IOException e) {
      return true; // the read tells
    }
  }

  private void throwFailure() throws IOException {
    if (closed && failure == null) {
      failure = connection.broken("read from", null);
    }
    if (failure != null) {
      throw failure;
    }
  }

  private int receive(ByteBuffer into) throws IOException {
    announced = false;
    try {
      int n = wire.read(into);
      mayHaveMore = n > 0 && (!into.hasRemaining() || wire.hasMore());
      ended = n < 0;
      return n;
    } catch (IOException e) {
      mayHaveMore = false;
      failure = connection.broken("read from", e);
      throw failure;
    }
  }

  private int fill() throws IOException {
    ByteBuffer scratch = connection.poller().scratch();
    int n = receive(scratch);
    if (n > 0) {
      makeRoom(n);
      scratch.flip().get(ahead, to, n);
      to += n;
    }
    return n;
  }

  private void makeRoom(int size) {
    int used = to - from;
    if (ahead.length - to >= size) {
      return;
    }
    int needed = used + size;
    byte[] target =
        needed <= ahead.length ? ahead : new byte[Math.max(needed, Math.min(2 * used, 1 << 30))];
    System.arraycopy(ahead, from, target, 0, used);
    ahead = target;
    from = 0;
    to = used;
  }

  // === For cuts ===

  int available() {
    return to - from;
  }

  boolean hasEnded() {
    return ended;
  }

  byte at(int index) {
    return ahead[from + index];
  }

  byte[] take(int size) {
    byte[] taken = Arrays.copyOfRange(ahead, from, from + size);
    skip(size);
    return taken;
  }

  void skip(int size) {
    from += size;
    if (from == to) {
      ahead = NONE; // a socket that waits holds no buffer
      from = 0;
      to = 0;
    }
  }

  // === For the connection ===

  /** The network has something; false if nobody wants it. */
  boolean ready() {
    mayHaveMore = true;
    announced = true;
    Reading<?> reading = line.first();
    if (reading == null) {
      return false;
    }
    reading.attempt();
    return true;
  }

  /** Nothing is read any more, for a reason that who reads is told. */
  void fail(IOException cause) {
    if (failure == null) {
      failure = cause;
    }
    close();
  }

  /** Nothing is read any more. */
  void close() {
    closed = true;
    Reading<?> reading = line.first();
    if (reading != null) {
      try {
        throwFailure();
      } catch (IOException told) {
        reading.refuse(told);
      }
    }
  }

  /** What was received and not read is the next wire's. */
  byte[] switchTo(Wire next) {
    wire = next;
    mayHaveMore = false;
    return take(available());
  }

  /** There may be input that the network does not tell of. */
  void mayHaveMore() {
    mayHaveMore = true;
  }

  boolean brokeWith(Throwable thrown) {
    return failure == thrown;
  }
}
