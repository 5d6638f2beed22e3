package dev.bobbin.net;

import dev.bobbin.Promise;
import dev.bobbin.WaitingLine;
import java.io.IOException;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A packet on its way in or out. */
abstract class DatagramWait<T> extends Promise<T> {

  private final AsyncDatagram endpoint;

  DatagramWait(WaitingLine<?> line, AsyncDatagram endpoint) {
    super(line);
    this.endpoint = endpoint;
  }

  /** Null if the network is not ready. */
  abstract @Nullable T transfer(AsyncDatagram through) throws IOException;

  /** For messages. */
  abstract String verb();

  boolean isOver(@Nullable T result) {
    return result != null;
  }

  final void attempt() {
    try {
      T result = transfer(endpoint);
      if (isOver(result)) {
        complete(result);
      }
    } catch (PortUnreachableException e) {
      fail(e); // its class says all
    } catch (IOException e) {
      fail(endpoint.broken(verb(), e));
    } catch (RuntimeException mistake) {
      fail(mistake); // such as an address of the wrong family
    }
  }

  final void refuse(IOException failure) {
    fail(failure);
  }

  static final class Receive extends DatagramWait<Datagram> {

    Receive(WaitingLine<?> line, AsyncDatagram endpoint) {
      super(line, endpoint);
    }

    @Override
    @Nullable Datagram transfer(AsyncDatagram through) throws IOException {
      ByteBuffer scratch = through.poller().scratch();
      SocketAddress from = through.channel().receive(scratch);
      if (from == null) {
        return null;
      }
      byte[] bytes = new byte[scratch.flip().remaining()];
      scratch.get(bytes);
      return new Datagram(bytes, from);
    }

    @Override
    String verb() {
      return "receive from";
    }
  }

  static final class ReceiveInto extends DatagramWait<SocketAddress> {

    private final ByteBuffer into;

    ReceiveInto(WaitingLine<?> line, AsyncDatagram endpoint, ByteBuffer into) {
      super(line, endpoint);
      this.into = into;
    }

    @Override
    @Nullable SocketAddress transfer(AsyncDatagram through) throws IOException {
      return through.channel().receive(into);
    }

    @Override
    String verb() {
      return "receive from";
    }
  }

  static final class Send extends DatagramWait<Void> {

    private final ByteBuffer packet;
    private final @Nullable SocketAddress to;
    private boolean sent;

    Send(
        WaitingLine<?> line,
        AsyncDatagram endpoint,
        ByteBuffer packet,
        @Nullable SocketAddress to) {
      super(line, endpoint);
      this.packet = packet;
      this.to = to;
    }

    @Override
    @Nullable Void transfer(AsyncDatagram through) throws IOException {
      boolean empty = !packet.hasRemaining();
      if (empty && through.channel().isConnected()) {
        throw new IOException(
            "the JDK sends no empty packet over a connected channel: bind, and name the receiver");
      }
      int n = to == null ? through.channel().write(packet) : through.channel().send(packet, to);
      sent = n > 0 || empty; // of an empty packet one cannot tell
      return null;
    }

    @Override
    boolean isOver(@Nullable Void result) {
      return sent;
    }

    @Override
    String verb() {
      return "send from";
    }
  }
}
