package dev.bobbin.jmh.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A loop over a selector, written by hand: the practical limit that all others are held against.
 */
final class SelectorServer implements Server {

  private static final int BACKLOG = 1024;

  private final Selector selector = Selector.open();
  private final ServerSocketChannel acceptor = ServerSocketChannel.open();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
  private boolean http;

  SelectorServer() throws IOException {}

  @Override
  public void serve(boolean hello, IntConsumer listening) throws IOException {
    http = hello;
    acceptor.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    acceptor.configureBlocking(false);
    acceptor.register(selector, SelectionKey.OP_ACCEPT);
    listening.accept(acceptor.socket().getLocalPort());
    while (selector.isOpen()) {
      selector.select(this::ready);
    }
  }

  private void ready(SelectionKey key) {
    if (key.attachment() instanceof Connection connection) {
      try {
        connection.ready(key.readyOps());
      } catch (IOException broken) {
        connection.close();
      }
    } else {
      accept();
    }
  }

  private void accept() {
    try {
      for (SocketChannel next = acceptor.accept(); next != null; next = acceptor.accept()) {
        next.configureBlocking(false);
        next.setOption(StandardSocketOptions.TCP_NODELAY, true);
        new Connection(next);
      }
    } catch (IOException e) {
      throw new IllegalStateException("accept", e);
    }
  }

  private final class Connection {
    private final SocketChannel channel;
    private final SelectionKey key;
    private final @Nullable Hello hello = http ? new Hello() : null;
    private @Nullable ByteBuffer unsent;

    Connection(SocketChannel channel) throws IOException {
      this.channel = channel;
      this.key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    void ready(int operations) throws IOException {
      if (unsent != null) {
        channel.write(unsent);
        if (unsent.hasRemaining()) {
          return;
        }
        unsent = null;
        key.interestOps(SelectionKey.OP_READ);
      }
      if ((operations & SelectionKey.OP_READ) != 0) {
        read();
      }
    }

    private void read() throws IOException {
      boolean filled = true;
      while (filled && unsent == null) {
        int n = channel.read(buffer.clear());
        if (n < 0) {
          close();
          return;
        }
        filled = !buffer.hasRemaining();
        buffer.flip();
        if (hello == null ? n > 0 : hello.answer(buffer)) {
          write();
        }
      }
    }

    private void write() throws IOException {
      channel.write(buffer);
      if (buffer.hasRemaining()) {
        unsent = ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
        key.interestOps(SelectionKey.OP_WRITE);
      }
    }

    void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw new IllegalStateException("close", e);
      }
    }
  }
}
