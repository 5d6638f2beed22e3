package dev.bobbin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReadyQueueTest {

  private final ReadyQueue queue = new ReadyQueue();

  @Test
  void anEmptyQueueGivesNull() {
    assertEquals(0, queue.size());
    assertNull(queue.poll());
    assertEquals(0, queue.size());
  }

  @Test
  void whatABurstNeededIsGivenBack() {
    int before = queue.capacity();
    for (int i = 0; i < 100_000; i++) {
      queue.add("burst");
    }
    queue.trim();
    assertEquals(100_000, queue.size());
    while (queue.poll() != null) {
      assertTrue(queue.capacity() >= 100_000, "it shrinks only where nothing is to be done");
    }
    queue.trim();
    assertEquals(before, queue.capacity());
    queue.add("later");
    assertEquals("later", queue.poll());
  }

  @Test
  void firstInFirstOut() {
    queue.add("a");
    queue.add("b");

    assertEquals(2, queue.size());
    assertEquals("a", queue.poll());
    assertEquals("b", queue.poll());
    assertNull(queue.poll());
  }

  @Test
  void orderStaysWhereTheRingGrowsWhileItsHeadIsInTheMiddle() {
    for (int i = 0; i < 40; i++) {
      queue.add("earlier");
    }
    for (int i = 0; i < 40; i++) {
      queue.poll();
    }
    for (int i = 0; i < 1000; i++) {
      queue.add(i);
    }

    assertEquals(1000, queue.size());
    for (int i = 0; i < 1000; i++) {
      assertEquals(i, queue.poll());
    }
  }

  @Test
  void peekLooksFromTheHeadAndTakesNothing() {
    for (int i = 0; i < 60; i++) {
      queue.add("earlier");
    }
    for (int i = 0; i < 60; i++) {
      queue.poll();
    }
    for (int i = 0; i < 10; i++) {
      queue.add(i);
    }
    queue.poll();

    for (int i = 0; i < 9; i++) {
      assertEquals(i + 1, queue.peek(i));
    }
    assertEquals(9, queue.size());
  }

  @Test
  void behavesAsAnArrayDequeInAnyOrderOfCalls() {
    var random = new Random(42);
    var model = new ArrayDeque<Object>();
    for (int i = 0; i < 100_000; i++) {
      // Longer and longer, then shorter, so that the ring turns at all its sizes.
      if (random.nextInt(100_000) > i / 2 + 20_000) {
        queue.add(i);
        model.add(i);
      } else {
        assertEquals(model.poll(), queue.poll());
      }
      assertEquals(model.size(), queue.size());
    }
  }
}
