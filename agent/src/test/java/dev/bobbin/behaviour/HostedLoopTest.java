package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.blocking;
import static dev.bobbin.Bobbin.sleep;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.stream.AsyncStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A loop whose turns are events of somebody else's loop: a GUI's, Netty's, a game's. */
@Timeout(60)
class HostedLoopTest {
  private final HandHost host = new HandHost();
  private final EventLoop loop = EventLoop.on(host);

  @Test
  @Covers({"L16"})
  void nothingRunsBeforeTheHostDoes() {
    var steps = new Steps();
    loop.execute(() -> steps.reach(1));
    steps.finish(1);

    host.pump();
    steps.finish(2);
  }

  @Test
  @Covers({"L16"})
  void aHostedLoopCanHaveSettings() {
    EventLoop named = EventLoop.builder().name("window").buildOn(host);
    assertEquals("EventLoop[window, open]", named.toString());
    Task<Integer> one = named.fork(() -> Task.of(1));
    host.pump();
    assertEquals(1, one.resultNow());
  }

  @Test
  @Covers({"L16", "L1"})
  void callbacksRunInTheOrderOfTheirSubmission() {
    var log = new ArrayList<Integer>();
    for (int i = 0; i < 100; i++) {
      int number = i;
      loop.execute(() -> log.add(number));
    }
    host.pump();

    for (int i = 0; i < 100; i++) {
      assertEquals(i, log.get(i));
    }
  }

  @Test
  @Covers({"L16", "L11"})
  void currentLoopIsTheHostedOneDuringItsTurnsOnly() {
    var seen = new ArrayList<EventLoop>();
    loop.execute(() -> seen.add(EventLoop.currentOrNull()));
    host.execute(() -> seen.add(EventLoop.currentOrNull()));
    host.pump();

    assertSame(loop, seen.get(0));
    assertNull(EventLoop.currentOrNull());
  }

  @Test
  @Covers({"L16"})
  void hostDrivesATaskToItsEnd() {
    Task<Integer> task = loop.fork(() -> yieldTimes(10));
    host.pump();

    Ended.assertValue(10, task);
  }

  @Test
  @Covers({"L16"})
  void failureOfATaskIsInTheTaskAndNotThrownAtTheHost() {
    var failure = new IOException("disk");
    Task<Void> task = loop.fork(() -> failLater(failure));
    host.pump();

    assertSame(failure, Ended.failureOf(task));
  }

  @Test
  @Covers({"L16", "L2"})
  void hostGetsItsOwnEventsInBetweenTurns() {
    var log = new ArrayList<String>();
    loop.fork(() -> yieldAndLog(log));
    host.execute(() -> log.add("host"));
    host.pump();

    int hosts = log.indexOf("host");
    assertTrue(hosts >= 0 && hosts < log.indexOf("loop 2"), log::toString);
  }

  @Test
  @Covers({"L4", "L16"})
  void aThousandCallsWhileTheHostIsBusyAreOneEvent() {
    var steps = new Steps();
    var submitter =
        new Thread(
            () -> {
              for (int i = 0; i < 1_000; i++) {
                int step = i + 1;
                loop.execute(() -> steps.reach(step));
              }
            });
    submitter.start();
    Bounded.join(submitter);

    assertEquals(1, host.submissions());
    host.pump();
    steps.finish(1_001);
  }

  @Test
  @Covers({"L17", "L16"})
  void idleLoopSubmitsNothing() {
    loop.execute(() -> {});
    host.pump();
    int before = host.submissions();
    host.pump();

    assertEquals(before, host.submissions());
    assertFalse(host.pumpOne());
  }

  @Test
  @Covers({"T6", "L16"})
  void timersReachTheHost() {
    Task<Void> task = loop.fork(() -> sleep(Duration.ofMillis(2)));
    host.pumpUntil(task::isDone);

    assertNull(task.join());
  }

  @Test
  @Covers({"T10", "L16"})
  void earlierTimerIsNotKeptWaitingByALaterOne() {
    Task<Void> late = loop.fork(() -> sleep(Duration.ofDays(1)));
    host.pump();
    Task<Void> early = loop.fork(() -> sleep(Duration.ofMillis(2)));
    host.pumpUntil(early::isDone);

    assertFalse(late.isDone());
  }

  @Test
  @Covers({"H1", "L16"})
  void resultsOfOtherThreadsComeBackThroughTheHost() {
    Thread pumping = Thread.currentThread();
    Task<Thread> task = loop.fork(HostedLoopTest::whereAfterBlocking);
    host.pumpUntil(task::isDone);

    assertSame(pumping, task.join());
  }

  /** A modal dialog: a callback that does not return until the user has closed it. */
  @Test
  @Covers({"L16"})
  void callbackThatPumpsTheHostLetsOthersRunMeanwhile() {
    var steps = new Steps();
    loop.execute(
        () -> {
          steps.reach(1);
          loop.execute(() -> steps.reach(2));
          host.pump();
          steps.reach(3);
        });
    host.pump();

    steps.finish(4);
  }

