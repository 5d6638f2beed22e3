package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;
import static dev.bobbin.Bobbin.yieldNow;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Random;
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

  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  /** Two ends of one connection, both of this loop. */
  private record Pair(AsyncSocket client, AsyncSocket server) {

    static Pair plain() throws IOException {
      try (ServerSocketChannel listening = ServerSocketChannel.open().bind(ANY)) {
        SocketChannel client = SocketChannel.open(listening.getLocalAddress());
        return new Pair(AsyncSocket.adopt(client), AsyncSocket.adopt(listening.accept()));
      }
    }

    @Async
    Task<Void> secured(Tls asClient, Tls asServer) {
      await(Bobbin.all(client.startTls(asClient), server.startTls(asServer)));
      return Task.done();
    }

    @Async
    Task<Void> close() {
      await(client.closeAsync());
      await(server.closeAsync());
      return Task.done();
    }
  }

  private static Tls client(String protocol) {
    return Tls.client(Certificates.trusting())
        .withParameters(p -> p.setProtocols(new String[] {protocol}));
  }

  private static Tls server() {
    return Tls.server(Certificates.localhost());
  }

  private static void withPair(String protocol, AsyncConsumer<Pair> operation) {
    Bobbin.run(
        () -> {
          await(yieldNow()); // so that this one is counted
          int tasks = EventLoop.current().tasks().size();
          Pair pair = Pair.plain();
          await(pair.secured(client(protocol), server()));
          await(operation.accept(pair));
          await(pair.close());
          assertEquals(tasks, EventLoop.current().tasks().size(), "tasks are left");
          return Task.done();
        });
  }

  @Async
  private static <X extends Throwable> Task<X> thrown(Class<X> type, Task<?> task) {
    try {
      await(task);
    } catch (Throwable failure) {
      return Task.of(assertInstanceOf(type, failure));
    }
    throw new AssertionError(task + " did not fail");
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  @Async
  private static Task<Void> sendAll(AsyncSocket socket, byte[] all) {
    for (int from = 0; from < all.length; from += 10_000) {
      await(socket.write(ByteBuffer.wrap(all, from, Math.min(10_000, all.length - from))));
      assertTrue(socket.pendingBytes() <= 64 * 1024 + 10_000, "back-pressure");
    }
    return socket.shutdownOutput();
  }

  @Async
  private static Task<byte[]> receiveSlowly(AsyncSocket socket, int size) {
    ByteBuffer all = ByteBuffer.allocate(size + 1);
    while (await(socket.read(all)) >= 0) {
      await(all.position() % 7 == 0 ? sleep(Duration.ofMillis(1)) : yieldNow());
    }
    byte[] received = new byte[all.position()];
    all.flip().get(received);
    return Task.of(received);
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
            group.fork(() -> sendAll(pair.client(), one));
            group.fork(() -> sendAll(pair.server(), other));
            Task<byte[]> right = group.fork(() -> receiveSlowly(pair.server(), one.length));
            Task<byte[]> left = group.fork(() -> receiveSlowly(pair.client(), other.length));
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
            await(pair.client().write(text.substring(at, Math.min(text.length(), at + size))));
            if (size % 3 == 0) {
              await(yieldNow());
            }
          }
          await(pair.client().shutdownOutput());
          AsyncSocket in = pair.server();
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
          await(pair.client().write("question"));
          await(pair.client().shutdownOutput());
          assertEquals("question", new String(await(pair.server().readAllBytes(100)), US_ASCII));
          byte[] answer = noise(1 << 20);
          await(Bobbin.all(sendAll(pair.server(), answer), answered(pair.client(), answer)));
          SocketException refused =
              await(thrown(SocketException.class, pair.client().write("more")));
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
          await(pair.client().write("question"));
          await(pair.client().shutdownOutput());
          assertEquals("question", new String(await(pair.server().readAllBytes(100)), US_ASCII));
          Task<Void> write = pair.server().write(noise(10_000));
          SocketException refused = await(thrown(SocketException.class, write));
          assertTrue(refused.getMessage().contains("before TLS 1.3"), refused.getMessage());
          assertEquals(-1, await(pair.client().read(ByteBuffer.allocate(1))));
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
          pair.client().write(sent);
          Task<byte[]> read = pair.client().readNBytes(1);
          Task<Void> closing = pair.client().closeAsync();
          assertFalse(closing.isDone());
          await(thrown(SocketException.class, read));
          assertArrayEquals(sent, await(pair.server().readAllBytes(5 << 20)));
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
            Task<byte[]> read = pair.server().readNBytes(10);
            await(pair.client().write("abc"));
            await(i % 2 == 0 ? yieldNow() : sleep(Duration.ofMillis(1)));
            assertTrue(read.cancel(true));
            await(thrown(CancellationException.class, read));
            await(pair.client().write("defghij"));
            assertEquals("abcdefghij", new String(await(pair.server().readNBytes(10)), US_ASCII));
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
          Task<Void> write = pair.client().write(sent);
          assertTrue(write.cancel(true));
          await(thrown(CancellationException.class, write));
          Task<Void> rest = pair.client().write("!");
          assertArrayEquals(sent, await(pair.server().readNBytes(sent.length)));
          await(rest);
          assertEquals("!", new String(await(pair.server().readNBytes(1)), US_ASCII));
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
          Task<Void> sending = sendAll(pair.client(), sent);
          ByteBuffer shared = ByteBuffer.allocate(64 * 1024);
          int received = 0;
          while (true) {
            await(pair.server().readable());
            Task<Integer> read = pair.server().read(shared.clear());
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
          Pair pair = Pair.plain();
          AsyncSocket client = pair.client();
          await(client.write("STARTTLS\r\n"));
          assertEquals("STARTTLS", await(pair.server().readLine()));
          assertNull(client.tlsSession());
          await(pair.server().write("220 go ahead\r\n"));
          Task<Void> answering = pair.server().startTls(server());
          assertEquals("220 go ahead", await(client.readLine()));
          Task<Void> asking = client.startTls(client(protocol));
          var early = await(thrown(SocketException.class, client.write("early")));
          assertTrue(early.getMessage().contains("handshake is under way"), early.getMessage());
          assertThrows(IllegalStateException.class, client::readLine);
          await(asking);
          await(answering);
          assertEquals(protocol, client.tlsSession().getProtocol());
          await(client.write("hello\n"));
          assertEquals("hello", await(pair.server().readLine()));
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
          Pair pair = Pair.plain();
          byte[] before = noise(6 << 20);
          pair.client().write(before);
          Task<Void> asking = pair.client().startTls(client("TLSv1.3"));
          assertArrayEquals(before, await(pair.server().readNBytes(before.length)));
          await(pair.server().startTls(server()));
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
          Pair pair = Pair.plain();
          await(pair.client().write("STARTTLS\nSMUGGLED\n"));
          assertEquals("STARTTLS", await(pair.server().readLine()));
          Task<Void> asking = pair.client().startTls(client("TLSv1.3"));
          await(
              thrown(javax.net.ssl.SSLHandshakeException.class, pair.server().startTls(server())));
          await(thrown(IOException.class, pair.server().readLine()));
          await(thrown(IOException.class, asking));
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
          Pair pair = Pair.plain();
          await(pair.secured(asking, answering));
          assertEquals("http/1.1", pair.client().tlsProtocol());
          assertEquals("http/1.1", pair.server().tlsProtocol());
          var certificate = (X509Certificate) pair.server().tlsSession().getPeerCertificates()[0];
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
              await(AsyncServer.listen(ANY, TlsTest::echoLines, Certificates.localhost()))) {
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
  private static Task<Void> echoLines(AsyncSocket socket) {
    for (String line = await(socket.readLine()); line != null; line = await(socket.readLine())) {
      await(socket.write(line + "\n"));
    }
    return Task.done();
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
                  await(AsyncServer.listen(ANY, TlsTest::echoLines, Certificates.localhost()));
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
  @DisabledOnOs(OS.WINDOWS)
  void aUnixDomainSocketNeedsTheNameToCheck(@TempDir Path directory) {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("s"));
    Bobbin.run(
        () -> {
          try (var server =
              await(AsyncServer.listen(address, TlsTest::echoLines, Certificates.localhost()))) {
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
        await(AsyncServer.listen(ANY, TlsTest::echoLines, Certificates.localhost()))) {
      await(talk(server, Tls.client(Certificates.trusting()), "hello"));
    }
    return Task.done();
  }
}
