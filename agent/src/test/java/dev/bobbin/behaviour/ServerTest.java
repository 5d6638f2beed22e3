package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;
import static dev.bobbin.Bobbin.yieldNow;
import static dev.bobbin.behaviour.Loopback.ANY;
import static dev.bobbin.behaviour.Outcome.failureOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.AsyncFunction;
import dev.bobbin.Bobbin;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.TaskGroup;
import dev.bobbin.TaskLocal;
import dev.bobbin.net.AsyncServer;
import dev.bobbin.net.AsyncSocket;
import dev.bobbin.test.VirtualLoop;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@link AsyncServer}, and how one connects to it. */
@Timeout(60)
class ServerTest {

  private final List<Throwable> told = new CopyOnWriteArrayList<>();

  private EventLoop loop() {
    return EventLoop.builder().exceptionHandler((task, failure) -> told.add(failure)).build();
  }

  @Async
  private static Task<String> ask(SocketAddress address, String question) {
    try (var socket = await(AsyncSocket.connect(address))) {
      await(socket.write(question + "\n"));
      return Task.of(await(socket.readLine()));
    }
  }

  // === Connecting ===

  private static SocketAddress closedPort() throws IOException {
    try (ServerSocketChannel reserved = ServerSocketChannel.open().bind(ANY)) {
      return reserved.getLocalAddress();
    }
  }

  @Test
  @Covers("N4")
  void aRefusedConnectionSaysWhoRefusedIt() throws IOException {
    SocketAddress nobody = closedPort();
    var thrown =
        assertThrows(ConnectException.class, () -> Bobbin.run(() -> AsyncSocket.connect(nobody)));
    assertEquals("connect to " + nobody + ": Connection refused", thrown.getMessage());
  }

