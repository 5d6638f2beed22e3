package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.AsyncCallable;
import dev.bobbin.Task;
import dev.bobbin.sync.AsyncCondition;
import dev.bobbin.sync.AsyncLock;
import dev.bobbin.sync.AsyncQueue;
import dev.bobbin.sync.AsyncReadWriteLock;
import dev.bobbin.sync.AsyncSemaphore;
import dev.bobbin.sync.Permit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever is cancelled, whenever: nothing is lost and nothing doubled. Each seed is another order
 * of things; a failure names it.
 */
@Timeout(120)
@SuppressWarnings("try") // a permit is there to be closed
class PrimitivesPropertyTest {
  private static final int SEEDS = Integer.getInteger("bobbin.stress", 1) * 150;
  private static final int TASKS = 24;

  /** What the tasks of one seed do, and how often somebody cancels one of them. */
  private static final class Chaos {
    final CrankedLoop cranked = new CrankedLoop();
    final Random random;
    final List<Task<?>> tasks = new ArrayList<>();

    Chaos(int seed) {
      random = new Random(seed);
    }

    void start(AsyncCallable<Void> operation) {
      tasks.add(cranked.loop.fork(operation));
    }

    /** Turn by turn, cancelling from inside of the turn, before, after and between wake-ups. */
    void run() {
      for (int turn = 0; turn < 400; turn++) {
        for (int i = random.nextInt(4); i > 0; i--) {
          cranked.loop.execute(() -> tasks.get(random.nextInt(tasks.size())).cancel("chaos"));
        }
        cranked.turn();
      }
      cranked.settle();
    }

    @Async
    Task<Void> dawdle() {
      for (int i = random.nextInt(3); i > 0; i--) {
        await(yieldNow());
      }
      return Task.done();
    }

    /** Ends what still waits, which must then be gone from the primitive too. */
    void cancelAll() {
      tasks.forEach(task -> task.cancel("end"));
      cranked.settle();
      tasks.forEach(task -> assertTrue(task.isDone(), task::toString));
      assertEquals(List.of(), cranked.reports);
      cranked.close();
    }
  }

  @Async
  private static Task<Void> enters(Chaos chaos, AsyncLock lock, int[] inside) {
    for (int i = 0; i < 20; i++) {
      try (Permit permit = await(lock.acquire())) {
        assertEquals(1, ++inside[0]);
        try {
          await(chaos.dawdle());
        } finally {
          inside[0]--;
        }
      }
      await(chaos.dawdle());
    }
    return Task.done();
  }

