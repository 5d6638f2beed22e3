package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.timeout;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.TimeoutException;
import dev.bobbin.net.AsyncProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Programs that are ended, or leave something behind. */
@Timeout(60)
@EnabledOnOs({OS.LINUX, OS.MAC})
class AsyncProcessEndTest {

  private static final int SIGTERM = 128 + 15;
  private static final int SIGKILL = 128 + 9;

  private static Task<AsyncProcess> shell(String script) {
    return AsyncProcess.start("sh", "-c", script);
  }

  /** The first line that a program writes is the number of a process. */
  @Async
  private static Task<ProcessHandle> toldBy(AsyncProcess process) {
    var lines = process.stdout().lines().iterator();
    await(lines.hasNext());
    return Task.of(ProcessHandle.of(Long.parseLong(lines.next())).orElseThrow());
  }

  /** A zombie that nobody takes away has ended, too. */
  private static boolean hasEnded(ProcessHandle process) {
    return !process.isAlive() || process.info().command().isEmpty();
  }

  @Test
  @Covers("N9")
  void closingEndsTheProgramAndAllThatItStarted() {
    run(
        () -> {
          ProcessHandle below;
          AsyncProcess process = await(shell("sleep 600 & echo $!; wait"));
          try (process) {
            below = await(toldBy(process));
            assertFalse(hasEnded(below));
          }
          assertEquals(SIGTERM, await(process.onExit()));
          assertTrue(hasEnded(below));
          await(process.closeAsync());
          return Task.done();
        });
  }

  @Test
  @Covers("N9")
  void aTimeLimitOfARunEndsTheProgramBeforeTheTimeoutIsThrown(@TempDir Path directory) {
    Path told = directory.resolve("pid");
    assertThrows(
        TimeoutException.class,
        () ->
            run(
                () ->
                    timeout(
                        Duration.ofMillis(500),
                        () ->
                            AsyncProcess.run(
                                new ProcessBuilder("sh", "-c", "echo $$ > pid; sleep 600; :")
                                    .directory(directory.toFile())))));

    assertTrue(readPid(told).stream().allMatch(AsyncProcessEndTest::hasEnded));
  }

  private static Optional<ProcessHandle> readPid(Path told) {
    try {
      return ProcessHandle.of(Long.parseLong(Files.readString(told).trim()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @Covers("N9")
  void cancellingTheTaskThatHoldsAProgramEndsIt() {
    try (var loop = EventLoop.create().start()) {
      var started = new CompletableFuture<AsyncProcess>();
      Task<Integer> holder =
          loop.fork(
              () -> {
                try (var process = await(shell("sleep 600"))) {
                  started.complete(process);
                  return Task.of(await(process.stdout().read(ByteBuffer.allocate(1))));
                }
              });
      AsyncProcess process = Bounded.get(started);
      assertTrue(process.isAlive());
      holder.cancel("enough");

      assertThrows(CancellationException.class, () -> Bounded.get(holder, loop));
      assertFalse(process.isAlive());
    }
  }

  @Test
  void aCancelledWaitLeavesTheProgramAlone() {
    run(
        () -> {
          try (var process = await(shell("sleep 600"))) {
            Task<Integer> exit = process.onExit();
            exit.cancel("not now");
            await(Outcome.endOf(exit));
            Ended.assertCancelled(exit);
            Task<AsyncProcess.Output> output = process.output();
            output.cancel("not now");
            await(Outcome.endOf(output));
            Ended.assertCancelled(output);
            assertTrue(process.isAlive());
          }
          return Task.done();
        });
  }

  @Test
  void whoIgnoresTheRequestIsKilledAfterTheGraceTime() {
    run(
        () -> {
          String deaf = "trap '' TERM; echo $$; while :; do sleep 0.1; done";
          try (var process = await(shell(deaf))) {
            await(toldBy(process));
            assertEquals(SIGKILL, await(process.destroy(Duration.ofMillis(200))));
          }
          try (var process = await(shell(deaf))) {
            await(toldBy(process));
            assertEquals(SIGKILL, await(process.destroy(Duration.ZERO)));
          }
          return Task.done();
        });
  }

  @Test
  void whatAProgramWritesWhenItIsAskedToEndCanStillBeRead() {
    run(
        () -> {
          try (var process = await(shell("trap 'echo bye; exit 7' TERM; echo $$; read x"))) {
            await(toldBy(process));
            // the shell runs its trap when read is over, which its own signal ends
            assertEquals(7, await(process.destroy(Duration.ofSeconds(Long.MAX_VALUE))));
            assertEquals("bye\n", new String(await(process.stdout().readAllBytes())));
          }
          return Task.done();
        });
  }

  @Test
  @Covers("N9")
  void whatAProgramLeftBehindWithItsPipesKeepsNobodyWaiting() {
    var output = run(() -> AsyncProcess.run("sh", "-c", "sleep 600 & echo $!"));

    ProcessHandle left = ProcessHandle.of(Long.parseLong(output.text().trim())).orElseThrow();
    assertEquals(0, output.status());
    assertFalse(hasEnded(left), "a program that ends by itself leaves behind what it wants to");
    left.destroyForcibly();
  }

  @Test
  @Covers("N9")
  void norDoesOneThatGoesOnWriting() {
    String writer = "(while echo x; do sleep 0.1; done) 2>/dev/null &"; // ends when nobody reads

    var output = run(() -> AsyncProcess.run("sh", "-c", writer + " echo done"));

    assertEquals(0, output.status());
    assertTrue(output.text().contains("done\n"), output.text());
  }

  @Test
  void readingIsOverOnceTheProcessIsClosed() {
    run(
        () -> {
          var process = await(shell("sleep 600"));
          Task<Integer> waiting = process.stdout().read(ByteBuffer.allocate(1));
          Task<Void> closed = process.closeAsync();
          await(closed);
          await(Outcome.endOf(waiting));
          // the end of the output, or of the process, whichever was seen first
          assertTrue(
              Ended.failed(waiting, AsynchronousCloseException.class) || waiting.resultNow() == -1);
          assertInstanceOf(
              ClosedChannelException.class,
              await(Outcome.failureOf(process.stderr().read(ByteBuffer.allocate(1)))));
          return Task.done();
        });
  }

  @Test
  void aReadThatNobodyWaitsForDoesNotKeepTheLoop() {
    var process =
        Bounded.call(
            () ->
                run(
                    () -> {
                      var started = await(shell("sleep 600"));
                      Task<Integer> left = started.stdout().read(ByteBuffer.allocate(1));
                      left.named("left alone");
                      return Task.of(started);
                    }));

    assertTrue(process.isAlive());
    process.close();
    assertFalse(process.isAlive());
  }

  @Test
  void theExitIsToldWhileTheCommonPoolIsBusy() {
    var mayEnd = new CountDownLatch(1);
    for (int i = 0; i <= ForkJoinPool.getCommonPoolParallelism(); i++) {
      ForkJoinPool.commonPool().execute(() -> Bounded.await(mayEnd));
    }
    try {
      assertEquals(0, run(() -> AsyncProcess.run("true")).status());
    } finally {
      mayEnd.countDown();
    }
  }
}
