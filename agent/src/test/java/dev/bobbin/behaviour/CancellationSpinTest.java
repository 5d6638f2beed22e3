package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.behaviour.Outcome.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks that swallow every cancellation and go on. */
@Timeout(60)
class CancellationSpinTest {

  private boolean stopped;
  private int spins;

  /** The mistake that this is about: a loop that retries whatever went wrong. */
  @Async
  private Task<String> retriesForEver(CompletableFuture<String> stage) {
    while (!stopped) {
      try {
        await(stage);
      } catch (CancellationException e) {
        spins++;
      }
    }
    return Task.of("stopped");
  }

  @Test
  @Covers("C22")
  void aTaskThatSpinsOnACancelledStageDoesNotStarveOthers() {
    run(
        () -> {
          Task<String> spinning = retriesForEver(new CompletableFuture<>());
          spinning.cancel("give up");
          await(turns(3));
          int before = spins;
          assertTrue(before > 0);
          await(turns(3));
          assertTrue(spins > before, "it spins on");
          stopped = true;
          assertEquals("stopped", await(spinning));
          return Task.done();
        });
  }

  @Test
  @Covers({"C22", "R11"})
  void aTaskThatSpinsOverTheEndOfItsLoopIsNamedInDebug() {
    var reports = new CopyOnWriteArrayList<String>();
    EventLoop loop =
        EventLoop.builder()
            .debug(true)
            .shutdownGrace(Duration.ofMillis(20))
            .exceptionHandler((task, failure) -> reports.add(task + " " + failure))
            .build();
    Bounded.call(
        () -> {
          loop.run(
              () -> {
                retriesForEver(new CompletableFuture<>()).named("stubborn");
                return Task.done();
              });
          loop.close();
          return null;
        });
    assertTrue(reports.stream().anyMatch(report -> report.contains("stubborn")), reports::toString);
  }
}
