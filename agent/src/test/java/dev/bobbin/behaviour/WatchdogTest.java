package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Steps that keep the loop for too long. */
@Timeout(60)
class WatchdogTest {
  private static final String STUCK = "stuck[WatchdogTest.blocks] has kept the loop for ";
  private static final String ENDED = "stuck[WatchdogTest.blocks] kept the loop for ";

  @Async
  private Task<Void> waitsFor(CompletionStage<?> stage) {
    await(stage);
    return Task.done();
  }

  /** Its second step lasts until it was reported. */
  @Async
  private Task<Void> blocks(LoggedRecords log) {
    await(yieldNow());
    untilReported(log);
    return Task.done();
  }

  private static void untilReported(LoggedRecords log) {
    Bounded.until("the step is reported", () -> log.mentions(STUCK));
  }

  private static int count(String part, LoggedRecords log) {
    return log.toString().split(part.replace("[", "\\["), -1).length - 1;
  }

  @Test
  @Covers("J1")
  void aStepThatIsStuckIsReportedWhileItIsAndWhenItHasEnded() {
    try (var log = new LoggedRecords();
        var loop = EventLoop.builder().name("watched").slowStep(Duration.ofMillis(20)).build()) {
      loop.run(
          () -> {
            var never = new CompletableFuture<Void>();
            Task<Void> other = waitsFor(never).named("other");
            await(blocks(log).named("stuck"));
            other.cancel("end of the test");
            return Task.done();
          });
      Bounded.until("the end is reported", () -> log.mentions(ENDED));
      assertEquals(1, count(STUCK, log), log::toString);
      assertEquals(1, count(ENDED, log), log::toString);
      String text = log.toString();
      assertTrue(text.contains("EventLoop[watched, open]"), text);
      assertTrue(text.contains("WatchdogTest.untilReported(WatchdogTest.java:"), text);
      assertTrue(text.contains("WatchdogTest.blocks(WatchdogTest.java:"), text);
      assertTrue(
          text.contains(
              "other[WatchdogTest.waitsFor, pending at"
                  + " dev.bobbin.behaviour.WatchdogTest.waitsFor(WatchdogTest.java:"),
          text);
    }
  }

  private static boolean isOnWatch() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("bobbin-watchdog"));
  }

  @Test
  @Covers("J1")
  void thereIsAThreadForItOnlyWhileSomeLoopAsks() {
    Bounded.until(
        "earlier loops are closed, or forgotten",
        () -> {
          System.gc();
          return !isOnWatch();
        });
    try (var loop = EventLoop.builder().debug(false).build()) {
      loop.run(Task::done);
      assertFalse(isOnWatch());
    }
    var watched = EventLoop.builder().slowStep(Duration.ofSeconds(1)).build();
    watched.run(Task::done);
    assertTrue(isOnWatch());
    watched.close();
    Bounded.until("the thread has ended", () -> !isOnWatch());
  }
}
