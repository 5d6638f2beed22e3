package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.Task;
import dev.bobbin.sync.AsyncCondition;
import dev.bobbin.sync.AsyncLock;
import dev.bobbin.sync.Permit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@link AsyncCondition}: waits with the lock released, ends with the lock held. */
@Timeout(60)
@SuppressWarnings("try") // a permit is there to be closed
class ConditionTest {
  private final AsyncLock lock = new AsyncLock();
  private final AsyncCondition condition = lock.newCondition();
  private final List<String> order = new ArrayList<>();

  @Async
  private Task<Void> waits(String name) {
    try (Permit permit = await(lock.acquire())) {
      try {
        await(condition.await());
        order.add(name);
      } catch (CancellationException e) {
        order.add(name + (lock.isLocked() ? " cancelled, locked" : " cancelled, unlocked"));
        throw e;
      }
    }
    return Task.done();
  }

  @Async
  private Task<Void> locked(Runnable action) {
    try (Permit permit = await(lock.acquire())) {
      action.run();
    }
    return Task.done();
  }

  @Test
  @Covers("S7")
  void withoutTheLockItFailsAtOnce() {
    for (Runnable misuse :
        List.<Runnable>of(
            condition::await,
            condition::signal,
            condition::signalAll,
            () -> condition.awaitUntil(() -> true))) {
      var failure = assertThrows(IllegalStateException.class, misuse::run);
      assertTrue(failure.getMessage().contains("lock.acquire()"), failure.getMessage());
    }
  }

  @Test
  @Covers("S7")
  void awaitReleasesTheLockAndHasItAgainAfterwards() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      Task<Void> waiting = cranked.start(() -> waits("woken"));
      assertFalse(lock.isLocked());
      var gate = new CompletableFuture<Void>();
      cranked.start(
          () -> {
            try (Permit permit = await(lock.acquire())) {
              condition.signal();
              await(gate);
              order.add("signaller");
            }
            return Task.done();
          });
      assertFalse(waiting.isDone());
      gate.complete(null);
      cranked.settle();
      Ended.assertValue(null, waiting);
      assertEquals(List.of("signaller", "woken"), order);
      assertFalse(lock.isLocked());
    }
  }

  @Test
  @Covers("S7")
  void aPermitThatIsLentCannotBeClosed() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      Permit permit = cranked.run(lock::acquire);
      Task<Void> waiting = cranked.start(condition::await);
      assertThrows(IllegalStateException.class, permit::close);
      cranked.run(() -> locked(condition::signal));
      Ended.assertValue(null, waiting);
      assertTrue(lock.isLocked());
      permit.close();
      assertFalse(lock.isLocked());
    }
  }

  @Test
  @Covers("S8")
  void whoIsCancelledWhileWaitingHoldsTheLockWhenItIsTold() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      Task<Void> waiting = cranked.start(() -> waits("first"));
      Permit permit = cranked.run(lock::acquire);
      waiting.cancel("enough");
      cranked.settle();
      assertFalse(waiting.isDone());
      permit.close();
      cranked.settle();
      Ended.assertCancelled(waiting);
      assertEquals(List.of("first cancelled, locked"), order);
      assertFalse(lock.isLocked());
    }
  }

  @Test
  @Covers("S8")
  void whoIsCancelledWithoutAnyContentionIsToldAtOnce() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      Task<Void> waiting = cranked.start(() -> waits("first"));
      waiting.cancel("enough");
      cranked.settle();
      Ended.assertCancelled(waiting);
      assertEquals(List.of("first cancelled, locked"), order);
      assertFalse(lock.isLocked());
    }
  }

  @Test
  @Covers("S8")
  void whoIsCancelledAfterTheSignalPassesItOn() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      Task<Void> first = cranked.start(() -> waits("first"));
      Task<Void> second = cranked.start(() -> waits("second"));
      cranked.run(
          () -> {
            try (Permit permit = await(lock.acquire())) {
              condition.signal();
              first.cancel("after the signal, before the lock");
              first.cancel("twice");
            }
            return Task.done();
          });
      Ended.assertCancelled(first);
      Ended.assertValue(null, second);
      assertEquals(List.of("first cancelled, locked", "second"), order);
      assertFalse(lock.isLocked());
    }
  }

  @Test
  @Covers("S9")
  void signalWakesSoManyInTheirOrder() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      for (int i = 1; i <= 5; i++) {
        String name = "" + i;
        cranked.start(() -> waits(name));
      }
      cranked.run(() -> locked(() -> condition.signal(2)));
      assertEquals(List.of("1", "2"), order);
      cranked.run(() -> locked(condition::signal));
      assertEquals(List.of("1", "2", "3"), order);
      cranked.run(() -> locked(condition::signalAll));
      assertEquals(List.of("1", "2", "3", "4", "5"), order);
      cranked.run(() -> locked(condition::signalAll));
    }
  }

  @Async
  private Task<Void> waitsUntil(BooleanSupplier test) {
    try (Permit permit = await(lock.acquire())) {
      await(condition.awaitUntil(test));
    }
    return Task.done();
  }

  @Test
  @Covers("S9")
  void awaitUntilAsksAgainAfterEachSignal() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      int[] asked = {0};
      assertTrue(cranked.start(() -> waitsUntil(() -> true)).isDone());
      Task<Void> waiting = cranked.start(() -> waitsUntil(() -> ++asked[0] == 3));
      assertEquals(1, asked[0]);
      cranked.run(() -> locked(condition::signal));
      assertEquals(2, asked[0]);
      assertFalse(waiting.isDone());
      assertFalse(lock.isLocked());
      cranked.run(() -> locked(condition::signal));
      Ended.assertValue(null, waiting);
      assertFalse(lock.isLocked());
    }
  }

  @Test
  @Covers("S9")
  void aLockMayHaveSeveralConditions() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      AsyncCondition other = lock.newCondition();
      Task<Void> waiting = cranked.start(() -> waits("first"));
      cranked.run(() -> locked(other::signalAll));
      assertFalse(waiting.isDone());
      cranked.run(() -> locked(condition::signalAll));
      Ended.assertValue(null, waiting);
    }
  }

  @Test
  @Covers("J5")
  void itsTextTellsWhoWaits() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      cranked.start(() -> waits("first"));
      assertEquals("AsyncCondition[1 waiting, AsyncLock[free, 0 waiting]]", condition.toString());
    }
  }
}
