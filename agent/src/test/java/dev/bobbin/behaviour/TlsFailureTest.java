package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;
import static dev.bobbin.Bobbin.yieldNow;
import static dev.bobbin.behaviour.Loopback.ANY;
import static dev.bobbin.behaviour.Outcome.failureOf;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.AsyncConsumer;
import dev.bobbin.Bobbin;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.TimeoutException;
import dev.bobbin.net.AsyncServer;
import dev.bobbin.net.AsyncSocket;
import dev.bobbin.net.Tls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS with those who cannot be trusted, or whose bytes make no sense. */
@Timeout(60)
class TlsFailureTest {

  private final List<Throwable> told = new CopyOnWriteArrayList<>();

  private void run(AsyncConsumer<Void> operation) {
    try (EventLoop loop =
        EventLoop.builder().exceptionHandler((task, failure) -> told.add(failure)).build()) {
      loop.run(
          () -> {
            await(yieldNow()); // so that this one is counted
            int tasks = EventLoop.current().tasks().size();
            await(operation.accept(null));
            for (int i = 0; i < 500 && EventLoop.current().tasks().size() > tasks; i++) {
              await(sleep(Duration.ofMillis(10))); // a computation that nobody wants any more
            }
            assertEquals(tasks, EventLoop.current().tasks().size(), "tasks are left");
            return Task.done();
          });
    }
  }

  @Async
  private static Task<Void> ask(AsyncServer server, Tls tls) {
    try (var socket = await(AsyncSocket.connect(server.localAddress(), tls))) {
      await(socket.write("hello\n"));
      assertEquals("hello", await(socket.readLine()));
    }
    return Task.done();
  }

  // === Who is not trusted ===

  private String refused(SSLContext server, SSLContext client) {
    var text = new StringBuilder();
    run(
        nothing -> {
          try (var listening = await(AsyncServer.listen(ANY, Loopback::echoLines, server))) {
            var refused =
                await(failureOf(SSLHandshakeException.class, ask(listening, Tls.client(client))));
            assertTrue(
                refused.getMessage().startsWith("TLS handshake with AsyncSocket["),
                refused.getMessage());
            text.append(refused.getMessage());
            await(untilTold(1));
          }
          return Task.done();
        });
    assertInstanceOf(SSLHandshakeException.class, told.get(0), "the server is told, too");
    return text.toString();
  }

  @Async
  private Task<Void> untilTold(int failures) {
    while (told.size() < failures) {
      await(sleep(Duration.ofMillis(1)));
    }
    return Task.done();
  }

  @Test
  @Covers("N10")
  void aCertificateForAnotherHostIsRefused() {
    String why = refused(Certificates.otherHost(), Certificates.trusting());
    assertTrue(why.contains("No subject alternative names matching IP address 127.0.0.1"), why);
  }

  @Test
  @Covers("N10")
  void aCertificateFromAStrangerIsRefused() {
    String why = refused(Certificates.localhost(), Certificates.mistrusting());
    assertTrue(why.contains("unable to find valid certification path"), why);
  }

  @Test
  @Covers("N10")
  void anExpiredCertificateIsRefused() {
    String why = refused(Certificates.expired(), Certificates.trusting());
    assertTrue(why.contains("validity check failed"), why);
  }

