package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.Task;
import dev.bobbin.sync.AsyncSemaphore;
import dev.bobbin.sync.Permit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@link AsyncSemaphore}: so many at a time, first come first served. */
@Timeout(60)
class SemaphoreTest {
  private final List<Integer> order = new ArrayList<>();

  @Async
  private Task<Permit> notes(AsyncSemaphore semaphore, int number) {
    Permit permit = await(semaphore.acquire());
    order.add(number);
    return Task.of(permit);
  }

  @Test
  @Covers("S10")
  void itBeginsWithAnyNumberButANegativeOne() {
    var two = new AsyncSemaphore(2);
    assertTrue(two.acquire().isDone());
    assertTrue(two.acquire().isDone());
    assertEquals(0, two.availablePermits());
    assertTrue(new AsyncSemaphore(0).tryAcquire().isEmpty());
    assertThrows(IllegalArgumentException.class, () -> new AsyncSemaphore(-1));
  }

  @Test
  @Covers("S10")
  void permitsGoToTheWaitersInTheirOrder() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      var semaphore = new AsyncSemaphore(2);
      List<Task<Permit>> tasks = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        int number = i;
        tasks.add(cranked.start(() -> notes(semaphore, number)));
      }
      assertEquals(List.of(0, 1), order);
      cranked.run(
          () -> {
            tasks.get(1).join().close();
            tasks.get(0).join().close();
            assertTrue(semaphore.tryAcquire().isEmpty());
            tasks.add(notes(semaphore, 5));
            return Task.done();
          });
      assertEquals(List.of(0, 1, 2, 3), order);
      tasks.get(2).join().close();
      cranked.settle();
      tasks.get(3).join().close();
      cranked.settle();
      assertEquals(List.of(0, 1, 2, 3, 4, 5), order);
    }
  }

  @Test
  @Covers("S10")
  void aCancelledHeadDoesNotKeepOthersWaiting() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      var semaphore = new AsyncSemaphore(1);
      Permit held = cranked.run(semaphore::acquire);
      Task<Permit> head = cranked.start(() -> notes(semaphore, 1));
      Task<Permit> behind = cranked.start(() -> notes(semaphore, 2));
      head.cancel("gone");
      cranked.settle();
      held.close();
      cranked.settle();
      Ended.assertCancelled(head);
      assertEquals(List.of(2), order);
      behind.join().close();
      behind.join().close();
      assertEquals(1, semaphore.availablePermits());
    }
  }

  @Test
  @Covers("S11")
  void tryAcquireTakesWhatNobodyWaitsFor() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      var semaphore = new AsyncSemaphore(1);
      Permit held = semaphore.tryAcquire().orElseThrow();
      Task<Permit> waiting = cranked.start(semaphore::acquire);
      held.close();
      assertTrue(semaphore.tryAcquire().isEmpty());
      cranked.settle();
      waiting.join().close();
      assertTrue(semaphore.tryAcquire().isPresent());
      assertFalse(semaphore.tryAcquire().isPresent());
    }
  }

  @Test
  @Covers("J5")
  void itsTextTellsWhatIsLeftAndHowManyWait() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      var semaphore = new AsyncSemaphore(1);
      assertEquals("AsyncSemaphore[1 available, 0 waiting]", semaphore.toString());
      cranked.run(semaphore::acquire);
      cranked.start(semaphore::acquire);
      assertEquals("AsyncSemaphore[0 available, 1 waiting]", semaphore.toString());
    }
  }
}
