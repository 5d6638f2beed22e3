package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.timeout;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.Task;
import dev.bobbin.sync.AsyncQueue;
import dev.bobbin.sync.Overflow;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@link AsyncQueue}: what goes in comes out, once, in order. */
@Timeout(60)
class QueueTest {
  private final List<String> log = new ArrayList<>();

  @Async
  private Task<Void> puts(AsyncQueue<Integer> queue, int... items) {
    for (int item : items) {
      await(queue.put(item));
      log.add("put " + item);
    }
    return Task.done();
  }

  @Async
  private Task<Integer> takes(AsyncQueue<Integer> queue, String name) {
    Integer item = await(queue.take());
    log.add(name + item);
    return Task.of(item);
  }

  @Async
  private static Task<List<Integer>> drains(AsyncQueue<Integer> queue) {
    List<Integer> all = new ArrayList<>();
    var items = queue.iterator();
    while (await(items.hasNext())) {
      all.add(items.next());
    }
    return Task.of(all);
  }

  @Test
  @Covers("Q1")
  void itemsComeOutInTheOrderInWhichTheyWentIn() {
    AsyncQueue<Integer> queue = AsyncQueue.unbounded();
    for (int i = 0; i < 100; i++) {
      assertTrue(queue.put(i).isDone());
    }
    for (int i = 0; i < 100; i++) {
      assertEquals(i, queue.take().join());
    }
  }

