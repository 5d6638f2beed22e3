package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What main leaves behind is unwound before run returns, or named. */
@Timeout(60)
class RunShutdownTest {
  @Test
  @Covers({"R4"})
  void leftoverTasksAreCancelledBeforeRunReturns() {
    var leftover = new AtomicReference<Task<Void>>();

    run(
        () -> {
          leftover.set(waitForever());
          return Task.done();
        });

    Ended.assertCancelled(leftover.get());
  }

  @Test
  @Covers({"R4"})
  void finallyBlocksOfLeftoverTasksCompleteWithTheirAwaits() {
    var steps = new Steps();

    run(
        () -> {
          waitForeverThenCleanUp(steps);
          steps.reach(2);
          return Task.done();
        });

    steps.finish(6);
  }

  @Test
  @Covers({"R4"})
  void wholeChainOfALeftoverTaskIsUnwound() {
    var log = new ArrayList<String>();

    run(
        () -> {
          nested(3, log);
          return Task.done();
        });

    assertEquals(List.of("depth 0", "depth 1", "depth 2", "depth 3"), log);
  }

  @Test
  @Covers({"R4"})
  void leftoverForkedInMainsLastStepEnds() {
    var leftover = new AtomicReference<Task<Void>>();

    run(
        () -> {
          leftover.set(EventLoop.current().fork(RunShutdownTest::waitForever));
          return Task.done();
        });

    assertTrue(leftover.get().isDone());
  }

  @Test
  @Covers({"R4", "K13"})
  void leftoverVoidMethodIsUnwound() {
    var log = new ArrayList<String>();

    run(
        () -> {
          waitForeverAndForget(log);
          return Task.done();
        });

    assertEquals(List.of("finally"), log);
  }

  @Test
  @Covers({"R5"})
  void leftoverThatFailsDuringShutdownIsReportedOnceAndMainsResultStands() {
    var reports = new ArrayList<CrankedLoop.Report>();
    var leftover = new AtomicReference<Task<Void>>();
    var failure = new IOException("flush");

    String value;
    try (var loop = reportingTo(reports)) {
      value =
          loop.run(
              () -> {
                leftover.set(waitForeverThenFail(failure));
                return Task.of("result");
              });
    }

    assertEquals("result", value);
    assertEquals(1, reports.size(), reports::toString);
    assertSame(leftover.get(), reports.get(0).task());
    assertSame(failure, Ended.failureOf(leftover.get()));
    assertSaysShutdown(reports.get(0).failure(), failure);
  }

  @Test
  @Covers({"R4", "R5"})
  void leftoverThatEndsCancelledIsNotReported() {
    var reports = new ArrayList<CrankedLoop.Report>();

    try (var loop = reportingTo(reports)) {
      loop.run(
          () -> {
            waitForever();
            return Task.done();
          });
    }

    assertEquals(List.of(), reports);
  }

  @Test
  @Covers({"R6"})
  void leftoverTasksAreUnwoundAlsoWhereMainFails() {
    var steps = new Steps();
    var failure = new IOException("main");

    Exception thrown =
        assertThrows(
            IOException.class,
            () ->
                run(
                    () -> {
                      waitForeverThenCleanUp(steps);
                      steps.reach(2);
                      throw failure;
                    }));

    assertSame(failure, thrown);
    steps.finish(6);
  }

  @Test
  @Covers({"R6", "R5"})
  void failureOfMainIsTheOneThrownWhereALeftoverFailsToo() {
    var reports = new ArrayList<CrankedLoop.Report>();
    var failure = new IOException("main");

    try (var loop = reportingTo(reports)) {
      Exception thrown =
          assertThrows(
              IOException.class,
              () ->
                  loop.run(
                      () -> {
                        waitForeverThenFail(new IOException("leftover"));
                        throw failure;
                      }));
      assertSame(failure, thrown);
    }

    assertEquals(1, reports.size(), reports::toString);
  }

  @Test
  @Covers({"R11"})
  void taskThatSwallowsTheCancelIsCancelledAgainAfterHalfOfTheGraceThenNamedAndAbandoned() {
    var cancels = new AtomicInteger();
    var cranked = new CrankedLoop();
    Task<Void> stubborn = cranked.start(() -> swallowCancels(cancels).named("stubborn"));

    CompletableFuture<Void> ended =
        cranked.loop.shutdown(Duration.ofSeconds(10)).toCompletableFuture();
    cranked.settle();
    assertEquals(1, cancels.get());

    cranked.advance(Duration.ofSeconds(5).minusNanos(1));
    assertEquals(1, cancels.get());

    cranked.advance(Duration.ofNanos(1));
    assertEquals(2, cancels.get());
    assertFalse(ended.isDone());

    cranked.advance(Duration.ofSeconds(5));
    assertTrue(ended.isDone());
    assertEquals(1, cranked.reports.size(), cranked.reports::toString);
    assertTrue(cranked.reports.toString().contains("stubborn"), cranked.reports::toString);
    // Nobody will run its code again; who joins it must not wait for ever.
    Ended.assertCancelled(stubborn);
  }

  @Test
  @Covers({"R11"})
  void closeAbandonsATaskThatSwallowsEveryCancel() {
    var cancels = new AtomicInteger();
    var reports = new ArrayList<CrankedLoop.Report>();
    var loop =
        EventLoop.builder()
            .shutdownGrace(Duration.ofMillis(20))
            .exceptionHandler((task, failure) -> reports.add(new CrankedLoop.Report(task, failure)))
            .build();
    loop.fork(() -> swallowCancels(cancels).named("stubborn"));
    loop.runOnce(Duration.ZERO);
    loop.close();

    assertEquals(2, cancels.get());
    assertEquals(1, reports.size(), reports::toString);
    assertTrue(reports.toString().contains("stubborn"), reports::toString);
  }