  @Test
  @Covers("N10")
  void anotherHostCanBeExpectedOrAny() {
    run(
        nothing -> {
          try (var server =
              await(AsyncServer.listen(ANY, Loopback::echoLines, Certificates.otherHost()))) {
            Tls tls = Tls.client(Certificates.trusting());
            await(ask(server, tls.withHost("other.example")));
            await(ask(server, tls.withAnyHost()));
          }
          return Task.done();
        });
    assertEquals(List.of(), told);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  @Covers("N10")
  void aClientWithoutTheCertificateThatIsNeededIsRefused(String protocol) {
    run(
        nothing -> {
          Tls strict =
              Tls.server(Certificates.localhost()).withParameters(p -> p.setNeedClientAuth(true));
          try (var server =
              await(AsyncServer.listen(ANY, Loopback::echoLines, c -> c.withTls(strict)))) {
            Tls anonymous =
                Tls.client(Certificates.trusting())
                    .withParameters(p -> p.setProtocols(new String[] {protocol}));
            await(failureOf(IOException.class, ask(server, anonymous)));
            await(untilTold(1));
            await(ask(server, Tls.client(Certificates.localhost())));
          }
          return Task.done();
        });
    assertEquals(1, told.size());
  }

  // === Who speaks nonsense, or stops speaking ===

  @Test
  @Covers({"N6", "N10"})
  void garbageClosesThatConnectionOnly() {
    run(
        nothing -> {
          try (var server =
              await(AsyncServer.listen(ANY, Loopback::echoLines, Certificates.localhost()))) {
            for (int i = 0; i < 20; i++) {
              byte[] garbage = new byte[1 + i * 100];
              new Random(i).nextBytes(garbage);
              garbage[0] = i % 2 == 0 ? 0x16 : garbage[0]; // as a handshake begins, or not
              try (var socket = await(AsyncSocket.connect(server.localAddress()))) {
                await(socket.write(garbage));
                await(socket.shutdownOutput());
                await(Bobbin.settle(List.of(socket.readAllBytes(1000))));
              }
            }
            await(ask(server, Tls.client(Certificates.trusting())));
          }
          return Task.done();
        });
    assertFalse(told.isEmpty());
    told.forEach(failure -> assertInstanceOf(SSLHandshakeException.class, failure));
  }

  @Test
  @Covers("N10")
  void aServerThatDoesNotSpeakTlsIsToldSo() {
    run(
        nothing -> {
          try (var server = await(AsyncServer.listen(ANY, s -> s.write("220 hello\r\n")))) {
            var refused =
                await(
                    failureOf(
                        SSLHandshakeException.class,
                        ask(server, Tls.client(Certificates.trusting()))));
            assertTrue(
                refused.getMessage().contains("recognized SSL message"), refused.getMessage());
          }
          return Task.done();
        });
  }

  @Test
  @Covers("N10")
  void aClientThatJustGoesAwayIsNotWorthAReport() {
    run(
        nothing -> {
          try (var server =
              await(AsyncServer.listen(ANY, Loopback::echoLines, Certificates.localhost()))) {
            await(await(AsyncSocket.connect(server.localAddress())).closeAsync());
            var reset = await(AsyncSocket.connect(server.localAddress()));
            reset.abort();
            await(ask(server, Tls.client(Certificates.trusting())));
            while (server.connections() > 0) {
              await(sleep(Duration.ofMillis(1)));
            }
          }
          return Task.done();
        });
    assertEquals(List.of(), told);
  }

  @Test
  @Covers("N10")
  void aHandshakeThatTakesTooLongIsGivenUpByEitherSide() {
    run(
        nothing -> {
          Tls hasty =
              Tls.server(Certificates.localhost()).withHandshakeLimit(Duration.ofMillis(20));
          try (var server =
                  await(AsyncServer.listen(ANY, Loopback::echoLines, c -> c.withTls(hasty)));
              var silent = await(AsyncSocket.connect(server.localAddress()))) {
            await(failureOf(SocketException.class, silent.readNBytes(1)));
            await(untilTold(1));
            assertTrue(told.get(0).getMessage().endsWith("not done within PT0.02S"));
          }
          return Task.done();
        });
  }

  /** Accepts, and says nothing. */
  private void withSilentServer(AsyncConsumer<InetSocketAddress> operation) throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var address = (InetSocketAddress) silent.getLocalSocketAddress();
      run(nothing -> operation.accept(address));
      // what was given up is closed: the peer sees the end, or a reset
      try (Socket accepted = silent.accept()) {
        while (accepted.getInputStream().read() >= 0) {
          // the ClientHello
        }
      } catch (SocketException reset) {
        assertTrue(reset.getMessage().contains("reset"), reset.getMessage());
      }
    }
  }

  @Test
  @Covers("N10")
  void aHandshakeCanBeTimedOut() throws IOException {
    withSilentServer(
        address -> {
          Task<AsyncSocket> connect =
              Bobbin.timeout(
                  Duration.ofMillis(20),
                  () -> AsyncSocket.connect(address, Certificates.trusting()));
          await(failureOf(TimeoutException.class, connect));
          return Task.done();
        });
  }

  @Test
  @Covers("N10")
  void aHandshakeCanBeCancelled() throws IOException {
    withSilentServer(
        address -> {
          Task<AsyncSocket> connect = AsyncSocket.connect(address, Certificates.trusting());
          await(sleep(Duration.ofMillis(20)));
          assertTrue(connect.cancel(true));
          await(failureOf(CancellationException.class, connect));
          return Task.done();
        });
  }

  @Test
  @Covers("N10")
  void closingEndsAHandshake() throws IOException {
    withSilentServer(
        address -> {
          AsyncSocket socket = await(AsyncSocket.connect(address));
          Task<Void> handshake = socket.startTls(Tls.client(Certificates.trusting()));
          await(sleep(Duration.ofMillis(5)));
          await(socket.closeAsync());
          var ended = await(failureOf(SocketException.class, handshake));
          assertTrue(ended.getMessage().contains("closed"), ended.getMessage());
          return Task.done();
        });
  }

  @Test
  @Covers("N10")
  void handshakesAreCancelledAtEveryMoment() {
    run(
        nothing -> {
          try (var server =
              await(AsyncServer.listen(ANY, Loopback::echoLines, Certificates.localhost()))) {
            for (int i = 0; i < 40; i++) {
              Task<Void> asking = ask(server, Tls.client(Certificates.trusting()));
              await(sleep(Duration.ofNanos(i * 200_000L)));
              asking.cancel(true);
              await(Bobbin.settle(List.of(asking)));
            }
            await(ask(server, Tls.client(Certificates.trusting())));
            while (server.connections() > 0) {
              await(sleep(Duration.ofMillis(1)));
            }
          }
          return Task.done();
        });
  }

  // === Who ends the connection in another way than TLS wants it ===

  /** A blocking peer on a thread, and our server's end of the connection. */
  private interface Peer {
    void talk(Socket plain, SSLSocket secured) throws IOException;
  }

  private void withPeer(String protocol, Peer peer, AsyncConsumer<AsyncSocket> ours)
      throws IOException {
    try (ServerSocketChannel listening = ServerSocketChannel.open().bind(ANY);
        Socket plain = new Socket(ANY.getAddress(), listening.socket().getLocalPort());
        SocketChannel accepted = listening.accept()) {
      var secured =
          (SSLSocket)
              Certificates.trusting()
                  .getSocketFactory()
                  .createSocket(plain, "localhost", plain.getPort(), false);
      secured.setEnabledProtocols(new String[] {protocol});
      var thread =
          new Thread(
              () -> {
                try {
                  peer.talk(plain, secured);
                } catch (IOException e) {
                  told.add(e);
                }
              },
              "peer");
      thread.setDaemon(true);
      thread.start();
      run(
          nothing -> {
            AsyncSocket socket = AsyncSocket.adopt(accepted);
            await(socket.startTls(Tls.server(Certificates.localhost())));
            await(ours.accept(socket));
            await(socket.closeAsync());
            return Task.done();
          });
      Bounded.join(thread);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  @Covers("N10")
  void aStreamThatIsCutOffIsNoEnd(String protocol) throws IOException {
    withPeer(
        protocol,
        (plain, secured) -> {
          secured.getOutputStream().write("all there is".getBytes(US_ASCII));
          plain.shutdownOutput();
        },
        socket -> {
          assertEquals("all there is", new String(await(socket.readNBytes(12)), US_ASCII));
          Task<Integer> read = socket.read(ByteBuffer.allocate(1));
          var cut = await(failureOf(SocketException.class, read));
          assertInstanceOf(SSLException.class, cut.getCause());
          assertTrue(cut.getMessage().contains("without a close_notify"), cut.getMessage());
          assertSame(cut, await(failureOf(SocketException.class, socket.readLine())));
          return Task.done();
        });
    assertEquals(List.of(), told);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  @Covers("N10")
  void bytesThatAreNoRecordBreakTheConnectionAfterWhatCameBefore(String protocol)
      throws IOException {
    withPeer(
        protocol,
        (plain, secured) -> {
          secured.getOutputStream().write("good".getBytes(US_ASCII));
          plain.getOutputStream().write(new byte[] {0x17, 3, 3, 0, 20});
          plain.getOutputStream().write(new byte[20]);
          while (plain.getInputStream().read() >= 0) {
            // the alert, among others
          }
        },
        socket -> {
          await(sleep(Duration.ofMillis(20))); // so that both come in one piece
          ByteBuffer into = ByteBuffer.allocate(100);
          assertEquals(4, await(socket.read(into)));
          var broken = await(failureOf(SocketException.class, socket.read(into)));
          assertInstanceOf(SSLException.class, broken.getCause());
          return Task.done();
        });
    assertEquals(List.of(), told);
  }

  @Test
  @Covers("N10")
  void renegotiationIsRefused() throws IOException {
    withPeer(
        "TLSv1.2",
        (plain, secured) -> {
          secured.getOutputStream().write("good".getBytes(US_ASCII));
          secured.startHandshake();
          try {
            while (secured.getInputStream().read() >= 0) {
              // until it ends
            }
          } catch (IOException e) {
            return;
          }
          throw new IOException("the handshake was accepted");
        },
        socket -> {
          assertEquals("good", new String(await(socket.readNBytes(4)), US_ASCII));
          var broken = await(failureOf(SocketException.class, socket.readNBytes(1)));
          assertTrue(broken.getMessage().contains("renegotiation"), broken.getMessage());
          return Task.done();
        });
  }

  @Test
  @Covers("N10")
  void keysAreUpdated() throws IOException {
    withPeer(
        "TLSv1.3",
        (plain, secured) -> {
          for (int i = 0; i < 10; i++) {
            secured.getOutputStream().write(("line " + i + "\n").getBytes(US_ASCII));
            secured.startHandshake(); // after the first one it asks for new keys
            byte[] answer = secured.getInputStream().readNBytes(7);
            if (!new String(answer, US_ASCII).equals("line " + i + "\n")) {
              throw new IOException("wrong answer: " + new String(answer, US_ASCII));
            }
          }
          secured.close();
        },
        Loopback::echoLines);
    assertEquals(List.of(), told);
  }
}
