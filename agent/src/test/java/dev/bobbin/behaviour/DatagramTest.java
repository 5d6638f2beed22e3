package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.yieldNow;
import static dev.bobbin.behaviour.Loopback.ANY;
import static dev.bobbin.behaviour.Outcome.failureOf;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.AsyncFunction;
import dev.bobbin.Bobbin;
import dev.bobbin.Task;
import dev.bobbin.net.AsyncDatagram;
import dev.bobbin.net.Datagram;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@link AsyncDatagram}: a packet is received by one task, whole. */
@Timeout(60)
class DatagramTest {

  private static ByteBuffer packet(String text) {
    return StandardCharsets.UTF_8.encode(text);
  }

  private static String text(Datagram datagram) {
    return new String(datagram.bytes(), StandardCharsets.UTF_8);
  }

  private static InetSocketAddress addressOf(AsyncDatagram endpoint) {
    return (InetSocketAddress) endpoint.localAddress();
  }

  private static void withEndpoint(AsyncFunction<AsyncDatagram, Void> operation) {
    Bobbin.run(
        () -> {
          try (var endpoint = await(AsyncDatagram.bind(ANY))) {
            await(operation.apply(endpoint));
          }
          return Task.done();
        });
  }

  @Test
  @Covers("N11")
  void packetsGoToAndFro() {
    withEndpoint(
        server -> {
          try (var client = await(AsyncDatagram.connect(addressOf(server)))) {
            for (String sent : List.of("one", "x".repeat(60_000))) {
              await(client.send(packet(sent)));
              Datagram arrived = await(server.receive());
              assertEquals(sent, text(arrived));
              assertEquals(client.localAddress(), arrived.from());
              await(server.send(packet("re: " + sent), arrived.from()));
              assertEquals("re: " + sent, text(await(client.receive())));
            }
            await(server.send(packet(""), client.localAddress()));
            assertEquals("", text(await(client.receive())));
            assertInstanceOf(SocketException.class, await(failureOf(client.send(packet("")))));
          }
          return Task.done();
        });
  }

  @Test
  @Covers("N11")
  void whatDoesNotFitIntoTheBufferIsLost() {
    withEndpoint(
        endpoint -> {
          await(endpoint.send(packet("123456"), endpoint.localAddress()));
          ByteBuffer small = ByteBuffer.allocate(4);
          SocketAddress from = await(endpoint.receive(small));
          assertEquals(endpoint.localAddress(), from);
          assertArrayEquals("1234".getBytes(StandardCharsets.UTF_8), small.array());
          await(endpoint.send(packet("next"), endpoint.localAddress()));
          assertEquals("next", text(await(endpoint.receive())));
          return Task.done();
        });
  }

  @Test
  @Covers("N11")
  void eachReceiverGetsAPacketOfItsOwnAndACancelledOneNone() {
    withEndpoint(
        endpoint -> {
          List<Task<Datagram>> receivers = new ArrayList<>();
          for (int i = 0; i < 4; i++) {
            receivers.add(endpoint.receive());
          }
          assertTrue(receivers.get(1).cancel(true));
          for (int i = 0; i < 3; i++) {
            await(endpoint.send(packet("packet " + i), endpoint.localAddress()));
          }
          assertEquals("packet 0", text(await(receivers.get(0))));
          assertInstanceOf(CancellationException.class, await(failureOf(receivers.get(1))));
          assertEquals("packet 1", text(await(receivers.get(2))));
          assertEquals("packet 2", text(await(receivers.get(3))));
          return Task.done();
        });
  }

  @Test
  @Covers("N11")
  void packetsThatWaitAreReceivedInTheirOrder() {
    withEndpoint(
        endpoint -> {
          for (int i = 0; i < 20; i++) {
            await(endpoint.send(packet("packet " + i), endpoint.localAddress()));
            await(yieldNow());
          }
          for (int i = 0; i < 20; i++) {
            assertEquals("packet " + i, text(await(endpoint.receive())));
          }
          return Task.done();
        });
  }

  @Test
  @Covers("N11")
  void closingEndsWhoWaits() {
    withEndpoint(
        endpoint -> {
          Task<Datagram> receive = endpoint.receive();
          await(endpoint.closeAsync());
          Throwable thrown = await(failureOf(receive));
          assertInstanceOf(SocketException.class, thrown);
          assertEquals(
              "receive from AsyncDatagram[" + endpoint.localAddress() + ", closed]: it is closed",
              thrown.getMessage());
          assertInstanceOf(SocketException.class, await(failureOf(endpoint.receive())));
          Task<Void> send = endpoint.send(packet("x"), ANY);
          assertInstanceOf(SocketException.class, await(failureOf(send)));
          return Task.done();
        });
  }

  @Test
  @Covers("N11")
  void mistakesAreSaidSo() {
    withEndpoint(
        endpoint -> {
          assertThrows(NotYetConnectedException.class, () -> endpoint.send(packet("x")));
          Throwable tooLong =
              await(failureOf(endpoint.send(ByteBuffer.allocate(70_000), endpoint.localAddress())));
          assertEquals("send from " + endpoint + ": Message too long", tooLong.getMessage());
          assertInstanceOf(
              BindException.class, await(failureOf(AsyncDatagram.bind(addressOf(endpoint)))));
          InetSocketAddress unresolved = InetSocketAddress.createUnresolved("a.invalid", 1);
          Throwable notResolved = await(failureOf(AsyncDatagram.connect(unresolved)));
          assertTrue(
              notResolved.getMessage().endsWith("the address is not resolved"),
              notResolved.getMessage());
          return Task.done();
        });
  }

  @Test
  @Covers("N11")
  void aPeerThatIsNotThereIsSaidSo() {
    Bobbin.run(
        () -> {
          AsyncDatagram gone = await(AsyncDatagram.bind(ANY));
          await(gone.closeAsync());
          AsyncDatagram endpoint = await(AsyncDatagram.connect(addressOf(gone)));
          Task<Datagram> receive = endpoint.receive();
          await(endpoint.send(packet("anybody?")));
          assertInstanceOf(PortUnreachableException.class, await(failureOf(receive)));
          await(endpoint.closeAsync());
          Throwable closed = await(failureOf(endpoint.send(packet("I?"))));
          assertEquals("send from " + endpoint + ": it is closed", closed.getMessage());
          return Task.done();
        });
  }
}
