package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Interrupting the thread inside run asks main to end. */
@Timeout(60)
class RunInterruptTest {
  @Test
  @Covers({"R10"})
  void interruptCancelsMainOnceAndRunThrowsInterruptedException() {
    var steps = new Steps();

    assertThrows(
        InterruptedException.class,
        () ->
            run(
                () -> {
                  Thread.currentThread().interrupt();
                  return waitForeverThenCleanUp(steps, 0);
                }));

    steps.finish(4);
    assertFalse(Thread.interrupted(), "the exception stands for the interrupt");
  }

  @Test
  @Covers({"R10"})
  void interruptFromAnotherThreadEndsAParkedRun() {
    Thread runner = Thread.currentThread();
    var suspended = new CountDownLatch(1);
    var interrupter =
        new Thread(
            () -> {
              Bounded.await(suspended);
              Bounded.until("parked", () -> ThreadStates.isParked(runner));
              runner.interrupt();
            });
    interrupter.start();

    assertThrows(
        InterruptedException.class,
        () ->
            run(
                () -> {
                  EventLoop.current().execute(suspended::countDown);
                  return waitForever();
                }));

    Bounded.join(interrupter);
  }

  @Test
  @Covers({"R10"})
  void interruptedRunStillUnwindsLeftovers() {
    var steps = new Steps();

    assertThrows(
        InterruptedException.class,
        () ->
            run(
                () -> {
                  waitForeverThenCleanUp(steps);
                  steps.reach(2);
                  Thread.currentThread().interrupt();
                  return waitForever();
                }));

    steps.finish(6);
    assertFalse(Thread.interrupted());
  }

  @Test
  @Covers({"R10"})
  void mainThatSomeoneElseCancelledThrowsCancellationExceptionInSpiteOfAnInterrupt() {
    Throwable thrown =
        assertThrows(
            Exception.class,
            () ->
                run(
                    () -> {
                      Task.current().cancel("by someone else");
                      Thread.currentThread().interrupt();
                      await(new CompletableFuture<>());
                      return Task.done();
                    }));

    assertEquals(CancellationException.class, thrown.getClass());
    Thread.interrupted();
  }

  @Async
  private static Task<Void> waitForever() {
    await(new CompletableFuture<>());
    return Task.done();
  }

  private static Task<Void> waitForeverThenCleanUp(Steps steps) {
    return waitForeverThenCleanUp(steps, 1);
  }

  /** Step 1, then 2 and 3, or 3 to 5 where the caller takes one step meanwhile. */
  @Async
  private static Task<Void> waitForeverThenCleanUp(Steps steps, int callersSteps) {
    steps.reach(1);
    try {
      await(new CompletableFuture<>());
      steps.reach(99);
    } finally {
      steps.reach(2 + callersSteps);
      await(yieldNow());
      steps.reach(3 + callersSteps);
      await(yieldNow());
      if (callersSteps > 0) {
        steps.reach(4 + callersSteps);
      }
    }
    return Task.done();
  }
}
