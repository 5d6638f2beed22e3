package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.all;
import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.net.AsyncProcess;
import dev.bobbin.stream.AsyncStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Talking to another program. */
@Timeout(60)
@EnabledOnOs({OS.LINUX, OS.MAC})
class AsyncProcessTest {

  private static Task<AsyncProcess> shell(String script) {
    return AsyncProcess.start("sh", "-c", script);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  // === As a whole ===

  @Test
  @Covers("N9")
  void statusAndBothOutputsAreCollected() {
    var output = run(() -> AsyncProcess.run("sh", "-c", "echo out; echo err >&2; exit 3"));

    assertEquals(3, output.status());
    assertEquals("out\n", output.text());
    assertEquals("err\n", output.errorText());
    assertEquals("Output[status 3, 4 bytes of output, 4 bytes of errors]", output.toString());
  }

  @Test
  @Covers("N9")
  void muchOnBothOutputsAtOnceIsNoDeadLockEvenWithOneBlockingCallAtATime() {
    String script =
        "for i in 1 2 3; do head -c 700000 /dev/zero; head -c 700000 /dev/zero >&2; done";
    try (var loop = EventLoop.builder().maxBlocking(1).build().start()) {
      var outputs =
          Bounded.get(
              loop.fork(
                  () ->
                      all(
                          AsyncProcess.run("sh", "-c", script),
                          AsyncProcess.run("sh", "-c", script))),
              loop);

      for (var output : outputs) {
        assertEquals(2_100_000, output.stdout().length);
        assertEquals(2_100_000, output.stderr().length);
      }
    }
  }

  @Test
  @Covers("N9")
  void muchInputAndOutputAtOnceIsNoDeadLock() {
    byte[] input = randomBytes(3_000_000);

    var output = run(() -> AsyncProcess.run(new ProcessBuilder("cat"), input));

    assertArrayEquals(input, output.stdout());
  }

  @Test
  void aProgramThatDoesNotReadItsInputFailsTheWriterAndNotTheRun() {
    assertEquals(
        4,
        run(() -> AsyncProcess.run(new ProcessBuilder("sh", "-c", "exit 4"), randomBytes(300_000)))
            .status());
    run(
        () -> {
          try (var process = await(shell("exit 4"))) {
            assertEquals(4, await(process.onExit()));
            assertInstanceOf(
                IOException.class, await(Outcome.failureOf(process.stdin().write("late"))));
          }
          return Task.done();
        });
  }

  @Test
  void theBuilderSaysDirectoryEnvironmentAndWhereStreamsLead(@TempDir Path directory) {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", "pwd -P; echo $GREETING >&2; cat")
            .directory(directory.toFile())
            .redirectErrorStream(true);
    builder.environment().put("GREETING", "hello");

    var output = run(() -> AsyncProcess.run(builder));

    assertTrue(output.text().endsWith(directory.getFileName() + "\nhello\n"), output.text());
    assertEquals("", output.errorText());
  }

  @Test
  void aProgramThatIsMissingIsNamed() {
    var missing = assertThrows(IOException.class, () -> run(() -> AsyncProcess.run("nonesuch")));

    assertTrue(missing.getMessage().contains("\"nonesuch\""), missing.getMessage());
  }

  // === Piece by piece ===

  @Test
  void linesComeWhileTheProgramRuns() {
    run(
        () -> {
          try (var process = await(shell("echo one; read x; echo \"two $x\"; printf three"));
              var lines = process.stdout().lines().iterator()) {
            assertTrue(await(lines.hasNext()));
            assertEquals("one", lines.next());
            assertTrue(process.isAlive());
            await(process.stdin().write("and more\n"));
            assertTrue(await(lines.hasNext()));
            assertEquals("two and more", lines.next());
            assertTrue(await(lines.hasNext()));
            assertEquals("three", lines.next());
            assertFalse(await(lines.hasNext()));
            assertEquals(0, await(process.onExit()));
          }
          return Task.done();
        });
  }

  @Test
  void inputComesFromAStream() {
    run(
        () -> {
          try (var process = await(AsyncProcess.start("cat"))) {
            Task<byte[]> read = process.stdout().readAllBytes();
            await(process.stdin().write(AsyncStream.of("a", "b", "c").map(text -> bytes(text))));
            await(process.stdin().closeAsync());
            assertEquals("abc", new String(await(read), StandardCharsets.UTF_8));
            assertInstanceOf(
                IOException.class, await(Outcome.failureOf(process.stdin().write("late"))));
          }
          return Task.done();
        });
  }

  @Test
  void aCancelledReadLosesNoByte() {
    run(
        () -> {
          try (var process = await(shell("read x; echo got $x"))) {
            ByteBuffer into = ByteBuffer.allocate(100);
            for (int i = 0; i < 3; i++) {
              Task<Integer> read = process.stdout().read(into);
              assertThrows(IllegalStateException.class, () -> process.stdout().read(into));
              await(yieldNow());
              read.cancel("not now");
              await(Outcome.endOf(read));
              Ended.assertCancelled(read);
            }
            await(process.stdin().write("it\n"));
            assertEquals("got it\n", new String(await(process.stdout().readAllBytes())));
            assertEquals(0, into.position());
          }
          return Task.done();
        });
  }

  @Test
  void aBufferThatIsSmallGetsThePiecesOneAfterTheOther() {
    run(
        () -> {
          try (var process = await(shell("printf abcdefg"))) {
            await(process.onExit());
            var pieces = new ArrayList<String>();
            ByteBuffer three = ByteBuffer.allocate(3);
            while (await(process.stdout().read(three)) >= 0) {
              pieces.add(new String(three.array(), 0, three.position(), StandardCharsets.UTF_8));
              three.clear();
            }
            assertEquals(List.of("abc", "def", "g"), pieces);
            assertEquals(-1, await(process.stdout().read(three)));
          }
          return Task.done();
        });
  }

  @Test
  void aWriterWaitsForAProgramThatDoesNotReadAndACancelledWriteIsDoneAsAWhole() {
    byte[] much = randomBytes(1_000_000);
    run(
        () -> {
          try (var process = await(AsyncProcess.start("cat"))) {
            Task<Void> stuck = process.stdin().write(ByteBuffer.wrap(much));
            Task<Void> behind = process.stdin().write("never");
            ByteBuffer first = ByteBuffer.allocate(1);
            await(process.stdout().read(first)); // so the first write has begun
            assertFalse(stuck.isDone());
            stuck.cancel("not now");
            behind.cancel("not at all");
            await(Outcome.endOf(stuck));
            Ended.assertCancelled(stuck);
            Task<Void> closed = process.stdin().closeAsync();
            byte[] rest = await(process.stdout().readAllBytes());
            await(closed);
            assertEquals(much[0], first.get(0));
            assertArrayEquals(Arrays.copyOfRange(much, 1, much.length), rest);
          }
          return Task.done();
        });
  }

  @Test
  void aProgramThatClosesItsOutputEarlyRunsOn() {
    run(
        () -> {
          try (var process = await(shell("exec >&-; read x; exit 5"))) {
            assertEquals(-1, await(process.stdout().read(ByteBuffer.allocate(1))));
            assertTrue(process.isAlive());
            await(process.stdin().write("\n"));
            assertEquals(5, await(process.onExit()));
          }
          return Task.done();
        });
  }
}
