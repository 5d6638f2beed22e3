package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.timeout;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.TimeoutException;
import dev.bobbin.sync.AsyncLock;
import dev.bobbin.sync.Permit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@link AsyncLock}: one at a time, first come first served, nobody forgotten. */
@Timeout(60)
@SuppressWarnings("try") // a permit is there to be closed
class LockTest {
  private final AsyncLock lock = new AsyncLock();
  private final List<String> order = new ArrayList<>();

  @Async
  private Task<Void> holds(String name, CompletionStage<?> until) {
    try (Permit permit = await(lock.acquire())) {
      order.add(name);
      await(until);
    }
    return Task.done();
  }

  @Test
  @Covers("S1")
  void aFreeLockIsHadWithoutALoop() {
    Task<Permit> acquired = lock.acquire();
    assertTrue(acquired.isDone());
    assertTrue(lock.isLocked());
    acquired.join().close();
    assertFalse(lock.isLocked());
  }

  @Test
  @Covers("S1")
  void waitersGetItInTheirOrderAndNobodyOvertakes() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      var gate = new CompletableFuture<Void>();
      cranked.start(() -> holds("first", gate));
      cranked.start(() -> holds("second", Task.done()));
      cranked.start(() -> holds("third", Task.done()));
      assertEquals(List.of("first"), order);
      cranked.start(
          () -> {
            await(gate);
            // the lock is free to nobody: it was handed over when it was released
            assertTrue(lock.tryAcquire().isEmpty());
            return holds("newcomer", Task.done());
          });
      gate.complete(null);
      cranked.settle();
      assertEquals(List.of("first", "second", "third", "newcomer"), order);
      assertFalse(lock.isLocked());
    }
  }

  @Test
  @Covers("S2")
  void aCancelledWaiterIsSkipped() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      var gate = new CompletableFuture<Void>();
      cranked.start(() -> holds("first", gate));
      Task<Void> second = cranked.start(() -> holds("second", Task.done()));
      Task<Void> third = cranked.start(() -> holds("third", Task.done()));
      second.cancel("not needed");
      cranked.settle();
      Ended.assertCancelled(second);
      gate.complete(null);
      cranked.settle();
      Ended.assertValue(null, third);
      assertEquals(List.of("first", "third"), order);
    }
  }

  @Test
  @Covers("S2")
  void whoIsCancelledWhenTheLockIsItsOwnReleasesIt() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      Permit permit = cranked.run(lock::acquire);
      var never = new CompletableFuture<Void>();
      Task<Void> second = cranked.start(() -> holds("second", never));
      Task<Void> third = cranked.start(() -> holds("third", Task.done()));
      cranked.run(
          () -> {
            permit.close();
            second.cancel("in the same turn");
            assertTrue(lock.isLocked());
            return Task.done();
          });
      Ended.assertCancelled(second);
      Ended.assertValue(null, third);
      assertEquals(List.of("second", "third"), order);
      assertFalse(lock.isLocked());
    }
  }

  @Test
  @Covers({"S2", "M4"})
  void aPermitThatComesWithTheExpiryOfATimeoutIsNotLost() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      Permit permit = cranked.run(lock::acquire);
      Task<Permit> limited =
          cranked.start(() -> timeout(Duration.ofSeconds(1), () -> lock.acquire()));
      cranked.loop.schedule(Duration.ofSeconds(1), permit::close);
      cranked.advance(Duration.ofSeconds(1));
      // whichever came first, the lock is held exactly if somebody has its permit
      assertEquals(lock.isLocked(), !Ended.failed(limited, TimeoutException.class));
      if (lock.isLocked()) {
        limited.join().close();
      }
      assertTrue(cranked.start(lock::acquire).isDone());
    }
  }

  @Test
  @Covers("S3")
  void closingAPermitTwiceIsClosingItOnce() {
    Permit first = lock.acquire().join();
    first.close();
    Permit second = lock.acquire().join();
    first.close();
    assertTrue(lock.isLocked());
    second.close();
    assertFalse(lock.isLocked());
  }

  @Test
  @Covers("S3")
  void anotherTaskMayCloseThePermit() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      Permit permit = cranked.run(lock::acquire);
      cranked.run(
          () -> {
            permit.close();
            return Task.done();
          });
      assertFalse(lock.isLocked());
    }
  }

  @Test
  @Covers("S3")
  void inDebugModeAnotherThreadMayNot() {
    try (EventLoop loop = EventLoop.builder().debug(true).name("home").build().start()) {
      Permit permit = Bounded.get(loop.fork(lock::acquire), loop);
      var refused = assertThrows(IllegalStateException.class, permit::close);
      assertTrue(refused.getMessage().contains("loop.execute"), refused.getMessage());
      assertTrue(lock.isLocked());
      Bounded.get(
          loop.fork(
              () -> {
                permit.close();
                return Task.done();
              }),
          loop);
      assertFalse(lock.isLocked());
    }
  }

  @Test
  @Covers("S3")
  void anotherThreadNeverWakesATask() {
    try (EventLoop loop = EventLoop.create().start()) {
      Permit permit = Bounded.get(loop.fork(lock::acquire), loop);
      Task<Permit> waiting = loop.fork(lock::acquire);
      Bounded.get(loop.fork(() -> Outcome.turns(1)), loop);
      var refused = assertThrows(IllegalStateException.class, permit::close);
      assertTrue(refused.getMessage().contains("loop.execute"), refused.getMessage());
      assertFalse(waiting.isDone());
      loop.execute(permit::close);
      Bounded.get(waiting, loop);
    }
  }

  @Test
  @Covers("S3")
  void tasksOfTwoLoopsCannotWaitForOneLock() {
    try (CrankedLoop one = new CrankedLoop();
        CrankedLoop other = new CrankedLoop()) {
      one.run(lock::acquire);
      Task<Permit> waiting = one.start(lock::acquire);
      Task<Permit> refused = other.start(lock::acquire);
      String message = Ended.failureOf(refused, IllegalStateException.class).getMessage();
      assertTrue(message.contains("it serves one loop"), message);
      assertFalse(waiting.isDone());
    }
  }

  @Async
  private Task<Void> acquiresTwice() {
    try (Permit outer = await(lock.acquire())) {
      try (Permit inner = await(lock.acquire())) {
        order.add("never");
      }
    }
    return Task.done();
  }

  @Test
  @Covers("S4")
  void whoAcquiresAgainWaitsForItselfAndTheDumpSaysSo() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      Task<Void> task = cranked.start(() -> acquiresTwice().named("greedy"));
      assertFalse(task.isDone());
      String dump = cranked.loop.dump().toString();
      assertTrue(dump.contains("cycle: greedy waits for itself"), dump);
      assertTrue(dump.contains("acquire AsyncLock[held by greedy, 1 waiting]"), dump);
    }
    assertEquals(List.of(), order);
    assertFalse(lock.isLocked());
  }

  @Test
  @Covers("S4")
  void inDebugModeAcquiringAgainFails() {
    try (CrankedLoop cranked = new CrankedLoop(builder -> builder.debug(true))) {
      Task<Void> task = cranked.start(this::acquiresTwice);
      var failure = Ended.failureOf(task, IllegalStateException.class);
      assertTrue(failure.getMessage().contains("not reentrant"), failure.getMessage());
      assertFalse(lock.isLocked());
    }
  }

  @Test
  @Covers("J5")
  void itsTextTellsWhoHoldsItAndHowManyWait() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      assertEquals("AsyncLock[free, 0 waiting]", lock.toString());
      var gate = new CompletableFuture<Void>();
      cranked.start(() -> holds("first", gate).named("first"));
      Task<Void> second = cranked.start(() -> holds("second", gate).named("second"));
      assertEquals("AsyncLock[held by first, 1 waiting]", lock.toString());
      gate.complete(null);
      cranked.settle();
      assertSame(null, second.join());
    }
  }
}