  @Test
  @Covers({"S1", "S2"})
  void aLockHasOneOwnerAndIsFreeInTheEnd() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Chaos chaos = new Chaos(seed);
      var lock = new AsyncLock();
      int[] inside = {0};
      for (int i = 0; i < TASKS; i++) {
        chaos.start(() -> enters(chaos, lock, inside));
      }
      chaos.run();
      chaos.cancelAll();
      assertEquals("AsyncLock[free, 0 waiting]", lock.toString(), "seed " + seed);
      assertOnlyCancelled(chaos, seed);
    }
  }

  @Async
  private static Task<Void> uses(Chaos chaos, AsyncSemaphore semaphore, int[] inside) {
    for (int i = 0; i < 20; i++) {
      try (Permit permit = await(semaphore.acquire())) {
        assertTrue(++inside[0] <= 3);
        try {
          await(chaos.dawdle());
        } finally {
          inside[0]--;
        }
      }
    }
    return Task.done();
  }

  @Test
  @Covers("S10")
  void permitsAreConserved() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Chaos chaos = new Chaos(seed);
      var semaphore = new AsyncSemaphore(3);
      int[] inside = {0};
      for (int i = 0; i < TASKS; i++) {
        chaos.start(() -> uses(chaos, semaphore, inside));
      }
      chaos.run();
      chaos.cancelAll();
      assertEquals("AsyncSemaphore[3 available, 0 waiting]", semaphore.toString(), "seed " + seed);
      assertOnlyCancelled(chaos, seed);
    }
  }

  @Async
  private static Task<Void> readsOrWrites(Chaos chaos, AsyncReadWriteLock lock, int[] inside) {
    for (int i = 0; i < 20; i++) {
      boolean write = chaos.random.nextInt(3) == 0;
      try (Permit permit = await(write ? lock.acquireWrite() : lock.acquireRead())) {
        int weight = write ? 1000 : 1;
        inside[0] += weight;
        assertTrue(inside[0] < 1000 || inside[0] == 1000, "a writer is alone");
        try {
          await(chaos.dawdle());
        } finally {
          inside[0] -= weight;
        }
      }
    }
    return Task.done();
  }

  @Test
  @Covers({"S13", "S2"})
  void writersAreAloneAndNobodyIsForgotten() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Chaos chaos = new Chaos(seed);
      var lock = new AsyncReadWriteLock();
      int[] inside = {0};
      for (int i = 0; i < TASKS; i++) {
        chaos.start(() -> readsOrWrites(chaos, lock, inside));
      }
      chaos.run();
      chaos.cancelAll();
      assertEquals("AsyncReadWriteLock[free, 0 waiting]", lock.toString(), "seed " + seed);
      assertOnlyCancelled(chaos, seed);
    }
  }

  private record Bag(Map<String, Integer> in, Map<String, Integer> out) {}

  @Async
  private static Task<Void> produces(Chaos chaos, AsyncQueue<String> queue, Bag bag, int id) {
    for (int i = 0; i < 30; i++) {
      String item = id + ":" + i;
      await(queue.put(item));
      bag.in().merge(item, 1, Integer::sum);
      await(chaos.dawdle());
    }
    return Task.done();
  }

  @Async
  private static Task<Void> consumes(Chaos chaos, AsyncQueue<String> queue, Bag bag) {
    for (int i = 0; i < 30; i++) {
      String item = await(queue.take());
      bag.out().merge(item, 1, Integer::sum);
      await(chaos.dawdle());
    }
    return Task.done();
  }

  @Test
  @Covers({"Q5", "Q6"})
  void whatWasPutIsTakenOnceOrStillThere() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Chaos chaos = new Chaos(seed);
      AsyncQueue<String> queue = AsyncQueue.bounded(seed % 4);
      Bag bag = new Bag(new HashMap<>(), new HashMap<>());
      for (int i = 0; i < TASKS / 2; i++) {
        int id = i;
        chaos.start(() -> produces(chaos, queue, bag, id));
        chaos.start(() -> consumes(chaos, queue, bag));
      }
      chaos.run();
      chaos.cancelAll();
      assertTrue(queue.toString().endsWith("0 taking, 0 putting]"), "seed " + seed);
      for (String left : queue.closeNow()) {
        bag.out().merge(left, 1, Integer::sum);
      }
      assertEquals(bag.in(), bag.out(), "seed " + seed);
      assertOnlyCancelled(chaos, seed);
    }
  }

  /** Takes by way of a lock and a condition; a signal that got lost leaves items and waiters. */
  @Async
  private static Task<Void> takesSlowly(
      Chaos chaos, AsyncLock lock, AsyncCondition filled, ArrayDeque<Integer> items) {
    try (Permit permit = await(lock.acquire())) {
      await(filled.awaitUntil(() -> !items.isEmpty()));
      assertTrue(lock.isLocked());
      items.remove();
    }
    return Task.done();
  }

  @Async
  private static Task<Void> fills(
      Chaos chaos, AsyncLock lock, AsyncCondition filled, ArrayDeque<Integer> items) {
    await(chaos.dawdle());
    try (Permit permit = await(lock.acquire())) {
      items.add(1);
      filled.signal();
    }
    return Task.done();
  }

  @Test
  @Covers("S8")
  void noSignalIsLost() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Chaos chaos = new Chaos(seed);
      var lock = new AsyncLock();
      AsyncCondition filled = lock.newCondition();
      ArrayDeque<Integer> items = new ArrayDeque<>();
      for (int i = 0; i < TASKS; i++) {
        chaos.start(() -> takesSlowly(chaos, lock, filled, items));
        chaos.start(() -> fills(chaos, lock, filled, items));
      }
      chaos.run();
      boolean somebodyWaits = !filled.toString().startsWith("AsyncCondition[0 waiting");
      assertFalse(somebodyWaits && !items.isEmpty(), "a signal was lost with seed " + seed);
      chaos.cancelAll();
      assertEquals("AsyncLock[free, 0 waiting]", lock.toString(), "seed " + seed);
      assertOnlyCancelled(chaos, seed);
    }
  }

  /** An assertion that failed inside of a task comes out here. */
  private static void assertOnlyCancelled(Chaos chaos, int seed) {
    for (Task<?> task : chaos.tasks) {
      if (!task.isCancelled()) {
        assertDoesNotThrow(() -> task.join(), () -> "seed " + seed);
      }
    }
  }
}