  @Test
  @Covers({"L16"})
  void callbacksOfTheSameTurnRunWhileOneOfThemPumpsTheHost() {
    var steps = new Steps();
    loop.execute(
        () -> {
          steps.reach(1);
          host.pump();
          steps.reach(3);
        });
    loop.execute(() -> steps.reach(2));
    host.pump();

    steps.finish(4);
  }

  @Test
  @Covers({"L16"})
  void taskThatPumpsTheHostInOneStepIsNotResumedInsideThatStep() {
    var gate = new CompletableFuture<String>();
    var steps = new Steps();
    Task<Void> task = loop.fork(() -> pumpInsideAStep(gate, steps));
    host.pump();

    assertTrue(task.isDone());
    steps.finish(5);
  }

  /** Completes what it will await only afterwards, and pumps: others run, it does not. */
  @Async
  private Task<Void> pumpInsideAStep(CompletableFuture<String> gate, Steps steps) {
    await(yieldNow());
    steps.reach(1);
    loop.execute(() -> steps.reach(2));
    gate.complete("open");
    host.pump();
    steps.reach(3);
    await(gate);
    steps.reach(4);
    return Task.done();
  }

  @Test
  @Covers({"L16", "L11"})
  void currentTaskIsTheSameAfterOthersRanInsideItsStep() {
    var seen = new ArrayList<Task<?>>();
    Task<Void> task = loop.fork(() -> currentAroundAPump(seen));
    host.pump();

    assertTrue(task.isDone());
    assertEquals(3, seen.size(), seen::toString);
    assertNull(seen.get(1), "the current task of a callback inside the task's step");
    assertSame(seen.get(0), seen.get(2));
  }

  @Async
  private Task<Void> currentAroundAPump(List<Task<?>> seen) {
    await(yieldNow());
    seen.add(Task.current());
    loop.execute(() -> seen.add(Task.current()));
    host.pump();
    seen.add(Task.current());
    return Task.done();
  }

  @Test
  @Covers({"L16", "L11"})
  void timerInsideATasksStepHasNoCurrentTask() {
    var seen = new ArrayList<Task<?>>();
    Task<Void> task = loop.fork(() -> pumpATimerInsideAStep(seen));
    host.pump();

    assertTrue(task.isDone());
    assertEquals(1, seen.size());
    assertNull(seen.get(0));
  }

  @Async
  private Task<Void> pumpATimerInsideAStep(List<Task<?>> seen) {
    await(yieldNow());
    loop.schedule(Duration.ZERO, () -> seen.add(Task.current()));
    host.pump();
    return Task.done();
  }

  @Test
  @Covers({"L14", "L16"})
  void closeOnTheHostsThreadThrowsInsteadOfDeadlocking() {
    Class<? extends Throwable> thrown =
        Bounded.call(
            () -> {
              loop.execute(() -> {});
              host.pump();
              return assertThrows(IllegalStateException.class, loop::close).getClass();
            },
            loop);

    assertSame(IllegalStateException.class, thrown);
  }

