package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;
import static dev.bobbin.Bobbin.yieldNow;
import static dev.bobbin.behaviour.Loopback.ANY;
import static dev.bobbin.behaviour.Loopback.noise;
import static dev.bobbin.behaviour.Loopback.receiveSlowly;
import static dev.bobbin.behaviour.Loopback.sendAll;
import static dev.bobbin.behaviour.Outcome.failureOf;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.AsyncConsumer;
import dev.bobbin.Bobbin;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.TaskGroup;
import dev.bobbin.net.AsyncServer;
import dev.bobbin.net.AsyncSocket;
import dev.bobbin.net.Tls;
import dev.bobbin.test.VirtualLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS between two sockets of ours: the same promises as without it. */
@Timeout(60)
class TlsTest {

  /** Speaks TLS on both ends: the left one is the client. */
  @Async
  private static Task<Void> secure(Loopback.Pair pair, Tls asClient, Tls asServer) {
    await(Bobbin.all(pair.left().startTls(asClient), pair.right().startTls(asServer)));
    return Task.done();
  }

  private static Tls client(String protocol) {
    return Tls.client(Certificates.trusting())
        .withParameters(p -> p.setProtocols(new String[] {protocol}));
  }

  private static Tls server() {
    return Tls.server(Certificates.localhost());
  }

  private static void withPair(String protocol, AsyncConsumer<Loopback.Pair> operation) {
    Bobbin.run(
        () -> {
          await(yieldNow()); // so that this one is counted
          int tasks = EventLoop.current().tasks().size();
          Loopback.Pair pair = Loopback.Pair.connected();
          await(secure(pair, client(protocol), server()));
          await(operation.accept(pair));
          await(pair.close());
          assertEquals(tasks, EventLoop.current().tasks().size(), "tasks are left");
          return Task.done();
        });
  }