  @Test
  @Covers("Q2")
  void putWaitsWhileItIsFullAndTakeWhileItIsEmpty() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
      Task<Integer> taker = cranked.start(() -> takes(queue, "took "));
      assertFalse(taker.isDone());
      Task<Void> putter = cranked.start(() -> puts(queue, 1, 2, 3));
      Ended.assertValue(1, taker);
      assertFalse(putter.isDone());
      assertEquals(1, queue.size());
      assertEquals(2, cranked.run(queue::take));
      Ended.assertValue(null, putter);
      assertEquals(3, cranked.run(queue::take));
    }
  }

  @Test
  @Covers("Q3")
  void takersAndPuttersAreServedInTheirOrder() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      AsyncQueue<Integer> queue = AsyncQueue.bounded(0);
      for (String name : List.of("a", "b", "c")) {
        cranked.start(() -> takes(queue, name));
      }
      cranked.run(() -> puts(queue, 1, 2, 3));
      assertEquals(List.of("a1", "b2", "c3"), log.stream().filter(s -> s.length() == 2).toList());
      cranked.start(() -> puts(queue, 4));
      cranked.start(() -> puts(queue, 5));
      assertEquals(4, cranked.run(queue::take));
      assertEquals(5, cranked.run(queue::take));
    }
  }

  @Test
  @Covers("Q4")
  void offerAndPollAnswerAtOnce() {
    AsyncQueue<Integer> queue = AsyncQueue.bounded(2);
    assertNull(queue.poll());
    assertTrue(queue.offer(1));
    assertEquals(1, queue.remainingCapacity());
    assertTrue(queue.offer(2));
    assertFalse(queue.offer(3));
    assertEquals(2, queue.size());
    assertEquals(1, queue.poll());
    assertEquals(1, queue.remainingCapacity());
    assertThrows(NullPointerException.class, () -> queue.offer(null));
    assertThrows(IllegalArgumentException.class, () -> AsyncQueue.bounded(-1));
  }

  @Test
  @Covers("Q4")
  void withoutCapacityAnItemGoesFromHandToHand() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      AsyncQueue<Integer> queue = AsyncQueue.bounded(0);
      assertFalse(queue.offer(1));
      Task<Integer> taker = cranked.start(queue::take);
      assertTrue(queue.offer(2));
      assertEquals(0, queue.size());
      cranked.settle();
      Ended.assertValue(2, taker);
      Task<Void> putter = cranked.start(() -> queue.put(3));
      assertEquals(3, queue.poll());
      cranked.settle();
      assertTrue(putter.isDone());
      assertNull(queue.poll());
    }
  }

  @Test
  @Covers("Q5")
  void anItemThatArrivedBeforeTheCancelIsDelivered() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
      Task<Integer> first = cranked.start(() -> takes(queue, "first "));
      Task<Integer> second = cranked.start(() -> takes(queue, "second "));
      cranked.run(
          () -> {
            assertTrue(queue.offer(1));
            first.cancel("too late");
            second.cancel("in time");
            assertTrue(queue.offer(2));
            return Task.done();
          });
      Ended.assertValue(1, first);
      Ended.assertCancelled(second);
      assertEquals(2, cranked.run(queue::take));
    }
  }

  @Test
  @Covers({"Q5", "M4"})
  void ofAnItemAndTheEndOfALimitInOneTurnTheItemCounts() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
      cranked.loop.schedule(Duration.ofSeconds(1), () -> queue.offer(7));
      Task<Integer> limited =
          cranked.start(() -> timeout(Duration.ofSeconds(1).plusNanos(1), () -> queue.take()));
      // Both are due in one turn; the item's timer is the earlier one.
      cranked.advance(Duration.ofSeconds(2));
      if (Ended.failed(limited, Throwable.class)) {
        assertEquals(7, queue.poll());
      } else {
        Ended.assertValue(7, limited);
        assertNull(queue.poll());
      }
      cranked.run(
          () -> {
            Task<Integer> taking = timeout(Duration.ofSeconds(1), () -> queue.take());
            queue.offer(8);
            taking.cancel("the item is there already");
            return Task.of(assertValue(8, await(taking)));
          });
    }
  }

  private static Integer assertValue(int expected, Integer value) {
    assertEquals(expected, value);
    return value;
  }

  @Test
  @Covers("Q6")
  void aCancelledPutLeavesNothingBehind() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
      cranked.run(() -> queue.put(1));
      Task<Void> second = cranked.start(() -> queue.put(2));
      Task<Void> third = cranked.start(() -> queue.put(3));
      second.cancel("never mind");
      cranked.settle();
      Ended.assertCancelled(second);
      assertEquals(1, queue.poll());
      cranked.settle();
      Ended.assertValue(null, third);
      assertEquals(3, queue.poll());
      assertNull(queue.poll());
    }
  }

  @Test
  @Covers("Q6")
  void aPutThatWasAcceptedBeforeTheCancelCompletes() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      AsyncQueue<Integer> queue = AsyncQueue.bounded(0);
      Task<Void> putting = cranked.start(() -> puts(queue, 1));
      cranked.run(
          () -> {
            assertEquals(1, queue.poll());
            putting.cancel("too late");
            return Task.done();
          });
      Ended.assertValue(null, putting);
      assertEquals(List.of("put 1"), log);
    }
  }

  @Test
  @Covers("Q10")
  void anotherOrderComesFromAnotherCollection() {
    AsyncQueue<Integer> least = AsyncQueue.of(new PriorityQueue<>(), 3);
    AsyncQueue<Integer> latest = AsyncQueue.of(Collections.asLifoQueue(new ArrayDeque<>()), 3);
    for (int item : new int[] {2, 3, 1}) {
      assertTrue(least.offer(item));
      assertTrue(latest.offer(item));
    }
    assertFalse(least.offer(0));
    assertEquals(List.of(1, 2, 3), least.closeNow());
    assertEquals(List.of(1, 3, 2), latest.closeNow());
    assertThrows(
        IllegalArgumentException.class, () -> AsyncQueue.of(new PriorityQueue<Integer>(), 0));
  }

  @Test
  @Covers("Q10")
  void aPutterThatWaitsJoinsTheOrder() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      AsyncQueue<Integer> least = AsyncQueue.of(new PriorityQueue<>(), 2);
      cranked.start(() -> puts(least, 5, 7, 6, 1));
      assertEquals(5, cranked.run(least::take));
      assertEquals(6, cranked.run(least::take));
      assertEquals(1, cranked.run(least::take));
      assertEquals(7, cranked.run(least::take));
    }
  }

  @Test
  @Covers({"Q9", "Q10"})
  void anItemThatTheOrderCannotCompareIsItsPuttersMatterAlone() {
    Queue<Object> comparable = new PriorityQueue<>();
    AsyncQueue<Object> least = AsyncQueue.of(comparable, 1);
    assertThrows(ClassCastException.class, () -> least.put(this));
    assertTrue(least.join().isDone());
    try (CrankedLoop cranked = new CrankedLoop()) {
      cranked.run(() -> least.put(1));
      Task<Void> refused = cranked.start(() -> least.put(this));
      Task<Void> behind = cranked.start(() -> least.put(2));
      assertEquals(1, cranked.run(least::take));
      cranked.settle();
      Ended.failureOf(refused, ClassCastException.class);
      Ended.assertValue(null, behind);
      assertEquals(2, cranked.run(least::take));
      least.taskDone();
      least.taskDone();
      assertTrue(least.join().isDone());
    }
  }

  @Test
  @Covers("Q10")
  void aFullQueueMayDropInsteadOfWaiting() {
    AsyncQueue<Integer> oldest = AsyncQueue.bounded(2, Overflow.DROP_OLDEST);
    AsyncQueue<Integer> newest = AsyncQueue.bounded(2, Overflow.DROP_NEWEST);
    AsyncQueue<Integer> conflated = AsyncQueue.bounded(1, Overflow.DROP_OLDEST);
    for (int i = 1; i <= 4; i++) {
      assertTrue(oldest.put(i).isDone());
      assertTrue(newest.put(i).isDone());
      assertTrue(conflated.put(i).isDone());
    }
    assertEquals(List.of(3, 4), oldest.closeNow());
    assertEquals(List.of(1, 2), newest.closeNow());
    assertEquals(List.of(4), conflated.closeNow());
    assertTrue(oldest.join().isDone());
    assertTrue(newest.join().isDone());
    assertThrows(IllegalArgumentException.class, () -> AsyncQueue.bounded(0, Overflow.DROP_OLDEST));
  }

  @Test
  @Covers("Q11")
  void producerAndConsumerAlternateThroughOnePlace() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
      Task<List<Integer>> drained = cranked.start(() -> drains(queue));
      cranked.run(() -> puts(queue, 1, 2, 3, 4, 5));
      queue.close();
      cranked.settle();
      Ended.assertValue(List.of(1, 2, 3, 4, 5), drained);
    }
  }

  @Test
  @Covers("J5")
  void itsTextTellsWhatIsInItAndWhoWaits() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      AsyncQueue<Integer> queue = AsyncQueue.bounded(1);
      Task<Void> putting = cranked.start(() -> puts(queue, 1, 2).named("producer"));
      assertEquals("AsyncQueue[1 of 1, 0 taking, 1 putting]", queue.toString());
      String dump = cranked.loop.dump().toString();
      assertTrue(dump.contains("producer[QueueTest.puts, pending at "), dump);
      assertTrue(
          dump.contains("[put into AsyncQueue[1 of 1, 0 taking, 1 putting], pending]"), dump);
      putting.cancel("");
    }
  }
}
