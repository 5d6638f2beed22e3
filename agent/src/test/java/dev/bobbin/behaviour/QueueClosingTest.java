package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.Task;
import dev.bobbin.sync.AsyncQueue;
import dev.bobbin.sync.QueueClosedException;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How an {@link AsyncQueue} ends, and how one knows that all of it was dealt with. */
@Timeout(60)
class QueueClosingTest {
  private final AsyncQueue<Integer> queue = AsyncQueue.bounded(2);

  @Test
  @Covers("Q7")
  void whatIsInAClosedQueueCanBeTakenButNothingPut() {
    queue.offer(1);
    queue.offer(2);
    queue.close();
    queue.close();
    Ended.failureOf(queue.put(3), QueueClosedException.class);
    assertThrows(QueueClosedException.class, () -> queue.offer(3));
    Ended.assertValue(1, queue.take());
    assertEquals(2, queue.poll());
    Ended.failureOf(queue.take(), QueueClosedException.class);
    assertThrows(QueueClosedException.class, queue::poll);
    assertTrue(queue.isClosed());
  }

  @Test
  @Covers("Q7")
  void closingWakesWhoWaits() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      Task<Integer> first = cranked.start(queue::take);
      Task<Integer> second = cranked.start(queue::take);
      queue.close();
      cranked.settle();
      Ended.failureOf(first, QueueClosedException.class);
      Ended.failureOf(second, QueueClosedException.class);

      AsyncQueue<Integer> full = AsyncQueue.bounded(1);
      full.offer(1);
      Task<Void> putting = cranked.start(() -> full.put(2));
      full.close();
      cranked.settle();
      Ended.failureOf(putting, QueueClosedException.class);
      assertEquals(1, full.poll());
      assertThrows(QueueClosedException.class, full::poll);
    }
  }

  @Test
  @Covers("Q7")
  void anIteratorEndsWithItsQueue() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      queue.offer(1);
      var items = queue.iterator();
      assertThrows(NoSuchElementException.class, items::next);
      assertTrue(cranked.run(items::hasNext));
      assertTrue(cranked.run(items::hasNext));
      assertEquals(1, items.next());
      assertThrows(NoSuchElementException.class, items::next);
      Task<Boolean> more = cranked.start(items::hasNext);
      assertFalse(more.isDone());
      assertThrows(IllegalStateException.class, items::hasNext);
      queue.close();
      cranked.settle();
      Ended.assertValue(false, more);
    }
  }

  @Test
  @Covers("Q8")
  void closeNowGivesBackWhatNobodyTook() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      queue.offer(1);
      queue.offer(2);
      Task<Void> joined = cranked.start(queue::join);
      Task<Void> putting = cranked.start(() -> queue.put(3));
      assertEquals(1, queue.poll());
      cranked.settle();
      assertTrue(putting.isDone());
      queue.taskDone();
      cranked.settle();
      assertFalse(joined.isDone());
      assertEquals(List.of(2, 3), queue.closeNow());
      cranked.settle();
      assertTrue(joined.isDone());
      assertEquals(List.of(), queue.closeNow());
      Ended.failureOf(queue.take(), QueueClosedException.class);
    }
  }

  @Test
  @Covers("Q8")
  void joinStillWaitsForWhatIsBeingDealtWith() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      queue.offer(1);
      queue.offer(2);
      assertEquals(1, queue.poll());
      Task<Void> joined = cranked.start(queue::join);
      queue.closeNow();
      cranked.settle();
      assertFalse(joined.isDone());
      queue.taskDone();
      cranked.settle();
      assertTrue(joined.isDone());
    }
  }

  @Async
  private Task<Integer> deals() {
    int item = await(queue.take());
    queue.taskDone();
    return Task.of(item);
  }

  @Test
  @Covers("Q9")
  void joinWaitsUntilEveryItemIsDone() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      assertTrue(queue.join().isDone());
      Task<Integer> dealing = cranked.start(this::deals);
      assertTrue(queue.join().isDone());
      queue.offer(1);
      queue.offer(2);
      Task<Void> first = cranked.start(queue::join);
      Task<Void> second = cranked.start(queue::join);
      Ended.assertValue(1, dealing);
      assertFalse(first.isDone());
      cranked.run(this::deals);
      assertTrue(first.isDone());
      assertTrue(second.isDone());
    }
  }

  @Test
  @Covers("Q9")
  void oneTaskDoneTooManyFails() {
    queue.offer(1);
    queue.taskDone();
    var failure = assertThrows(IllegalStateException.class, queue::taskDone);
    assertTrue(failure.getMessage().contains("once for each item"), failure.getMessage());
  }

  @Test
  @Covers("Q5")
  void aLoopThatIsClosedLeavesNobodyInTheLine() {
    try (CrankedLoop first = new CrankedLoop()) {
      first.start(
          () -> {
            queue.take(); // and forgotten
            return Task.done();
          });
      assertTrue(queue.toString().contains("1 taking"), queue::toString);
    }
    try (CrankedLoop second = new CrankedLoop()) {
      assertTrue(queue.toString().contains("0 taking"), queue::toString);
      Task<Integer> taking = second.start(queue::take);
      second.run(() -> queue.put(1));
      Ended.assertValue(1, taking);
    }
  }
}
