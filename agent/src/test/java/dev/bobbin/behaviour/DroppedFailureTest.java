package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.all;
import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.AsyncCallable;
import dev.bobbin.Bobbin;
import dev.bobbin.Deadline;
import dev.bobbin.Joiner;
import dev.bobbin.Task;
import dev.bobbin.TaskGroup;
import dev.bobbin.TimeoutException;
import dev.bobbin.stream.AsyncIterator;
import dev.bobbin.stream.AsyncStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In debug mode a failed task that nobody looked at is reported when it is collected. */
@Timeout(60)
class DroppedFailureTest {

  private static CrankedLoop debugging() {
    return new CrankedLoop(loop -> loop.debug(true));
  }

  @Async
  private static Task<String> failsLater(Exception failure) throws Exception {
    await(yieldNow());
    throw failure;
  }

  @Async
  private static Task<String> failsAtOnce(Exception failure) throws Exception {
    throw failure;
  }

  /** Collects until the loop has been told of so many failures, then a little more. */
  private static void collect(CrankedLoop cranked, int reports) {
    Bounded.until(
        "reported",
        () -> {
          System.gc();
          cranked.settle();
          return cranked.reports.size() >= reports;
        },
        cranked.loop);
    assertEquals(reports, cranked.reports.size(), () -> cranked.reports.toString());
  }

  @Test
  @Covers("K14")
  void aFailedTaskThatWasDroppedIsReportedOnce() {
    var later = new IOException("later");
    var atOnce = new IOException("at once");
    try (var cranked = debugging()) {
      drop(cranked, () -> failsLater(later));
      collect(cranked, 1);
      Throwable first = cranked.reports.get(0).failure();
      assertSame(later, first.getCause());
      assertTrue(String.valueOf(first.getMessage()).contains("failsLater"), first::getMessage);

      drop(cranked, () -> failsAtOnce(atOnce));
      collect(cranked, 2);
      assertSame(atOnce, cranked.reports.get(1).failure().getCause());
    }
  }

  private static void drop(CrankedLoop cranked, AsyncCallable<String> op) {
    cranked.run(
        () -> {
          op.call();
          await(Outcome.turns(3));
          return Task.done();
        });
  }

  @Test
  @Covers("K14")
  void aTaskThatFailsWithItsOwnDeadlineIsReportedToo() {
    try (var cranked = debugging()) {
      drop(cranked, DroppedFailureTest::timesOut);
      collect(cranked, 1);
      assertEquals(TimeoutException.class, cranked.reports.get(0).failure().getCause().getClass());
    }
  }

  @Async
  @SuppressWarnings("try") // a deadline is there to be closed
  private static Task<String> timesOut() {
    try (var deadline = Deadline.after(Duration.ZERO)) {
      return Task.of(await(new CompletableFuture<String>()));
    }
  }

  @Test
  @Covers("K14")
  void tasksThatWereLookedAtAreNotReported() {
    var failure = new IOException("seen");
    try (var cranked = debugging()) {
      cranked.run(() -> looks(failure));
      drop(cranked, () -> failsLater(new IOException("the last one")));
      collect(cranked, 1);
      assertEquals("the last one", cranked.reports.get(0).failure().getCause().getMessage());
    }
  }

  @Async
  private static Task<Void> looks(IOException failure) throws Exception {
    await(Outcome.failureOf(failsLater(failure)));
    await(Outcome.failureOf(failsAtOnce(failure)));
    await(Outcome.failureOf(all(List.of(failsAtOnce(failure), failsLater(failure)))));
    await(Outcome.failureOf(passesOn(failure)));
    AsyncIterator<Integer> broken =
        AsyncStream.<Integer>generate(out -> Task.failed(failure)).map(i -> i).iterator();
    await(Outcome.failureOf(Bobbin.forEach(broken, 2, i -> Task.done())));
    Task<String> inspected = failsLater(failure);
    Task<String> converted = failsLater(failure);
    await(Outcome.turns(3));
    assertSame(failure, inspected.exceptionNow());
    converted.toCompletableFuture();
    try (var group = TaskGroup.open(Joiner.<String>awaitAll())) {
      group.fork(() -> failsLater(failure));
      group.fork(() -> failsAtOnce(failure));
      await(group.join());
    }
    return Task.done();
  }

  @Async
  private static Task<String> passesOn(IOException failure) throws Exception {
    await(yieldNow());
    return failsAtOnce(failure);
  }

  @Test
  @Covers("K14")
  void withoutDebugModeNothingIsReported() {
    try (var cranked = new CrankedLoop()) {
      drop(cranked, () -> failsLater(new IOException("dropped")));
      try (var debugged = debugging()) {
        drop(debugged, () -> failsLater(new IOException("dropped as well")));
        collect(debugged, 1); // by now the first one is collected, too
      }
      cranked.settle();
      assertEquals(List.of(), cranked.reports);
    }
  }
}
