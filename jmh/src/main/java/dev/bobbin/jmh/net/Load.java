package dev.bobbin.jmh.net;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections that each send a message, wait for the answer, and send the next. With {@code
 * reconnects}, each makes a new connection for each message.
 */
final class Load implements AutoCloseable {

  private final Selector selector = Selector.open();
  private final ByteBuffer answers = ByteBuffer.allocateDirect(64 * 1024);
  private final List<Client> clients = new ArrayList<>();
  private final int port;
  private final ByteBuffer message;
  private final int answerSize;
  private final boolean reconnects;

  /** Which of the addresses of this machine is the next to connect from. */
  private int source;

  private boolean over = true;
  private int busy;
  private long answered;

  Load(int port, byte[] message, int answerSize, boolean reconnects) throws IOException {
    this.port = port;
    this.message = ByteBuffer.allocateDirect(message.length).put(message).flip();
    this.answerSize = answerSize;
    this.reconnects = reconnects;
  }

  static Load of(String kind, int port) throws IOException {
    return switch (kind) {
      case "http" -> new Load(port, Hello.REQUEST.getBytes(US_ASCII), Hello.RESPONSE.length, false);
      case "accept" -> new Load(port, new byte[64], 64, true);
      default -> new Load(port, new byte[Integer.parseInt(kind)], Integer.parseInt(kind), false);
    };
  }

  /** Opens connections, and waits until each has had an answer. */
  void open(int connections) throws IOException {
    for (int i = 0; i < connections; i++) {
      clients.add(new Client());
    }
    for (Client client : clients) {
      client.send();
    }
    drain();
  }

  /** How many messages were answered. */
  long run(long millis) throws IOException {
    long start = System.nanoTime();
    answered = 0;
    over = false;
    for (Client client : clients) {
      client.send();
    }
    while (System.nanoTime() - start < millis * 1_000_000) {
      selector.select(Load::ready, 100);
    }
    over = true;
    drain();
    return answered;
  }

  private void drain() throws IOException {
    long start = System.nanoTime();
    while (busy > 0) {
      selector.select(Load::ready, 100);
      if (System.nanoTime() - start > 10_000_000_000L) {
        throw new IOException(busy + " connections wait for an answer in vain");
      }
    }
  }

  private static void ready(SelectionKey key) {
    try {
      ((Client) key.attachment()).ready(key.readyOps());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    for (Client client : clients) {
      client.channel.close();
    }
    selector.close();
  }

  private final class Client {
    private final ByteBuffer unsent = message.duplicate();
    private SocketChannel channel;
    private SelectionKey key;
    private int missing;

    Client() throws IOException {
      channel = connect();
      key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** From many addresses, since each has a few ten thousand ports only, which rest after use. */
    private SocketChannel connect() throws IOException {
      SocketChannel made = SocketChannel.open();
      if (reconnects) {
        made.bind(new InetSocketAddress("127.0.0." + (1 + source++ % 250), 0));
      }
      made.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      made.configureBlocking(false);
      made.setOption(StandardSocketOptions.TCP_NODELAY, true);
      return made;
    }

    void send() throws IOException {
      busy++;
      missing = answerSize;
      unsent.clear();
      write();
    }

    private void write() throws IOException {
      channel.write(unsent);
      int wanted =
          unsent.hasRemaining()
              ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
              : SelectionKey.OP_READ;
      if (key.interestOps() != wanted) {
        key.interestOps(wanted);
      }
    }

    void ready(int operations) throws IOException {
      if ((operations & SelectionKey.OP_WRITE) != 0) {
        write();
      }
      if ((operations & SelectionKey.OP_READ) != 0) {
        int n = channel.read(answers.clear());
        if (n < 0) {
          throw new IOException("the server closed a connection");
        }
        missing -= n;
        if (missing == 0) {
          answered();
        } else if (missing < 0) {
          throw new IOException("the answer is too long by " + -missing);
        }
      }
    }

    private void answered() throws IOException {
      answered++;
      busy--;
      if (reconnects) {
        channel.close();
        channel = connect();
        key = channel.register(selector, SelectionKey.OP_READ, this);
      }
      if (!over) {
        send();
      }
    }
  }
}
