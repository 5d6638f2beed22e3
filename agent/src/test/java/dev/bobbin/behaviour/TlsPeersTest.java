package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bobbin.Async;
import dev.bobbin.Bobbin;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.TaskGroup;
import dev.bobbin.net.AsyncServer;
import dev.bobbin.net.AsyncSocket;
import dev.bobbin.net.Tls;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS with others: the JDK's blocking sockets, and openssl. */
@Timeout(60)
class TlsPeersTest {

  private static final InetAddress HERE = InetAddress.getLoopbackAddress();
  private static final byte[] DATA = new byte[3 << 20];

  static {
    new Random(1).nextBytes(DATA);
  }

  @Async
  private static Task<Void> echo(AsyncSocket socket) {
    ByteBuffer buffer = ByteBuffer.allocate(10_000);
    while (await(socket.read(buffer.clear())) >= 0) {
      await(socket.write(buffer.flip()));
    }
    return socket.shutdownOutput();
  }

  @Async
  private static Task<Void> sendAll(AsyncSocket socket) {
    for (int from = 0, size = 1; from < DATA.length; from += size, size = size * 3 % 70_001) {
      size = Math.min(size, DATA.length - from);
      await(socket.write(ByteBuffer.wrap(DATA, from, size)));
    }
    return Task.done();
  }

  /** Sends all, and gets as much back. */
  @Async
  private static Task<Void> exchange(SocketAddress address, Tls tls) {
    try (var socket = await(AsyncSocket.connect(address, tls));
        var group = TaskGroup.<Object>open()) {
      group.fork(() -> sendAll(socket));
      Task<byte[]> received = group.fork(() -> socket.readNBytes(DATA.length));
      await(group.join());
      assertArrayEquals(DATA, received.resultNow());
      await(socket.shutdownOutput());
      assertEquals(-1, await(socket.read(ByteBuffer.allocate(1))), "the peer says that it ends");
    }
    return Task.done();
  }

  private static Tls client(String protocol) {
    return Tls.client(Certificates.trusting())
        .withParameters(p -> p.setProtocols(new String[] {protocol}));
  }

  /** Serves while a blocking client talks to it. */
  private static <T> T withServer(Callable<T> client, SocketAddress[] address) {
    try (EventLoop loop = EventLoop.create().start()) {
      AsyncServer server =
          Bounded.get(
              loop.fork(
                  () ->
                      AsyncServer.listen(
                          new InetSocketAddress(HERE, 0),
                          TlsPeersTest::echo,
                          Certificates.localhost())),
              loop);
      address[0] = server.localAddress();
      T result = Bounded.call(client, loop);
      Bounded.get(loop.fork(server::closeAsync), loop);
      return result;
    }
  }

  // === The JDK ===

