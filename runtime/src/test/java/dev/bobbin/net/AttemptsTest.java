package dev.bobbin.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bobbin.test.VirtualLoop;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The race of connections to several addresses. */
@Timeout(60)
class AttemptsTest {

  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private static SocketAddress connect(VirtualLoop loop, List<SocketAddress> addresses) {
    return loop.run(() -> Attempts.start(ChannelPoller.current(), addresses.get(0), addresses))
        .remoteAddress();
  }

  private static SocketAddress nobody() throws IOException {
    try (ServerSocketChannel reserved = ServerSocketChannel.open().bind(ANY)) {
      return reserved.getLocalAddress();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX) // where a server whose backlog is full says nothing to who connects
  void anAddressThatSaysNothingHoldsTheNextOneUpForAQuarterOfASecond() throws IOException {
    List<SocketChannel> filling = new ArrayList<>();
    try (ServerSocketChannel silent = ServerSocketChannel.open().bind(ANY, 1);
        ServerSocketChannel good = ServerSocketChannel.open().bind(ANY);
        VirtualLoop loop = VirtualLoop.create()) {
      for (int i = 0; i < 4; i++) {
        SocketChannel client = SocketChannel.open();
        client.configureBlocking(false);
        client.connect(silent.getLocalAddress());
        filling.add(client);
      }
      SocketAddress reached =
          connect(loop, List.of(silent.getLocalAddress(), good.getLocalAddress()));
      assertEquals(good.getLocalAddress(), reached);
      assertEquals(Attempts.DELAY, loop.elapsed());
    } finally {
      for (SocketChannel client : filling) {
        client.close();
      }
    }
  }

  @Test
  void anAddressThatRefusesHoldsNobodyUp() throws IOException {
    try (ServerSocketChannel good = ServerSocketChannel.open().bind(ANY);
        VirtualLoop loop = VirtualLoop.create()) {
      SocketAddress reached = connect(loop, List.of(nobody(), good.getLocalAddress()));
      assertEquals(good.getLocalAddress(), reached);
      assertEquals(Duration.ZERO, loop.elapsed());
    }
  }

  @Test
  void ifAllRefuseTheFirstFailureIsTheOneThatIsThrown() throws IOException {
    SocketAddress first = nobody();
    SocketAddress second = nobody();
    try (VirtualLoop loop = VirtualLoop.create()) {
      var thrown =
          assertThrows(ConnectException.class, () -> connect(loop, List.of(first, second)));
      assertEquals("connect to " + first + ": Connection refused", thrown.getMessage());
      assertEquals(
          "connect to " + second + ": Connection refused", thrown.getSuppressed()[0].getMessage());
    }
  }

  @Test
  void bothFamiliesAlternate() throws IOException {
    InetAddress four = InetAddress.getByName("192.0.2.1");
    InetAddress otherFour = InetAddress.getByName("192.0.2.2");
    InetAddress six = InetAddress.getByName("2001:db8::1");
    InetAddress otherSix = InetAddress.getByName("2001:db8::2");
    assertEquals(
        List.of(six, four, otherSix, otherFour), Connecting.inTurn(six, otherSix, four, otherFour));
    assertEquals(List.of(four, six, otherFour), Connecting.inTurn(four, otherFour, six));
  }
}
