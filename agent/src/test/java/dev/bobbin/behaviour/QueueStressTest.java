package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.all;
import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.Task;
import dev.bobbin.sync.AsyncQueue;
import dev.bobbin.sync.QueueClosedException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A million items through one {@link AsyncQueue}. */
@Timeout(60)
class QueueStressTest {
  private static final int PARTIES = 100;
  private static final int EACH = 10_000;

  private record Item(int producer, int number) {}

  @Async
  private static Task<Void> produces(AsyncQueue<Item> queue, int producer) {
    for (int i = 0; i < EACH; i++) {
      await(queue.put(new Item(producer, i)));
    }
    return Task.done();
  }

  /** What one consumer sees of each producer comes in that producer's order. */
  @Async
  private static Task<Integer> consumes(AsyncQueue<Item> queue) {
    int[] last = new int[PARTIES];
    int count = 0;
    try {
      while (true) {
        Item item = await(queue.take());
        assertTrue(last[item.producer()] <= item.number(), item::toString);
        last[item.producer()] = item.number();
        count++;
      }
    } catch (QueueClosedException end) {
      return Task.of(count);
    }
  }

  @Async
  private static Task<Integer> millionThrough(AsyncQueue<Item> queue) {
    List<Task<Integer>> consumers = new ArrayList<>();
    List<Task<Void>> producers = new ArrayList<>();
    for (int i = 0; i < PARTIES; i++) {
      consumers.add(consumes(queue));
    }
    for (int i = 0; i < PARTIES; i++) {
      producers.add(produces(queue, i));
    }
    await(all(producers));
    queue.close();
    int sum = 0;
    for (int count : await(all(consumers))) {
      sum += count;
    }
    return Task.of(sum);
  }

  @Test
  @Covers("Q11")
  void aMillionItemsAmongAHundredAndAHundredTasks() {
    for (int capacity : new int[] {0, 1, 64}) {
      assertEquals(PARTIES * EACH, run(() -> millionThrough(AsyncQueue.bounded(capacity))));
    }
  }
}
