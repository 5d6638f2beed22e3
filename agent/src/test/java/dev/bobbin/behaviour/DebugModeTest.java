package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.stream.AsyncStream;
import dev.bobbin.sync.AsyncLock;
import dev.bobbin.sync.AsyncReadWriteLock;
import dev.bobbin.sync.AsyncSemaphore;
import dev.bobbin.sync.Permit;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What debug mode tells beside. */
@Timeout(60)
class DebugModeTest {
  private static CrankedLoop debugging(boolean debug) {
    return new CrankedLoop(loop -> loop.name("debugged").debug(debug));
  }

  @Async
  private Task<Void> waitsFor(CompletionStage<?> stage) {
    await(stage);
    return Task.done();
  }

  @Async
  private Task<Void> calls() {
    Task<Void> inner = waitsFor(new CompletableFuture<>()).named("inner");
    await(inner);
    return Task.done();
  }

  private static String madeAt(String name, EventLoop loop) {
    return loop.dump().entries().stream()
        .filter(entry -> entry.name().equals(name))
        .map(entry -> entry.madeAt() == null ? "nowhere" : entry.madeAt().getMethodName())
        .findFirst()
        .orElse("not there");
  }

  @Test
  @Covers("J7")
  void theDumpTellsWhereTasksWereMade() {
    try (var cranked = debugging(true)) {
      forks(cranked);
      assertEquals("calls", madeAt("inner", cranked.loop));
      assertEquals("forks", madeAt("forked", cranked.loop));
      String dump = cranked.loop.dump().toString();
      assertTrue(
          dump.contains(", made at dev.bobbin.behaviour.DebugModeTest.calls(DebugModeTest.java:"),
          dump);
    }
    try (var cranked = debugging(false)) {
      forks(cranked);
      assertEquals("nowhere", madeAt("inner", cranked.loop));
      assertFalse(cranked.loop.dump().toString().contains("made at"));
    }
  }

  private void forks(CrankedLoop cranked) {
    cranked.loop.fork(this::calls).named("forked");
    cranked.settle();
  }

  @Async
  private static Task<Void> fails() throws IOException {
    await(yieldNow());
    throw new IOException("dropped");
  }

  @Test
  @Covers({"J7", "K14"})
  void theReportOfADroppedFailureTellsWhereItsTaskWasMade() {
    try (var cranked = debugging(true)) {
      drops(cranked);
      Bounded.until(
          "reported",
          () -> {
            System.gc();
            cranked.settle();
            return !cranked.reports.isEmpty();
          },
          cranked.loop);
      String text = String.valueOf(cranked.reports.get(0).failure().getMessage());
      assertTrue(text.contains("DebugModeTest.fails"), text);
      assertTrue(text.contains(", made at dev.bobbin.behaviour.DebugModeTest.lambda$drops$"), text);
    }
  }

  private static void drops(CrankedLoop cranked) {
    cranked.run(
        () -> {
          fails();
          await(Outcome.turns(3));
          return Task.done();
        });
  }

  @Test
  @Covers("J7")
  void aTaskThatNobodyAwaitsWhenTheLoopEndsIsTold() {
    for (boolean debug : new boolean[] {true, false}) {
      try (var log = new LoggedRecords()) {
        try (var cranked = debugging(debug)) {
          cranked.run(
              () -> {
                waitsFor(new CompletableFuture<>()).named("forgotten");
                return Task.done();
              });
          cranked.start(() -> waitsFor(new CompletableFuture<>()).named("awaited"));
        }
        assertEquals(
            debug, log.mentions("forgotten[DebugModeTest.waitsFor, pending at "), log::toString);
        assertEquals(
            debug, log.mentions("is cancelled by the end of its loop, and nobody awaits it"));
        assertFalse(log.mentions("awaited[DebugModeTest"), log::toString);
      }
    }
  }

  @Async
  @SuppressWarnings("try") // permits are only held
  private Task<Void> leaks() {
    var lock = new AsyncLock();
    var semaphore = new AsyncSemaphore(2);
    var table = new AsyncReadWriteLock();
    await(lock.acquire());
    await(semaphore.acquire());
    await(table.acquireRead());
    try (Permit closed = await(semaphore.acquire())) {
      await(yieldNow());
    }
    return Task.done();
  }

  @Async
  private Task<Void> leaksWhatItWaitedFor(AsyncReadWriteLock table) {
    await(table.acquireWrite());
    return Task.done();
  }

  @Async
  @SuppressWarnings("try") // permits are only held
  private Task<Void> lends() {
    var table = new AsyncReadWriteLock();
    try (Permit first = await(table.acquireWrite())) {
      Task<Void> second = leaksWhatItWaitedFor(table).named("second");
      await(yieldNow());
      first.close();
      await(second);
    }
    return Task.done();
  }

  @Test
  @Covers("J7")
  void permitsThatWereNeverClosedAreToldWhenTheLoopEnds() {
    for (boolean debug : new boolean[] {true, false}) {
      try (var log = new LoggedRecords()) {
        try (var cranked = debugging(debug)) {
          cranked.run(this::leaks);
        }
        assertEquals(debug, log.mentions("Permit[held, AsyncLock["), log::toString);
        assertEquals(debug, log.mentions("Permit[held, AsyncSemaphore[1 available"));
        assertEquals(debug, log.mentions("Permit[reader, held, AsyncReadWriteLock["));
        assertEquals(debug ? 3 : 0, log.toString().split("was never closed", -1).length - 1);
        assertEquals(
            debug,
            log.mentions(" at dev.bobbin.behaviour.DebugModeTest.leaks(DebugModeTest.java:"));
      }
    }
  }

  @Test
  @Covers("J7")
  void aPermitThatWasWaitedForIsToldWithWhoGotIt() {
    try (var log = new LoggedRecords()) {
      try (var cranked = debugging(true)) {
        cranked.run(this::lends);
      }
      assertTrue(
          log.mentions(
              "it was given to second at"
                  + " dev.bobbin.behaviour.DebugModeTest.leaksWhatItWaitedFor(DebugModeTest.java:"),
          log::toString);
    }
  }

  @Test
  @Covers("J7")
  void streamsGiveAllTheirPermitsBack() {
    try (var log = new LoggedRecords()) {
      try (var cranked = debugging(true)) {
        AsyncStream<Integer> numbers = AsyncStream.of(1, 2, 3).buffer(1);
        assertEquals(
            List.of(1, 2, 3), cranked.run(() -> numbers.flatMap(2, AsyncStream::of).toList()));
        assertEquals(List.of(1), cranked.run(() -> numbers.mapAsync(2, Task::of).take(1).toList()));
      }
      assertFalse(log.mentions("was never closed"), log::toString);
    }
  }
}
