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
import dev.bobbin.net.IncompleteReadException;
import dev.bobbin.net.RecordTooLongException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@link AsyncSocket}: what is sent arrives, whole and once, or somebody is told. */
@Timeout(60)
class SocketTest {

  private static void withPair(AsyncConsumer<Loopback.Pair> operation) {
    Bobbin.run(
        () -> {
          Loopback.Pair pair = Loopback.Pair.connected();
          await(operation.accept(pair));
          return pair.close();
        });
  }

  @Async
  private static Task<Void> echo(AsyncSocket socket) {
    ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
    while (await(socket.read(buffer.clear())) >= 0) {
      await(socket.write(buffer.flip()));
      assertTrue(socket.pendingBytes() <= 64 * 1024 + buffer.capacity(), "back-pressure");
    }
    return Task.done();
  }

  @Test
  @Covers("N1")
  void anEchoOfTenMegabytesToASlowReaderKeepsBuffersBounded() {
    byte[] sent = noise(10 << 20);
    Bobbin.run(
        () -> {
          try (var server = await(AsyncServer.listen(ANY, SocketTest::echo));
              var socket = await(AsyncSocket.connect(server.localAddress()));
              var group = TaskGroup.<Object>open()) {
            group.fork(() -> sendAll(socket, sent));
            Task<byte[]> received = group.fork(() -> receiveSlowly(socket, sent.length));
            await(group.join());
            assertArrayEquals(sent, received.resultNow());
          }
          return Task.done();
        });
  }

  @Test
  @Covers("N1")
  void aWriterWaitsWhileItsReaderDoesNotRead() {
    withPair(
        pair -> {
          Task<Void> write = Task.done();
          int writes = 0;
          for (; write.isDone(); writes++) {
            write = pair.left().write(noise(32 * 1024));
          }
          assertTrue(pair.left().pendingBytes() > 64 * 1024);
          await(pair.right().readNBytes(writes * 32 * 1024));
          await(write);
          assertTrue(pair.left().pendingBytes() <= 16 * 1024);
          return Task.done();
        });
  }

  @Test
  @Covers("N2")
  void linesAndRecordsComeInWhateverPiecesTheyArrive() {
    withPair(
        pair -> {
          AsyncSocket out = pair.left();
          for (byte each : "one\r\ntwo\n\nthree;four;5678ende".getBytes(US_ASCII)) {
            await(out.write(new byte[] {each}));
            await(yieldNow());
          }
          await(out.shutdownOutput());
          AsyncSocket in = pair.right();
          assertEquals("one", await(in.readLine()));
          assertEquals("two", await(in.readLine()));
          assertEquals("", await(in.readLine()));
          byte[] semicolon = {';'};
          assertEquals("three;", new String(await(in.readUntil(semicolon)), US_ASCII));
          assertEquals("four;", new String(await(in.readUntil(semicolon)), US_ASCII));
          assertEquals("5678", new String(await(in.readNBytes(4)), US_ASCII));
          assertEquals("ende", await(in.readLine()), "the last line needs no end");
          assertNull(await(in.readLine()));
          assertEquals(-1, await(in.read(ByteBuffer.allocate(1))));
          return Task.done();
        });
  }

  @Test
  @Covers("N2")
  void linesAreAStreamUpToTheEnd() {
    withPair(
        pair -> {
          await(pair.left().write("one\ntwo\nthree\nfour"));
          await(pair.left().shutdownOutput());
          List<String> first = await(pair.right().lines().take(2).toList());
          assertEquals(List.of("one", "two"), first);
          assertEquals("three", await(pair.right().readLine()), "the stream left the rest alone");
          assertEquals(List.of("four"), await(pair.right().lines().toList()));
          return Task.done();
        });
  }

  @Test
  @Covers("N2")
  void anInputThatEndsEarlyGivesWhatCame() {
    withPair(
        pair -> {
          await(pair.left().write("abc"));
          await(pair.left().shutdownOutput());
          Task<byte[]> read = pair.right().readNBytes(4);
          var thrown = await(failureOf(IncompleteReadException.class, read));
          assertEquals("the input ended after 3 of 4 bytes", thrown.getMessage());
          assertEquals("abc", new String(thrown.partial(), US_ASCII));
          return Task.done();
        });
  }

  @Test
  @Covers("N2")
  void aRecordThatIsTooLongStaysForOtherReads() {
    withPair(
        pair -> {
          await(pair.left().write("0123456789\nrest"));
          var line = await(failureOf(RecordTooLongException.class, pair.right().readLine(9)));
          assertEquals("a line is longer than the limit of 9 bytes", line.getMessage());
          await(
              failureOf(
                  RecordTooLongException.class, pair.right().readUntil(new byte[] {'\n'}, 10)));
          assertEquals("0123456789", await(pair.right().readLine(10)));
          return Task.done();
        });
  }

  @Test
  @Covers("N3")
  void whoHasShutItsOutputStillReads() {
    withPair(
        pair -> {
          await(pair.left().write("question"));
          await(pair.left().shutdownOutput());
          assertEquals("question", new String(await(pair.right().readAllBytes(100)), US_ASCII));
          await(pair.right().write("answer"));
          await(pair.right().shutdownOutput());
          assertEquals("answer", new String(await(pair.left().readAllBytes(100)), US_ASCII));
          SocketException refused =
              await(failureOf(SocketException.class, pair.left().write("more")));
          assertTrue(refused.getMessage().endsWith("the output is shut down"));
          return Task.done();
        });
  }