  @Test
  @Covers({"N1", "N10"})
  void tenMegabytesBothWaysAtOnceToSlowReaders() {
    byte[] one = noise(10 << 20);
    byte[] other = noise((10 << 20) - 1);
    withPair(
        "TLSv1.3",
        pair -> {
          try (var group = TaskGroup.<Object>open()) {
            group.fork(() -> sendAll(pair.left(), one));
            group.fork(() -> sendAll(pair.right(), other));
            Task<byte[]> right = group.fork(() -> receiveSlowly(pair.right(), one.length));
            Task<byte[]> left = group.fork(() -> receiveSlowly(pair.left(), other.length));
            await(group.join());
            assertArrayEquals(one, right.resultNow());
            assertArrayEquals(other, left.resultNow());
          }
          return Task.done();
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  @Covers({"N2", "N10"})
  void linesArriveInWhateverPiecesTheyAreSentAndRead(String protocol) {
    withPair(
        protocol,
        pair -> {
          String text = "one\r\ntwo\n\nthree;" + "x".repeat(100_000) + "\nende";
          for (int at = 0, size = 1; at < text.length(); at += size++) {
            await(pair.left().write(text.substring(at, Math.min(text.length(), at + size))));
            if (size % 3 == 0) {
              await(yieldNow());
            }
          }
          await(pair.left().shutdownOutput());
          AsyncSocket in = pair.right();
          assertEquals("one", await(in.readLine()));
          ByteBuffer tiny = ByteBuffer.allocate(3);
          while (tiny.hasRemaining()) {
            await(in.read(tiny));
          }
          assertEquals("two", new String(tiny.array(), US_ASCII));
          assertEquals("", await(in.readLine()));
          assertEquals("", await(in.readLine()));
          assertEquals("three;", new String(await(in.readUntil(new byte[] {';'})), US_ASCII));
          assertEquals("x".repeat(100_000), await(in.readLine(100_000)));
          assertEquals("ende", await(in.readLine()));
          assertNull(await(in.readLine()));
          assertEquals(-1, await(in.read(ByteBuffer.allocate(1))));
          return Task.done();
        });
  }

  @Test
  @Covers({"N3", "N10"})
  void whoHasShutItsOutputStillReads() {
    withPair(
        "TLSv1.3",
        pair -> {
          await(pair.left().write("question"));
          await(pair.left().shutdownOutput());
          assertEquals("question", new String(await(pair.right().readAllBytes(100)), US_ASCII));
          byte[] answer = noise(1 << 20);
          await(Bobbin.all(sendAll(pair.right(), answer), answered(pair.left(), answer)));
          SocketException refused =
              await(failureOf(SocketException.class, pair.left().write("more")));
          assertTrue(refused.getMessage().endsWith("the output is shut down"));
          return Task.done();
        });
  }

  @Async
  private static Task<Void> answered(AsyncSocket socket, byte[] answer) {
    assertArrayEquals(answer, await(socket.readAllBytes(2 << 20)));
    return Task.done();
  }

  @Test
  @Covers("N10")
  void beforeTls13TheEndOfOneDirectionIsTheEndOfBoth() {
    withPair(
        "TLSv1.2",
        pair -> {
          await(pair.left().write("question"));
          await(pair.left().shutdownOutput());
          assertEquals("question", new String(await(pair.right().readAllBytes(100)), US_ASCII));
          Task<Void> write = pair.right().write(noise(10_000));
          SocketException refused = await(failureOf(SocketException.class, write));
          assertTrue(refused.getMessage().contains("before TLS 1.3"), refused.getMessage());
          assertEquals(-1, await(pair.left().read(ByteBuffer.allocate(1))));
          return Task.done();
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  @Covers({"N1", "N10"})
  void closingSendsWhatIsPendingAndACloseNotify(String protocol) {
    withPair(
        protocol,
        pair -> {
          byte[] sent = noise(4 << 20);
          pair.left().write(sent);
          Task<byte[]> read = pair.left().readNBytes(1);
          Task<Void> closing = pair.left().closeAsync();
          assertFalse(closing.isDone());
          await(failureOf(SocketException.class, read));
          assertArrayEquals(sent, await(pair.right().readAllBytes(5 << 20)));
          await(closing);
          return Task.done();
        });
  }

  @Test
  @Covers({"N8", "N10"})
  void aCancelledReadHasTakenNothing() {
    withPair(
        "TLSv1.3",
        pair -> {
          for (int i = 0; i < 50; i++) {
            Task<byte[]> read = pair.right().readNBytes(10);
            await(pair.left().write("abc"));
            await(i % 2 == 0 ? yieldNow() : sleep(Duration.ofMillis(1)));
            assertTrue(read.cancel(true));
            await(failureOf(CancellationException.class, read));
            await(pair.left().write("defghij"));
            assertEquals("abcdefghij", new String(await(pair.right().readNBytes(10)), US_ASCII));
          }
          return Task.done();
        });
  }

  @Test
  @Covers({"N8", "N10"})
  void aCancelledWriteIsSentOnce() {
    withPair(
        "TLSv1.3",
        pair -> {
          byte[] sent = noise(8 << 20);
          Task<Void> write = pair.left().write(sent);
          assertTrue(write.cancel(true));
          await(failureOf(CancellationException.class, write));
          Task<Void> rest = pair.left().write("!");
          assertArrayEquals(sent, await(pair.right().readNBytes(sent.length)));
          await(rest);
          assertEquals("!", new String(await(pair.right().readNBytes(1)), US_ASCII));
          return Task.done();
        });
  }

  @Test
  @Covers("N10")
  void readableMeansThatAReadDoesNotWait() {
    withPair(
        "TLSv1.3",
        pair -> {
          byte[] sent = noise(1 << 20);
          Task<Void> sending = sendAll(pair.left(), sent);
          ByteBuffer shared = ByteBuffer.allocate(64 * 1024);
          int received = 0;
          while (true) {
            await(pair.right().readable());
            Task<Integer> read = pair.right().read(shared.clear());
            assertTrue(read.isDone());
            int n = await(read);
            if (n < 0) {
              break;
            }
            received += n;
          }
          assertEquals(sent.length, received);
          await(sending);
          return Task.done();
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  @Covers("N10")
  void startTlsAfterPlainTalk(String protocol) {
    Bobbin.run(
        () -> {
          Loopback.Pair pair = Loopback.Pair.connected();
          AsyncSocket client = pair.left();
          await(client.write("STARTTLS\r\n"));
          assertEquals("STARTTLS", await(pair.right().readLine()));
          assertNull(client.tlsSession());
          await(pair.right().write("220 go ahead\r\n"));
          Task<Void> answering = pair.right().startTls(server());
          assertEquals("220 go ahead", await(client.readLine()));
          Task<Void> asking = client.startTls(client(protocol));
          var early = await(failureOf(SocketException.class, client.write("early")));
          assertTrue(early.getMessage().contains("handshake is under way"), early.getMessage());
          assertThrows(IllegalStateException.class, client::readLine);
          await(asking);
          await(answering);
          assertEquals(protocol, client.tlsSession().getProtocol());
          await(client.write("hello\n"));
          assertEquals("hello", await(pair.right().readLine()));
          assertThrows(IllegalStateException.class, () -> client.startTls(client(protocol)));
          await(pair.close());
          return Task.done();
        });
  }

  @Test
  @Covers("N10")
  void startTlsSendsWhatWasWrittenBeforeAsItIs() {
    Bobbin.run(
        () -> {
          Loopback.Pair pair = Loopback.Pair.connected();
          byte[] before = noise(6 << 20);
          pair.left().write(before);
          Task<Void> asking = pair.left().startTls(client("TLSv1.3"));
          assertArrayEquals(before, await(pair.right().readNBytes(before.length)));
          await(pair.right().startTls(server()));
          await(asking);
          await(pair.close());
          return Task.done();
        });
  }

  @Test
  @Covers("N10")
  void plainBytesBehindStartTlsAreNeverTakenForWhatIsEncrypted() {
    Bobbin.run(
        () -> {
          Loopback.Pair pair = Loopback.Pair.connected();
          await(pair.left().write("STARTTLS\nSMUGGLED\n"));
          assertEquals("STARTTLS", await(pair.right().readLine()));
          Task<Void> asking = pair.left().startTls(client("TLSv1.3"));
          await(
              failureOf(
                  javax.net.ssl.SSLHandshakeException.class, pair.right().startTls(server())));
          await(failureOf(IOException.class, pair.right().readLine()));
          await(failureOf(IOException.class, asking));
          return Task.done();
        });
  }

  @Test
  @Covers("N10")
  void sessionProtocolAndClientCertificateCanBeSeen() {
    Bobbin.run(
        () -> {
          Tls asking =
              Tls.client(Certificates.localhost()).withApplicationProtocols("h2", "http/1.1");
          Tls answering =
              server()
                  .withApplicationProtocols("http/1.1")
                  .withParameters(p -> p.setNeedClientAuth(true));
          Loopback.Pair pair = Loopback.Pair.connected();
          await(secure(pair, asking, answering));
          assertEquals("http/1.1", pair.left().tlsProtocol());
          assertEquals("http/1.1", pair.right().tlsProtocol());
          var certificate = (X509Certificate) pair.right().tlsSession().getPeerCertificates()[0];
          assertEquals("CN=localhost", certificate.getSubjectX500Principal().getName());
          await(pair.close());
          return Task.done();
        });
  }

  @Test
  @Covers("N10")
  void manyConnectionsOfAServer() {
    Bobbin.run(
        () -> {
          try (var server =
              await(AsyncServer.listen(ANY, Loopback::echoLines, Certificates.localhost()))) {
            var context = Certificates.trusting();
            await(
                Bobbin.forEach(
                    IntStream.range(0, 200).boxed().toList(),
                    50,
                    i -> talk(server, Tls.client(context), "client " + i)));
          }
          return Task.done();
        });
  }

  @Async
  private static Task<Void> talk(AsyncServer server, Tls tls, String text) {
    try (var socket = await(AsyncSocket.connect(server.localAddress(), tls))) {
      assertNotNull(socket.tlsSession());
      for (int i = 0; i < 5; i++) {
        await(socket.write(text + "\n"));
        assertEquals(text, await(socket.readLine()));
      }
    }
    return Task.done();
  }

  @Test
  @Covers("N10")
  void aNameIsLookedUpAndChecked() {
    Bobbin.run(
        () -> {
          try (var server =
                  await(AsyncServer.listen(ANY, Loopback::echoLines, Certificates.localhost()));
              var socket =
                  await(
                      AsyncSocket.connect(
                          "localhost",
                          ((InetSocketAddress) server.localAddress()).getPort(),
                          Certificates.trusting()))) {
            await(socket.write("by name\n"));
            assertEquals("by name", await(socket.readLine()));
          }
          return Task.done();
        });
  }

  @Test
  @Covers("N10")
  @DisabledOnOs(OS.WINDOWS) // not every one has such sockets
  void aUnixDomainSocketNeedsTheNameToCheck(@TempDir Path directory) {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("s"));
    Bobbin.run(
        () -> {
          try (var server =
              await(AsyncServer.listen(address, Loopback::echoLines, Certificates.localhost()))) {
            Tls tls = Tls.client(Certificates.trusting());
            var refused =
                assertThrows(
                    IllegalArgumentException.class, () -> AsyncSocket.connect(address, tls));
            assertTrue(refused.getMessage().contains("withHost"), refused.getMessage());
            await(talk(server, tls.withHost("localhost"), "named"));
            await(talk(server, tls.withAnyHost(), "unnamed"));
          }
          return Task.done();
        });
  }

  @Test
  @Covers("N10")
  void virtualAndHostedLoopsSpeakItToo() {
    try (VirtualLoop loop = VirtualLoop.create()) {
      loop.run(TlsTest::talkOnce);
    }
    var host = new HandHost();
    EventLoop hosted = EventLoop.on(host);
    Task<Void> talk = hosted.fork(TlsTest::talkOnce);
    host.pumpUntil(talk::isDone);
    talk.join();
    var shutdown = hosted.shutdown(Duration.ofSeconds(5)).toCompletableFuture();
    host.pumpUntil(shutdown::isDone);
  }

  @Async
  private static Task<Void> talkOnce() {
    try (var server =
        await(AsyncServer.listen(ANY, Loopback::echoLines, Certificates.localhost()))) {
      await(talk(server, Tls.client(Certificates.trusting()), "hello"));
    }
    return Task.done();
  }
}
