package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.bobbin.Async;
import dev.bobbin.Deadline;
import dev.bobbin.Task;
import dev.bobbin.TaskGroup;
import dev.bobbin.TimeoutException;
import dev.bobbin.stream.AsyncStream;
import dev.bobbin.sync.AsyncLock;
import dev.bobbin.sync.AsyncQueue;
import dev.bobbin.sync.Permit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Scopes, locks, queues and streams inside of each other. */
class CombinationsTest {
  private final List<String> log = new ArrayList<>();

  private AsyncStream<Integer> ticks() {
    return AsyncStream.generate(
        out -> {
          try {
            for (int i = 1; ; i++) {
              await(out.emit(i));
            }
          } finally {
            await(yieldNow());
            log.add("closed");
          }
        });
  }

  @Async
  private Task<Integer> sum(AsyncStream<Integer> stream, int most) {
    int sum = 0;
    try (var it = stream.iterator()) {
      while (sum < most && await(it.hasNext())) {
        sum += it.next();
      }
    }
    log.add("after");
    return Task.of(sum);
  }

  @Test
  @Covers("I2")
  void tryWithResourcesOverAStream() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      assertEquals(10, cranked.run(() -> sum(ticks(), 10)));
      assertEquals(List.of("closed", "after"), log);
    }
  }

  @Async
  @SuppressWarnings("try") // the deadline is only there
  private Task<String> limited(AsyncQueue<String> queue) {
    try (Deadline d = Deadline.after(Duration.ofSeconds(1))) {
      return Task.of(await(queue.take()));
    } catch (TimeoutException e) {
      return Task.of("late");
    }
  }

  @Test
  @Covers({"M14", "Q5"})
  void deadlineOverTake() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      AsyncQueue<String> queue = AsyncQueue.bounded(1);
      Task<String> t = cranked.start(() -> limited(queue));
      cranked.advance(Duration.ofSeconds(2));
      Ended.assertValue("late", t);
      queue.offer("x");
      assertEquals("x", queue.poll());
      Task<String> u = cranked.start(() -> limited(queue));
      cranked.ticker.advance(Duration.ofSeconds(2));
      cranked.loop.execute(() -> queue.offer("y"));
      cranked.settle();
      assertEquals(u.join().equals("y"), queue.isEmpty());
    }
  }

  @Async
  @SuppressWarnings("try") // both are only held
  private Task<String> holds(AsyncLock lock) {
    try (Deadline d = Deadline.after(Duration.ofSeconds(1));
        Permit p = await(lock.acquire())) {
      await(sleep(Duration.ofHours(1)));
    } catch (TimeoutException e) {
      return Task.of("late");
    }
    return Task.of("never");
  }

  @Test
  @Covers({"M14", "S2"})
  void deadlineInsideALock() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      AsyncLock lock = new AsyncLock();
      Task<String> a = cranked.start(() -> holds(lock));
      Task<String> b = cranked.start(() -> holds(lock));
      cranked.advance(Duration.ofSeconds(1));
      cranked.advance(Duration.ofSeconds(1));
      Ended.assertValue("late", a);
      Ended.assertValue("late", b);
      assertFalse(lock.isLocked());
    }
  }

  @Test
  @Covers({"G1", "Q4"})
  void groupOfProducers() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      AsyncQueue<Integer> queue = AsyncQueue.bounded(0);
      Task<Integer> done =
          cranked.start(
              () -> {
                int sum = 0;
                try (var group = TaskGroup.<Void>open()) {
                  for (int i = 1; i <= 4; i++) {
                    int item = i;
                    group.fork(() -> queue.put(item));
                  }
                  for (int i = 0; i < 4; i++) {
                    sum += await(queue.take());
                  }
                  await(group.join());
                }
                return Task.of(sum);
              });
      Ended.assertValue(10, done);
    }
  }
}
