package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.all;
import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.net.AsyncFile;
import dev.bobbin.net.AsyncFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** One open file, and what cancelling does to calls of the file system. */
@Timeout(60)
class AsyncFileTest {

  @TempDir private Path directory;

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(ByteBuffer read) {
    return StandardCharsets.UTF_8.decode(read.flip()).toString();
  }

  private static Task<AsyncFile> openBoth(Path file) {
    return AsyncFiles.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  @Test
  void piecesAreReadAndWrittenAtPositionsAndOneBehindTheOther() {
    run(
        () -> {
          try (var file = await(openBoth(directory.resolve("file")))) {
            await(file.write(bytes("hello ")));
            await(file.write(bytes("world")));
            await(all(file.write(bytes("H"), 0), file.write(bytes("!"), 11)));
            assertEquals(12, await(file.size()));
            ByteBuffer five = ByteBuffer.allocate(5);
            assertEquals(5, await(file.read(five, 6)));
            assertEquals("world", text(five));
            await(file.position(4));
            ByteBuffer three = ByteBuffer.allocate(3);
            assertEquals(3, await(file.read(three)));
            assertEquals("o w", text(three));
            await(file.force(true));
            await(file.truncate(5));
            assertEquals(-1, await(file.read(ByteBuffer.allocate(1))));
            assertEquals("Hello", await(AsyncFiles.readString(directory.resolve("file"))));
          }
          return Task.done();
        });
  }

  @Test
  void aFileOpenedToAppendIsWrittenAtItsEnd() throws IOException {
    Path path = Files.writeString(directory.resolve("file"), "a");
    run(
        () -> {
          try (var file = await(AsyncFiles.open(path, StandardOpenOption.APPEND))) {
            await(file.write(bytes("b")));
            await(file.write(bytes("c")));
          }
          assertEquals("abc", await(AsyncFiles.readString(path)));
          return Task.done();
        });
  }

  @Test
  void closingWaitsForCallsUnderWayAndRefusesOthers() {
    run(
        () -> {
          var file = await(openBoth(directory.resolve("file")));
          Task<Void> written = file.write(ByteBuffer.allocate(1_000_000));
          assertThrows(IllegalStateException.class, () -> file.read(ByteBuffer.allocate(1)));
          Task<Void> closed = file.closeAsync();
          assertEquals(
              ClosedChannelException.class,
              file.read(ByteBuffer.allocate(1), 0).exceptionNow().getClass());
          await(closed);
          await(written);
          await(file.closeAsync());
          assertEquals(1_000_000, await(AsyncFiles.size(directory.resolve("file"))));
          return Task.done();
        });
  }

  // === Cancelling ===

  @Test
  void aCallThatHasNotBegunIsWithdrawn() {
    var queued = new ArrayDeque<Runnable>();
    Path path = directory.resolve("file");
    try (var loop = EventLoop.builder().blockingExecutor(queued::add).build()) {
      loop.run(
          () -> {
            Task<Path> write = AsyncFiles.writeString(path, "text");
            write.cancel("not now");
            await(Outcome.endOf(write));
            Ended.assertCancelled(write);
            return Task.done();
          });
    }
    queued.forEach(Runnable::run);

    assertFalse(Files.exists(path));
  }

  private Path pipe() throws Exception {
    Path pipe = directory.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    return pipe;
  }

  /** What a call gives, and what comes at the next await that waits. */
  @Async
  private static Task<Object> valueThenFailure(Task<?> call) {
    Object value = await(call);
    try {
      await(yieldNow());
    } catch (CancellationException e) {
      return Task.of(value == null ? "nothing" : value);
    }
    throw new AssertionError("not cancelled");
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void aWriteThatHasBegunIsCarriedOutAndTheCancellationComesBehindIt() throws Exception {
    Path pipe = pipe(); // to open it waits for the other end, so the call can be held up
    byte[] much = new byte[1_000_000];
    new Random(7).nextBytes(much);
    try (var loop = EventLoop.create().start()) {
      Task<Object> writing = loop.fork(() -> valueThenFailure(AsyncFiles.write(pipe, much)));
      Bounded.until("begun", () -> loop.dump().toString().contains("call on thread"), loop);
      writing.cancel("not now");
      Bounded.get(loop.fork(() -> yieldNow()), loop);

      assertFalse(writing.isDone());
      assertArrayEquals(much, Bounded.call(() -> Files.readAllBytes(pipe), loop));
      assertEquals(pipe, Bounded.get(writing, loop));
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX) // where a pipe can be opened for both
  void aReadThatHasBegunGivesItsBytesAndTheFileStaysOpen() throws Exception {
    Path pipe = pipe();
    try (var loop = EventLoop.create().start();
        var end = Files.newByteChannel(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      AsyncFile file =
          Bounded.get(loop.fork(() -> AsyncFiles.open(pipe, StandardOpenOption.READ)), loop);
      ByteBuffer into = ByteBuffer.allocate(10);
      Task<Object> reading = loop.fork(() -> valueThenFailure(file.read(into)));
      Bounded.until("begun", () -> loop.dump().toString().contains("call on thread"), loop);
      reading.cancel("not now");
      Bounded.get(loop.fork(() -> yieldNow()), loop);
      assertFalse(reading.isDone());
      end.write(bytes("abc"));

      assertEquals(3, Bounded.get(reading, loop));
      assertEquals("abc", text(into));
      end.write(bytes("d"));
      assertEquals(1, Bounded.get(loop.fork(() -> file.read(into.clear())), loop));
      Bounded.get(loop.fork(() -> file.closeAsync()), loop);
    }
  }

  @Test
  void closingWhereNoLoopRunsClosesAtOnce() {
    AsyncFile file = run(() -> openBoth(directory.resolve("file")));
    file.close();

    Task<Integer> read =
        run(
            () -> {
              Task<Integer> refused = file.read(ByteBuffer.allocate(1));
              await(Outcome.endOf(refused));
              return Task.of(refused);
            });
    assertTrue(Ended.failed(read, ClosedChannelException.class));
  }
}