  @Test
  @Covers("N4")
  void ofSeveralAddressesTheOneThatAcceptsIsTaken() throws IOException {
    try (ServerSocketChannel v4 =
        ServerSocketChannel.open()
            .bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0))) {
      int port = ((InetSocketAddress) v4.getLocalAddress()).getPort();
      SocketAddress reached =
          Bobbin.run(
              () -> {
                try (var socket = await(AsyncSocket.connect("localhost", port))) {
                  return Task.of(socket.remoteAddress());
                }
              });
      assertEquals(port, ((InetSocketAddress) reached).getPort());
    }
  }

  @Test
  @Covers("N4")
  void aNameThatDoesNotExistIsSaidSo() {
    assertThrows(
        UnknownHostException.class,
        () -> Bobbin.run(() -> AsyncSocket.connect("no-such-host.invalid", 1)));
  }

  @Test
  @Covers("N4")
  void aCancelledConnectGivesUp() {
    // 192.0.2.0/24 belongs to nobody (RFC 5737): the attempt hangs, or fails at once without a
    // route
    InetSocketAddress nowhere = new InetSocketAddress("192.0.2.1", 9);
    Bobbin.run(
        () -> {
          Task<AsyncSocket> connect = AsyncSocket.connect(nowhere);
          boolean cancelled = connect.cancel(true);
          Throwable thrown = await(failureOf(connect));
          assertTrue(
              cancelled ? thrown instanceof CancellationException : thrown instanceof IOException);
          return Task.done();
        });
  }

  // === Serving ===

  @Test
  @Covers("N5")
  @DisabledOnOs(OS.WINDOWS) // no limit of open files there
  void aServerWithoutFileDescriptorsGoesOnWhenThereAreSome(@TempDir Path directory)
      throws IOException {
    try (OwnJvm server =
        OwnJvm.start(
            directory,
            command -> {
              List<String> limited =
                  new ArrayList<>(List.of("sh", "-c", "ulimit -n 100; exec \"$@\"", "sh"));
              limited.addAll(command);
              return limited;
            },
            FewFilesServer.class)) {
      int port = Integer.parseInt(server.firstLine());
      List<Socket> open = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        open.add(new Socket(InetAddress.getLoopbackAddress(), port));
      }
      Bounded.until("an accept failed", () -> server.printed().contains("told: "));
      for (Socket early : open.subList(0, 150)) {
        early.close();
      }
      for (Socket late : open.subList(150, 200)) {
        late.setSoTimeout(20_000);
        late.getOutputStream().write("hello\n".getBytes(StandardCharsets.US_ASCII));
        var reader =
            new BufferedReader(
                new InputStreamReader(late.getInputStream(), StandardCharsets.US_ASCII));
        assertEquals("hello", reader.readLine(), server::printed);
        late.close();
      }
      List<String> failures = server.printed().lines().skip(1).toList();
      assertEquals(1, failures.size(), server.printed());
      assertTrue(failures.get(0).endsWith(port + " failed and is tried again"), failures.get(0));
    }
  }

  @Test
  @Covers("N6")
  void aHandlerThatFailsClosesItsConnectionOnly() {
    IllegalStateException mistake = new IllegalStateException("mistake");
    try (EventLoop loop = loop()) {
      loop.run(
          () -> {
            try (var server =
                    await(
                        AsyncServer.listen(
                            ANY,
                            socket -> {
                              String line = await(socket.readLine());
                              if ("fail".equals(line)) {
                                throw mistake;
                              }
                              return socket.write("heard " + line + "\n");
                            }));
                var other = await(AsyncSocket.connect(server.localAddress()))) {
              assertNull(await(ask(server.localAddress(), "fail")), "the end of the input");
              await(other.write("me\n"));
              assertEquals("heard me", await(other.readLine()));
            }
            return Task.done();
          });
    }
    assertEquals(1, told.size());
    assertSame(mistake, told.get(0));
  }

  @Test
  @Covers("N6")
  void aConnectionThatBreaksIsNoMistakeOfItsHandler() {
    resetUnder(Loopback::echoLines);
    assertEquals(List.of(), told);
  }

  @Test
  @Covers("N6")
  void norIsOneThatBreaksInAGroupOfItsHandlers() {
    resetUnder(ServerTest::echoInAGroup);
    assertEquals(List.of(), told);
  }

  /** A client that has talked to the handler resets the connection. */
  private void resetUnder(AsyncFunction<AsyncSocket, Void> handler) {
    try (EventLoop loop = loop()) {
      loop.run(
          () -> {
            try (var server = await(AsyncServer.listen(ANY, handler))) {
              var socket = await(AsyncSocket.connect(server.localAddress()));
              await(socket.write("x\n"));
              assertEquals("x", await(socket.readLine()));
              socket.abort();
              while (server.connections() > 0) {
                await(sleep(Duration.ofMillis(1)));
              }
            }
            return Task.done();
          });
    }
  }

  @Async
  private static Task<Void> echoInAGroup(AsyncSocket socket) {
    try (var group = TaskGroup.open()) {
      group.fork(() -> Loopback.echoLines(socket));
      await(group.join());
    }
    return Task.done();
  }

  @Test
  @Covers("N7")
  void closingAServerWaitsForItsHandlersAndAcceptsNobody() {
    Bobbin.run(
        () -> {
          var server = await(AsyncServer.listen(ANY, Loopback::echoLines));
          var socket = await(AsyncSocket.connect(server.localAddress()));
          await(socket.write("x\n"));
          await(socket.readLine());
          Task<Void> closing = server.closeAsync();
          await(sleep(Duration.ofMillis(5)));
          assertFalse(closing.isDone());
          assertInstanceOf(
              ConnectException.class, await(failureOf(AsyncSocket.connect(server.localAddress()))));
          await(socket.write("still\n"));
          assertEquals("still", await(socket.readLine()));
          await(socket.closeAsync());
          await(closing);
          await(server.closed());
          return Task.done();
        });
  }

  @Test
  @Covers("N7")
  void afterTheGraceTimeHandlersAreCancelled() {
    var steps = new Steps();
    try (VirtualLoop loop = VirtualLoop.create()) {
      loop.run(
          () -> {
            var server =
                await(
                    AsyncServer.listen(
                        ANY,
                        socket -> {
                          try {
                            await(sleep(Duration.ofHours(1)));
                            return Task.done();
                          } finally {
                            steps.reach(1);
                          }
                        },
                        c -> c.withGrace(Duration.ofSeconds(5))));
            var socket = await(AsyncSocket.connect(server.localAddress()));
            while (server.connections() == 0) {
              await(yieldNow());
            }
            await(server.closeAsync());
            steps.reach(2);
            assertTrue(await(failureOf(socket.readNBytes(1))) instanceof IOException);
            await(socket.closeAsync());
            return Task.done();
          });
      assertEquals(Duration.ofSeconds(5), loop.elapsed());
    }
    steps.finish(3);
  }

  @Test
  @Covers("N7")
  void abortingAServerCancelsItsHandlersNow() {
    Bobbin.run(
        () -> {
          var server = await(AsyncServer.listen(ANY, Loopback::echoLines));
          var socket = await(AsyncSocket.connect(server.localAddress()));
          await(socket.write("x\n"));
          await(socket.readLine());
          server.abort();
          await(server.closed());
          assertInstanceOf(IOException.class, await(failureOf(socket.readNBytes(1))));
          await(socket.closeAsync());
          return Task.done();
        });
  }

  @Test
  @Covers("N7")
  void aLoopThatEndsClosesItsServers() {
    SocketAddress[] address = new SocketAddress[1];
    Bobbin.run(
        () -> {
          address[0] = await(AsyncServer.listen(ANY, Loopback::echoLines)).localAddress();
          return Task.done();
        });
    assertThrows(ConnectException.class, () -> Bobbin.run(() -> AsyncSocket.connect(address[0])));
  }

  @Test
  @Covers("N6")
  void anAddressThatIsTakenIsSaidSo() {
    Bobbin.run(
        () -> {
          try (var server = await(AsyncServer.listen(ANY, Loopback::echoLines))) {
            Throwable thrown =
                await(failureOf(AsyncServer.listen(server.localAddress(), Loopback::echoLines)));
            assertInstanceOf(BindException.class, thrown);
            assertEquals(
                "listen at " + server.localAddress() + ": Address already in use",
                thrown.getMessage());
          }
          return Task.done();
        });
  }

  @Test
  @Covers("N6")
  void handlersSeeTheContextInWhichTheServerWasMade() {
    TaskLocal<String> tenant = TaskLocal.create();
    Bobbin.run(
        () -> {
          var server =
              await(
                  TaskLocal.where(tenant, "blue")
                      .call(() -> AsyncServer.listen(ANY, s -> s.write(tenant.get() + "\n"))));
          assertEquals("blue", await(ask(server.localAddress(), "?")));
          return server.closeAsync();
        });
  }

  @Test
  @Covers("N6")
  void aUnixDomainSocketIsServedAndItsFileRemoved(@TempDir Path directory) {
    SocketAddress address = UnixDomainSocketAddress.of(directory.resolve("socket"));
    Bobbin.run(
        () -> {
          try (var server = await(AsyncServer.listen(address, Loopback::echoLines))) {
            assertEquals("hello", await(ask(server.localAddress(), "hello")));
          }
          return Task.done();
        });
    assertFalse(Files.exists(directory.resolve("socket")));
  }

  @Test
  @Covers("N6")
  void connectionsAreHandedToOtherLoops() {
    Set<String> threads = new HashSet<>();
    try (EventLoop first = EventLoop.builder().name("first").build().start();
        EventLoop second = EventLoop.builder().name("second").build().start()) {
      Bobbin.run(
          () -> {
            try (var server =
                await(
                    AsyncServer.listen(
                        ANY,
                        socket -> socket.write(EventLoop.current() + "\n"),
                        c -> c.withLoops(List.of(first, second))))) {
              for (int i = 0; i < 4; i++) {
                threads.add(await(ask(server.localAddress(), "?")));
              }
            }
            return Task.done();
          });
      assertEquals(Set.of(first.toString(), second.toString()), threads);
    }
  }

  @Test
  @Covers("N6")
  @DisabledOnOs(OS.WINDOWS) // which has no SO_REUSEPORT
  void serversOfSeveralLoopsShareAPort() {
    Bobbin.run(
        () -> {
          try (var one =
                  await(AsyncServer.listen(ANY, Loopback::echoLines, c -> c.withSharedPort()));
              var two =
                  await(
                      AsyncServer.listen(
                          one.localAddress(), Loopback::echoLines, c -> c.withSharedPort()))) {
            assertEquals(one.localAddress(), two.localAddress());
            for (int i = 0; i < 10; i++) {
              assertEquals("x", await(ask(two.localAddress(), "x")));
            }
          }
          return Task.done();
        });
  }

  @Test
  @Covers({"N1", "L16"})
  void aHostedLoopIsGivenTurnsForItsChannels() {
    HandHost host = new HandHost();
    EventLoop loop = EventLoop.on(host);
    Task<String> answer =
        loop.fork(
            () -> {
              try (var server = await(AsyncServer.listen(ANY, Loopback::echoLines))) {
                return Task.of(await(ask(server.localAddress(), "hello")));
              }
            });
    host.pumpUntil(answer::isDone);
    assertEquals("hello", answer.resultNow());
    var closed = loop.shutdown(Duration.ofSeconds(1)).toCompletableFuture();
    host.pumpUntil(closed::isDone);
  }

  @Async
  private static Task<Void> askOften(int times) {
    try (var server = await(AsyncServer.listen(ANY, Loopback::echoLines))) {
      for (int i = 0; i < times; i++) {
        assertEquals("hello", await(ask(server.localAddress(), "hello")));
      }
    }
    return Task.done();
  }

  /** Each channel is registered while another thread selects, or is about to. */
  @Test
  @Covers({"N1", "L16"})
  void noneOfManyChannelsOfAHostedLoopIsMissed() {
    HandHost host = new HandHost();
    EventLoop loop = EventLoop.on(host);
    Task<Void> asking = loop.fork(() -> askOften(2_000));
    host.pumpUntil(asking::isDone);
    assertNull(asking.resultNow());
    var closed = loop.shutdown(Duration.ofSeconds(1)).toCompletableFuture();
    host.pumpUntil(closed::isDone);
  }

  @Test
  @Covers({"N1", "V1"})
  void inVirtualTimeWhatHasArrivedComesBeforeTheClockGoesOn() {
    try (VirtualLoop loop = VirtualLoop.create()) {
      loop.run(
          () -> {
            try (var server = await(AsyncServer.listen(ANY, Loopback::echoLines))) {
              for (int i = 0; i < 10; i++) {
                String answer =
                    await(
                        Bobbin.timeout(
                            Duration.ofHours(1), () -> ask(server.localAddress(), "hello")));
                assertEquals("hello", answer);
              }
            }
            return Task.done();
          });
      assertTrue(loop.elapsed().compareTo(Duration.ofHours(1)) < 0, loop.elapsed().toString());
    }
  }
}
