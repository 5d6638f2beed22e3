package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.Task;
import dev.bobbin.net.AsyncSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Random;

/** What tests of the network have in common: connections within this machine, and talk on them. */
final class Loopback {

  /** Any port that is free. */
  static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private static final int PIECE = 10_000;

  private Loopback() {}

  /** Two ends of one connection, both of this loop. */
  record Pair(AsyncSocket left, AsyncSocket right) {

    static Pair connected() throws IOException {
      try (ServerSocketChannel listening = ServerSocketChannel.open().bind(ANY)) {
        SocketChannel left = SocketChannel.open(listening.getLocalAddress());
        return new Pair(AsyncSocket.adopt(left), AsyncSocket.adopt(listening.accept()));
      }
    }

    @Async
    Task<Void> close() {
      await(left.closeAsync());
      await(right.closeAsync());
      return Task.done();
    }
  }

  /** The same bytes for the same size. */
  static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  @Async
  static Task<Void> echoLines(AsyncSocket socket) {
    for (String line = await(socket.readLine()); line != null; line = await(socket.readLine())) {
      await(socket.write(line + "\n"));
    }
    return Task.done();
  }

  @Async
  static Task<Void> sendAll(AsyncSocket socket, byte[] all) {
    for (int from = 0; from < all.length; from += PIECE) {
      await(socket.write(ByteBuffer.wrap(all, from, Math.min(PIECE, all.length - from))));
      assertTrue(socket.pendingBytes() <= 64 * 1024 + PIECE, "back-pressure");
    }
    return socket.shutdownOutput();
  }

  /** All up to the end, of which {@code size} bytes are expected. */
  @Async
  static Task<byte[]> receiveSlowly(AsyncSocket socket, int size) {
    ByteBuffer all = ByteBuffer.allocate(size + 1);
    while (await(socket.read(all)) >= 0) {
      await(all.position() % 7 == 0 ? sleep(Duration.ofMillis(1)) : yieldNow());
    }
    byte[] received = new byte[all.position()];
    all.flip().get(received);
    return Task.of(received);
  }
}