  @Test
  @Covers("N8")
  void aCancelledReadHasTakenNothing() {
    withPair(
        pair -> {
          AsyncSocket in = pair.right();
          for (int i = 0; i < 100; i++) {
            Task<byte[]> read = in.readNBytes(10);
            await(pair.left().write("abc"));
            await(i % 2 == 0 ? yieldNow() : sleep(Duration.ofNanos(1)));
            assertTrue(read.cancel(true));
            await(failureOf(CancellationException.class, read));
            await(pair.left().write("defg" + i % 10 + "hi"));
            assertEquals("abcdefg" + i % 10 + "hi", new String(await(in.readNBytes(10)), US_ASCII));
          }
          return Task.done();
        });
  }

  @Test
  @Covers("N8")
  void aReadWhoseBytesHadArrivedIsNotCancelledAnyMore() {
    withPair(
        pair -> {
          ByteBuffer into = ByteBuffer.allocate(10);
          Task<Integer> read = pair.right().read(into);
          await(pair.left().write("abc"));
          while (!read.isDone()) {
            await(yieldNow());
          }
          assertFalse(read.cancel(true));
          assertEquals(3, await(read));
          return Task.done();
        });
  }

  @Test
  @Covers("N8")
  void aCancelledWriteIsSentOnce() {
    withPair(
        pair -> {
          byte[] sent = noise(8 << 20);
          Task<Void> write = pair.left().write(sent);
          assertFalse(write.isDone());
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
  @Covers("N8")
  void twoTasksCannotReadAtOnce() {
    withPair(
        pair -> {
          Task<String> first = pair.right().readLine();
          var refused = assertThrows(IllegalStateException.class, () -> pair.right().readLine());
          assertTrue(refused.getMessage().contains("one task at a time"), refused.getMessage());
          await(pair.left().write("x\n"));
          assertEquals("x", await(first));
          return Task.done();
        });
  }

  @Test
  @Covers("N1")
  void closingSendsWhatIsPendingAndEndsReads() {
    withPair(
        pair -> {
          byte[] sent = noise(4 << 20);
          pair.left().write(sent);
          Task<byte[]> read = pair.left().readNBytes(1);
          Task<Void> closing = pair.left().closeAsync();
          assertFalse(closing.isDone());
          await(failureOf(SocketException.class, read));
          assertArrayEquals(sent, await(pair.right().readAllBytes(5 << 20)));
          await(closing);
          assertFalse(pair.left().isOpen());
          return Task.done();
        });
  }

  @Test
  @Covers("N8")
  void aResetFailsReadsAndWrites() {
    withPair(
        pair -> {
          Task<byte[]> read = pair.right().readNBytes(1);
          pair.left().abort();
          SocketException thrown = await(failureOf(SocketException.class, read));
          assertTrue(
              thrown.getMessage().matches("read from AsyncSocket\\[.*]: Connection reset.*"),
              thrown.getMessage());
          await(pair.right().write("x"));
          await(yieldNow());
          await(failureOf(SocketException.class, pair.right().write("y")));
          return Task.done();
        });
  }

  @Test
  @Covers("N1")
  void manySocketsShareOneBuffer() {
    Bobbin.run(
        () -> {
          ByteBuffer shared = ByteBuffer.allocate(64 * 1024);
          try (var server = await(AsyncServer.listen(ANY, s -> echoThrough(s, shared)))) {
            await(
                Bobbin.forEach(
                    java.util.stream.IntStream.range(0, 50).boxed().toList(),
                    50,
                    i -> talk(server, "client " + i)));
          }
          return Task.done();
        });
  }

  @Test
  @Covers("N1")
  void aSocketIsReadableOnlyIfAReadWouldNotWait() {
    withPair(
        pair -> {
          ByteBuffer four = ByteBuffer.allocate(4);
          await(pair.right().write("full"));
          await(pair.left().readable());
          assertEquals(4, await(pair.left().read(four)));

          Task<Void> more = pair.left().readable(); // the buffer was filled, and nothing is left

          assertFalse(more.isDone());
          await(pair.right().write("x"));
          await(more);
          assertEquals(1, await(pair.left().read(four.clear())));
          return Task.done();
        });
  }

  @Async
  private static Task<Void> echoThrough(AsyncSocket socket, ByteBuffer shared) {
    while (true) {
      await(socket.readable());
      if (await(socket.read(shared.clear())) < 0) {
        return Task.done();
      }
      await(socket.write(shared.flip()));
    }
  }

  @Async
  private static Task<Void> talk(AsyncServer server, String text) {
    try (var socket = await(AsyncSocket.connect(server.localAddress()))) {
      for (int i = 0; i < 20; i++) {
        await(socket.write(text + "\n"));
        assertEquals(text, await(socket.readLine()));
      }
    }
    return Task.done();
  }

  @Test
  @Covers({"N1", "J2"})
  void aDumpNamesTheSocketThatATaskWaitsFor() {
    withPair(
        pair -> {
          Task<String> read = pair.right().readLine();
          Task<Void> reader = discard(read);
          String dump = EventLoop.current().dump().toString();
          assertTrue(dump.contains("read from " + pair.right()), dump);
          await(pair.left().write("x\n"));
          await(reader);
          return Task.done();
        });
  }

  @Async
  private static Task<Void> discard(Task<String> read) {
    await(read);
    return Task.done();
  }
}