  @Test
  @Covers({"R11", "C22"})
  void closeAbandonsATaskThatSpinsAndSwallowsEveryCancel() {
    var reports = new ArrayList<CrankedLoop.Report>();
    var loop =
        EventLoop.builder()
            .shutdownGrace(Duration.ofMillis(20))
            .exceptionHandler((task, failure) -> reports.add(new CrankedLoop.Report(task, failure)))
            .build();
    loop.fork(() -> spinSwallowingCancels().named("stubborn"));
    loop.runOnce(Duration.ZERO);
    Bounded.call(
        () -> {
          loop.close();
          return null;
        },
        loop);

    assertEquals(1, reports.size(), reports::toString);
    assertTrue(reports.toString().contains("stubborn"), reports::toString);
  }

  @Test
  @Covers({"R11", "L13"})
  void runEndsWhereMainSwallowsTheCancelOfAShutdown() {
    var cancels = new AtomicInteger();
    var loop = EventLoop.builder().exceptionHandler((task, failure) -> {}).build();

    assertThrows(
        RuntimeException.class,
        () -> Bounded.call(() -> loop.run(() -> shutDownAndSwallow(cancels)), loop));
    assertEquals(2, cancels.get());
  }

  private static Task<Void> shutDownAndSwallow(AtomicInteger cancels) {
    EventLoop loop = EventLoop.current();
    loop.schedule(Duration.ofMillis(1), () -> loop.shutdown(Duration.ofMillis(20)));
    return swallowCancels(cancels);
  }

  @Test
  @Covers({"R4", "L13"})
  void taskForkedDuringTheShutdownIsCancelledToo() {
    var cranked = new CrankedLoop();
    var forked = new AtomicReference<Task<Void>>();
    CompletableFuture<Void> ended =
        cranked.run(
            () -> {
              forkInTheEnd(forked);
              var shutdown = EventLoop.current().shutdown(Duration.ofSeconds(10));
              return Task.of(shutdown.toCompletableFuture());
            });
    cranked.settle();
    cranked.advance(Duration.ofSeconds(5));
    cranked.advance(Duration.ofSeconds(5));

    assertTrue(ended.isDone());
    assertTrue(forked.get() == null || forked.get().isDone());
  }

  @Test
  @Covers({"R4", "L13"})
  void taskForkedByALateCallbackIsCancelledToo() {
    var cranked = new CrankedLoop();
    var ended = new AtomicReference<CompletableFuture<Void>>();
    cranked.loop.execute(
        () -> {
          ended.set(cranked.loop.shutdown(Duration.ofSeconds(10)).toCompletableFuture());
          cranked.loop.execute(
              () -> cranked.loop.execute(() -> cranked.loop.fork(RunShutdownTest::waitForever)));
        });
    cranked.settle();
    cranked.advance(Duration.ofSeconds(5));
    cranked.advance(Duration.ofSeconds(5));

    assertTrue(ended.get().isDone());
  }

  @Async
  private static Task<Void> forkInTheEnd(AtomicReference<Task<Void>> forked) {
    try {
      await(new CompletableFuture<>());
    } finally {
      forked.set(EventLoop.current().fork(RunShutdownTest::waitForever));
    }
    return Task.done();
  }

  @Async
  private static Task<Void> spinSwallowingCancels() {
    for (; ; ) {
      try {
        await(yieldNow());
      } catch (CancellationException e) {
        continue;
      }
    }
  }

  @Async
  private static Task<Void> swallowCancels(AtomicInteger cancels) {
    for (; ; ) {
      try {
        await(new CompletableFuture<>());
      } catch (CancellationException e) {
        cancels.incrementAndGet();
      }
    }
  }

  private static EventLoop reportingTo(List<CrankedLoop.Report> reports) {
    return EventLoop.builder()
        .exceptionHandler((task, failure) -> reports.add(new CrankedLoop.Report(task, failure)))
        .build();
  }

  private static void assertSaysShutdown(Throwable reported, Throwable failure) {
    var texts = new ArrayList<String>();
    boolean tellsTheFailure = false;
    for (Throwable t = reported; t != null; t = t.getCause()) {
      texts.add(String.valueOf(t.getMessage()));
      for (Throwable suppressed : t.getSuppressed()) {
        texts.add(String.valueOf(suppressed.getMessage()));
      }
      tellsTheFailure |= t == failure;
    }
    assertTrue(tellsTheFailure, () -> reported + " without " + failure);
    assertTrue(texts.stream().anyMatch(text -> text.contains("shutdown")), texts::toString);
  }

  @Async
  private static Task<Void> waitForever() {
    await(new CompletableFuture<>());
    return Task.done();
  }

  @Async
  private static void waitForeverAndForget(List<String> log) {
    try {
      await(new CompletableFuture<>());
    } finally {
      log.add("finally");
    }
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

  @Async
  private static Task<Void> waitForeverThenFail(Exception failure) throws Exception {
    try {
      await(new CompletableFuture<>());
    } finally {
      await(Task.failed(failure));
    }
    return Task.done();
  }

  @Async
  private static Task<Void> nested(int depth, List<String> log) {
    try {
      await(depth == 0 ? waitForever() : nested(depth - 1, log));
    } finally {
      log.add("depth " + depth);
    }
    return Task.done();
  }
}
