package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The end of the JVM while main runs: programs of their own, and real signals. */
@Timeout(120)
class ShutdownHookTest {

  /** Less than a hook waits that waits in vain. */
  private static final long AT_ONCE_SECONDS = 15;

  private static final String IN_ORDER = "waiting\ncleaned up\ncancelled\nthe end\n";

  @TempDir private Path directory;

  private static EventLoop loop() {
    return EventLoop.builder().shutdownHook(true).build();
  }

  @Async
  private static Task<Void> waitThenCleanUp() {
    System.out.println("waiting");
    try {
      return Task.of(await(new CompletableFuture<Void>()));
    } finally {
      await(sleep(Duration.ofMillis(20)));
      System.out.println("cleaned up");
    }
  }

  private static void runToTheEnd(EventLoop with) {
    try (EventLoop loop = with) {
      loop.run(ShutdownHookTest::waitThenCleanUp);
    } catch (CancellationException cancelled) {
      System.out.println("cancelled");
    }
    System.out.println("the end");
  }

  static final class CleansUp {
    public static void main(String[] args) {
      runToTheEnd(loop());
    }
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  @Covers({"R13"})
  void aSignalCancelsMainAndTheJvmEndsBehindWhatFollowsRun(String signal, int status)
      throws Exception {
    try (OwnJvm program = OwnJvm.start(directory, this::takingInterrupts, CleansUp.class)) {
      assertEquals("waiting", program.firstLine());
      program.signal(signal);

      assertEquals(status, program.status(), program::printed);
      assertEquals(IN_ORDER, program.printed());
    }
  }

  /** A shell starts what it runs in the background deaf to SIGINT, which children inherit. */
  private List<String> takingInterrupts(List<String> command) {
    try {
      Path status = Path.of("/proc/self/status");
      boolean deaf =
          Files.exists(status)
              && Files.readAllLines(status).stream()
                  .filter(line -> line.startsWith("SigIgn:"))
                  .anyMatch(line -> (Long.parseUnsignedLong(line.substring(8), 16) & 2) != 0);
      List<String> all = new ArrayList<>(deaf ? List.of("env", "--default-signal=INT") : List.of());
      all.addAll(command);
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static final class ExitsOnAnotherThread {
    public static void main(String[] args) {
      EventLoop loop = loop();
      loop.schedule(Duration.ofMillis(50), () -> new Thread(() -> System.exit(5)).start());
      runToTheEnd(loop);
    }
  }

  @Test
  @Covers({"R13"})
  void anExitOnAnotherThreadKeepsItsStatus() throws Exception {
    try (OwnJvm program = OwnJvm.start(directory, ExitsOnAnotherThread.class)) {
      assertEquals(5, program.status(), program::printed);
      assertEquals(IN_ORDER, program.printed());
    }
  }

  static final class WithoutHook {
    public static void main(String[] args) {
      runToTheEnd(EventLoop.create());
    }
  }

  @Test
  @Covers({"R13"})
  void withoutTheHookASignalEndsTheJvmAtOnce() throws Exception {
    try (OwnJvm program = OwnJvm.start(directory, WithoutHook.class)) {
      assertEquals("waiting", program.firstLine());
      program.signal("TERM");

      assertEquals(143, program.status(AT_ONCE_SECONDS));
      assertEquals("waiting\n", program.printed());
    }
  }

  static final class GoesOnAfterRun {
    public static void main(String[] args) {
      try (EventLoop loop = loop()) {
        loop.run(Task::done);
      }
      System.out.println("after run");
      while (true) {
        LockSupport.park();
      }
    }
  }

  @Test
  @Covers({"R13"})
  void onceRunHasReturnedASignalEndsTheJvmAtOnce() throws Exception {
    try (OwnJvm program = OwnJvm.start(directory, GoesOnAfterRun.class)) {
      assertEquals("after run", program.firstLine());
      program.signal("TERM");

      assertEquals(143, program.status(AT_ONCE_SECONDS));
    }
  }

  static final class ExitsItself {
    public static void main(String[] args) {
      loop().run(ExitsItself::exit);
    }

    @Async
    static Task<Void> exit() {
      await(sleep(Duration.ofMillis(10)));
      System.exit(3);
      return Task.done();
    }
  }

  @Test
  @Covers({"R14"})
  void aMainThatExitsIsNotWaitedFor() throws Exception {
    try (OwnJvm program = OwnJvm.start(directory, ExitsItself.class)) {
      assertEquals(3, program.status(AT_ONCE_SECONDS));
    }
  }

  static final class NeverGivesWay {
    public static void main(String[] args) {
      EventLoop.builder()
          .shutdownHook(true)
          .shutdownGrace(Duration.ofMillis(200))
          .build()
          .run(NeverGivesWay::swallow);
    }

    @Async
    static Task<Void> swallow() {
      System.out.println("waiting");
      while (true) {
        try {
          await(new CompletableFuture<Void>());
        } catch (CancellationException swallowed) {
          System.out.println("no");
        }
      }
    }
  }

  @Test
  @Covers({"R14"})
  void aMainThatDoesNotEndIsWaitedForNoLongerThanTwiceTheGraceTime() throws Exception {
    try (OwnJvm program = OwnJvm.start(directory, NeverGivesWay.class)) {
      assertEquals("waiting", program.firstLine());
      program.signal("TERM");

      assertEquals(143, program.status(AT_ONCE_SECONDS));
      assertEquals("waiting\nno\n", program.printed());
    }
  }
}