  /** A host that refuses as often as it is told to. */
  private EventLoop refusing(AtomicInteger refusals) {
    return EventLoop.on(
        event -> {
          if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new RejectedExecutionException("planned");
          }
          host.execute(event);
        });
  }

  @Test
  @Covers({"L16", "H8"})
  void aHostThatRefusesIsAskedAgainAndNobodyElseIsTold() {
    var ran = new AtomicInteger();
    EventLoop hosted = refusing(new AtomicInteger(3));
    hosted.execute(ran::incrementAndGet);
    host.pumpUntil(() -> ran.get() == 1);
  }

  @Test
  @Covers({"L16", "T6"})
  void aSleepIsOverThoughTheHostRefusedItsTurn() {
    var refusals = new AtomicInteger();
    EventLoop hosted = refusing(refusals);
    Task<Void> task = hosted.fork(() -> sleep(Duration.ofMillis(2)));
    host.pumpOne();
    refusals.set(3);
    host.pumpUntil(task::isDone);
    assertNull(task.join());
  }

  @Test
  @Covers({"L16", "I4"})
  void aPublishersItemsComeThoughTheHostRefused() {
    var refusals = new AtomicInteger();
    EventLoop hosted = refusing(refusals);
    try (var publisher = new SubmissionPublisher<Integer>(Runnable::run, 16)) {
      Task<List<Integer>> all = hosted.fork(() -> AsyncStream.from(publisher).take(3).toList());
      host.pump();
      for (int i = 0; i < 3; i++) {
        refusals.set(2);
        publisher.submit(i);
      }
      host.pumpUntil(all::isDone);
      assertEquals(List.of(0, 1, 2), all.resultNow());
    }
  }

  @Async
  private static Task<Void> cleansUp(CompletableFuture<?> gate, List<String> log) {
    try {
      await(gate);
    } finally {
      await(sleep(Duration.ofMillis(1)));
      log.add("cleaned up on a loop: " + (EventLoop.currentOrNull() != null));
    }
    return Task.done();
  }

  @Test
  @Covers({"L16", "L14", "R4"})
  void closeRunsTheRestWhenTheHostIsGone() {
    var log = Collections.synchronizedList(new ArrayList<String>());
    ExecutorService executor = Executors.newSingleThreadExecutor(work -> new Thread(work, "host"));
    EventLoop hosted = EventLoop.on(executor);
    Task<Void> task = hosted.fork(() -> cleansUp(new CompletableFuture<>(), log));
    Bounded.get(hosted.fork(Task::done), hosted);
    executor.shutdownNow();

    Bounded.call(
        () -> {
          hosted.close();
          return null;
        },
        hosted);
    Ended.assertCancelled(task);
    assertEquals(List.of("cleaned up on a loop: true"), log);
  }

  @Test
  @Covers({"L16", "L14", "R4"})
  void closeRunsTheRestWhenTheHostDroppedATurnThatItHadTaken() {
    var log = Collections.synchronizedList(new ArrayList<String>());
    ExecutorService executor = Executors.newSingleThreadExecutor(work -> new Thread(work, "host"));
    EventLoop hosted = EventLoop.on(event -> executor.execute(event)); // and not shut down itself
    Task<Void> task = hosted.fork(() -> cleansUp(new CompletableFuture<>(), log));
    Bounded.get(hosted.fork(Task::done), hosted);
    executor.submit(
        () -> {
          new CountDownLatch(1).await();
          return null;
        });
    hosted.execute(() -> log.add("behind the busy one"));
    executor.shutdownNow();

    Bounded.call(
        () -> {
          hosted.close();
          return null;
        },
        hosted);
    Ended.assertCancelled(task);
    assertEquals(List.of("behind the busy one", "cleaned up on a loop: true"), log);
  }

  @Test
  @Covers({"L16", "L14", "R4"})
  void closeLeavesTheRestToAHostThatRefusesForAMoment() {
    var refusals = new AtomicInteger();
    EventLoop hosted = refusing(refusals);
    var threads = Collections.synchronizedList(new ArrayList<Thread>());
    hosted.fork(() -> tellsWhereItCleansUp(threads));
    host.pump();
    refusals.set(8); // which takes it a quarter of a second
    var closing = new Thread(hosted::close, "closing");
    closing.start();

    host.pumpUntil(() -> !closing.isAlive());
    assertEquals(List.of(Thread.currentThread()), threads);
  }

  @Async
  private static Task<Void> tellsWhereItCleansUp(List<Thread> threads) {
    try {
      await(new CompletableFuture<>());
    } finally {
      threads.add(Thread.currentThread());
    }
    return Task.done();
  }

  /** As where each of two windows has a loop, and a dialog of one opens a dialog of the other. */
  @Test
  @Covers({"L16", "L11"})
  void turnsInsideTurnsOfAnotherLoopBeginTasksOnTheirOwn() {
    EventLoop other = EventLoop.on(host);
    var loops = new ArrayList<EventLoop>();
    loop.execute(
        () -> {
          other.execute(
              () -> {
                loop.execute(() -> loops.add(yieldTimes(1).loop()));
                host.pump();
                loops.add(yieldTimes(1).loop());
              });
          host.pump();
          loops.add(yieldTimes(1).loop());
        });
    host.pump();

    assertEquals(List.of(loop, other, loop), loops);
  }

  @Test
  @Covers({"L16"})
  void loopWorksOnARealExecutor() {
    ExecutorService executor = Executors.newSingleThreadExecutor(work -> new Thread(work, "host"));
    try {
      EventLoop hosted = EventLoop.on(executor);
      var thread = new AtomicReference<String>();
      hosted.execute(() -> thread.set(Thread.currentThread().getName()));

      assertEquals(100, Bounded.get(hosted.fork(() -> yieldTimes(100)), hosted));
      assertEquals("host", thread.get());
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  @Covers({"L16", "R4"})
  void shutdownCancelsTasksThroughTheHost() {
    Task<Void> task = loop.fork(HostedLoopTest::waitForever);
    host.pump();
    CompletableFuture<Void> ended = loop.shutdown(Duration.ofSeconds(10)).toCompletableFuture();
    host.pumpUntil(ended::isDone);

    Ended.assertCancelled(task);
  }

  @Test
  @Covers({"L16", "R3"})
  void runOnAHostedLoopIsRefused() {
    assertThrows(IllegalStateException.class, () -> loop.run(Task::done));
  }

  @Async
  private static Task<Integer> yieldTimes(int times) {
    int done = 0;
    while (done < times) {
      await(yieldNow());
      done++;
    }
    return Task.of(done);
  }

  @Async
  private static Task<Void> yieldAndLog(List<String> log) {
    for (int i = 0; i < 3; i++) {
      log.add("loop " + i);
      await(yieldNow());
    }
    return Task.done();
  }

  @Async
  private static Task<Void> failLater(Exception failure) throws Exception {
    await(yieldNow());
    throw failure;
  }

  @Async
  private static Task<Thread> whereAfterBlocking() {
    await(blocking(Thread::currentThread));
    return Task.of(Thread.currentThread());
  }

  @Async
  private static Task<Void> waitForever() {
    await(new CompletableFuture<>());
    return Task.done();
  }
}