  private static byte[] exchange(SSLSocket socket, OutputStream out) throws IOException {
    var sender =
        new Thread(
            () -> {
              try {
                out.write(DATA);
                out.flush();
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    sender.start();
    byte[] received = socket.getInputStream().readNBytes(DATA.length);
    Bounded.join(sender);
    socket.shutdownOutput();
    assertEquals(-1, socket.getInputStream().read());
    socket.close();
    return received;
  }

  private static SSLSocket jdkClient(Socket over, String protocol) throws IOException {
    var socket =
        (SSLSocket)
            Certificates.trusting()
                .getSocketFactory()
                .createSocket(over, "localhost", over.getPort(), true);
    socket.setEnabledProtocols(new String[] {protocol});
    return socket;
  }

  private static Socket connected(SocketAddress address) throws IOException {
    Socket socket = new Socket();
    socket.connect(address);
    return socket;
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  @Covers("N10")
  void aClientOfTheJdk(String protocol) {
    SocketAddress[] address = new SocketAddress[1];
    byte[] received =
        withServer(
            () -> {
              SSLSocket socket = jdkClient(connected(address[0]), protocol);
              return exchange(socket, socket.getOutputStream());
            },
            address);
    assertArrayEquals(DATA, received);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  @Covers("N10")
  void recordsThatArriveByteForByte(String protocol) {
    SocketAddress[] address = new SocketAddress[1];
    String answer =
        withServer(
            () -> {
              try (Socket slow = new OneByteAtATime(address[0]);
                  SSLSocket socket = jdkClient(slow, protocol)) {
                for (int i = 0; i < 20; i++) {
                  socket.getOutputStream().write(("line " + i + "\n").getBytes(US_ASCII));
                }
                socket.getOutputStream().flush();
                var lines = new BufferedReader(new InputStreamReader(socket.getInputStream()));
                for (int i = 0; i < 19; i++) {
                  assertEquals("line " + i, lines.readLine());
                }
                return lines.readLine();
              }
            },
            address);
    assertEquals("line 19", answer);
  }

  /** Each byte is sent on its own. */
  private static final class OneByteAtATime extends Socket {

    OneByteAtATime(SocketAddress address) throws IOException {
      connect(address);
      setTcpNoDelay(true);
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      OutputStream out = super.getOutputStream();
      return new OutputStream() {
        @Override
        public void write(int b) throws IOException {
          out.write(b);
          Thread.yield();
        }
      };
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  @Covers("N10")
  void aServerOfTheJdk(String protocol) throws IOException {
    try (var listening =
        (SSLServerSocket)
            Certificates.localhost().getServerSocketFactory().createServerSocket(0, 50, HERE)) {
      var thread =
          new Thread(
              () -> {
                try (var socket = (SSLSocket) listening.accept()) {
                  // it reads all it is to send back first, or both would wait for each other
                  byte[] received = socket.getInputStream().readNBytes(DATA.length);
                  socket.getOutputStream().write(received);
                  socket.getInputStream().read();
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      thread.start();
      Bobbin.run(() -> exchange(listening.getLocalSocketAddress(), client(protocol)));
      Bounded.join(thread);
    }
  }

  // === openssl ===

  private static Process openssl(String... arguments) throws IOException {
    var command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static void assumeOpenssl() {
    boolean found;
    try {
      found = openssl("version").waitFor() == 0;
    } catch (IOException e) {
      found = false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    assumeTrue(found, "openssl is not installed: there is nobody to talk to");
  }

  private static String option(String protocol) {
    return protocol.equals("TLSv1.3") ? "-tls1_3" : "-tls1_2";
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  @Covers("N10")
  void aClientOfOpenssl(String protocol, @TempDir Path directory) throws IOException {
    assumeOpenssl();
    Path authority = Certificates.authorityPem(directory);
    SocketAddress[] address = new SocketAddress[1];
    String printed =
        withServer(
            () -> {
              Process process =
                  openssl(
                      "s_client",
                      "-connect",
                      "127.0.0.1:" + ((InetSocketAddress) address[0]).getPort(),
                      option(protocol),
                      "-ign_eof", // else some versions stop to read in the middle
                      "-verify_return_error",
                      "-verify_hostname",
                      "localhost",
                      "-CAfile",
                      authority.toString());
              try (var in =
                      new BufferedReader(
                          new InputStreamReader(process.getInputStream(), US_ASCII));
                  var out = process.getOutputStream()) {
                var text = new StringBuilder();
                for (int i = 0; i < 5; i++) {
                  type("line " + i, out);
                  readTo("line " + i, in, text);
                }
                return text + "all lines came back";
              } finally {
                process.destroy();
              }
            },
            address);
    assertTrue(printed.endsWith("all lines came back"), printed);
    assertTrue(printed.contains("Verification: OK"), printed);
  }

  private static void type(String line, OutputStream out) throws IOException {
    out.write((line + "\n").getBytes(US_ASCII));
    out.flush();
  }

  private static void readTo(String expected, BufferedReader in, StringBuilder text)
      throws IOException {
    for (String line = ""; !line.endsWith(expected); text.append(line).append('\n')) {
      line = in.readLine(); // which may begin with what openssl prints itself
      if (line == null) {
        throw new IOException(expected + " did not come, but: " + text);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  @Covers("N10")
  void aServerOfOpenssl(String protocol, @TempDir Path directory) throws IOException {
    assumeOpenssl();
    Path key = Certificates.keyPem(directory);
    int port;
    try (ServerSocket reserved = new ServerSocket(0, 1, HERE)) {
      port = reserved.getLocalPort();
    }
    Process process =
        openssl(
            "s_server",
            "-accept",
            "127.0.0.1:" + port,
            "-key",
            key.toString(),
            "-cert",
            key.toString(),
            option(protocol),
            "-rev");
    try (var printed =
        new BufferedReader(new InputStreamReader(process.getInputStream(), US_ASCII))) {
      for (String line = printed.readLine(); !"ACCEPT".equals(line); line = printed.readLine()) {
        assertTrue(line != null, "openssl s_server has ended");
      }
      Bobbin.run(
          () -> {
            var address = new InetSocketAddress(HERE, port);
            try (var socket = await(AsyncSocket.connect(address, client(protocol)))) {
              for (int i = 100; i < 200; i++) {
                await(socket.write(i + "\n"));
                String reversed = new StringBuilder().append(i).reverse().toString();
                assertEquals(reversed, await(socket.readLine()));
              }
              assertEquals(protocol, socket.tlsSession().getProtocol());
            }
            return Task.done();
          });
    } finally {
      process.destroy();
    }
  }
}
