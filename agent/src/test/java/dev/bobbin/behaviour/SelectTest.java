package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.Task;
import dev.bobbin.sync.AsyncEvent;
import dev.bobbin.sync.AsyncQueue;
import dev.bobbin.sync.QueueClosedException;
import dev.bobbin.sync.Select;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@link Select}: one of several things happens, the others do not. */
@Timeout(60)
class SelectTest {
  private final AsyncQueue<String> queue = AsyncQueue.bounded(1);
  private final AsyncQueue<String> other = AsyncQueue.bounded(0);
  private final CompletableFuture<String> stage = new CompletableFuture<>();

  private Task<String> choose() {
    return new Select<String>()
        .take(queue, item -> Task.of("took " + item))
        .put(other, "x", () -> Task.of("put x"))
        .stage(stage, value -> Task.of("stage " + value))
        .after(Duration.ofSeconds(1), () -> Task.of("late"))
        .first();
  }

  /** Nothing of the choice is left anywhere. */
  private void assertWithdrawn(CrankedLoop cranked) {
    assertTrue(queue.toString().endsWith("0 taking, 0 putting]"), queue::toString);
    assertTrue(other.toString().endsWith("0 taking, 0 putting]"), other::toString);
    assertTrue(cranked.loop.tasks().isEmpty(), () -> cranked.loop.dump().toString());
    cranked.advance(Duration.ofSeconds(2));
  }

  @Test
  @Covers("Q12")
  void whatCanHappenNowHappensTheFirstNamedFirst() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      queue.offer("a");
      stage.complete("done");
      assertEquals("took a", cranked.run(this::choose));
      assertEquals("stage done", cranked.run(this::choose));
      assertWithdrawn(cranked);
    }
  }

  @Test
  @Covers("Q12")
  void anItemWins() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      Task<String> chosen = cranked.start(this::choose);
      assertFalse(chosen.isDone());
      cranked.run(
          () -> {
            queue.offer("a");
            assertNull(other.poll());
            queue.offer("stays");
            stage.complete("too late");
            return Task.done();
          });
      Ended.assertValue("took a", chosen);
      assertEquals("stays", queue.poll());
      assertWithdrawn(cranked);
    }
  }

  @Test
  @Covers("Q12")
  void aTakerWins() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      Task<String> chosen = cranked.start(this::choose);
      assertEquals("x", cranked.run(other::take));
      Ended.assertValue("put x", chosen);
      assertWithdrawn(cranked);
    }
  }

  @Test
  @Covers("Q12")
  void aStageWinsAndOneThatLosesIsLeftAlone() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      Task<String> chosen = cranked.start(this::choose);
      stage.complete("done");
      cranked.settle();
      Ended.assertValue("stage done", chosen);
      assertWithdrawn(cranked);

      AsyncEvent event = new AsyncEvent();
      Task<Void> shared = cranked.start(event::await);
      for (int i = 0; i < 10; i++) {
        Task<String> losing =
            cranked.start(
                () ->
                    new Select<String>()
                        .stage(shared, nothing -> Task.of("stage"))
                        .take(queue, item -> Task.of("item"))
                        .first());
        cranked.run(() -> queue.put("a"));
        Ended.assertValue("item", losing);
      }
      assertFalse(shared.isCancelRequested());
      event.set();
      cranked.settle();
      assertTrue(shared.isDone());
    }
  }

  @Test
  @Covers("Q12")
  void theEndOfTheTimeWins() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      Task<String> chosen = cranked.start(this::choose);
      cranked.advance(Duration.ofSeconds(1));
      Ended.assertValue("late", chosen);
      queue.offer("stays");
      assertEquals("stays", queue.poll());
      assertWithdrawn(cranked);
    }
  }

  @Test
  @Covers("Q12")
  void aCancelWithdrawsAllOfIt() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      Task<String> chosen = cranked.start(this::choose);
      chosen.cancel("enough");
      cranked.settle();
      Ended.assertCancelled(chosen);
      assertFalse(stage.isCancelled());
      queue.offer("stays");
      assertEquals("stays", queue.poll());
      assertWithdrawn(cranked);
    }
  }

  @Test
  @Covers("Q12")
  void failuresWinToo() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      Task<String> chosen = cranked.start(this::choose);
      var failure = new IllegalStateException("broken");
      stage.completeExceptionally(failure);
      cranked.settle();
      assertSame(failure, Ended.failureOf(chosen));
      Task<String> closing =
          cranked.start(() -> new Select<String>().take(queue, Task::of).first());
      queue.close();
      cranked.settle();
      Ended.failureOf(closing, QueueClosedException.class);
      Ended.failureOf(cranked.start(this::choose), QueueClosedException.class);
      assertWithdrawn(cranked);
    }
  }

  @Test
  @Covers("Q12")
  void itsCodeMayAwait() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      Task<String> chosen =
          cranked.start(
              () ->
                  new Select<String>()
                      .take(
                          queue,
                          item -> {
                            await(yieldNow());
                            return Task.of(item + item);
                          })
                      .first());
      cranked.run(() -> queue.put("a"));
      cranked.settle();
      Ended.assertValue("aa", chosen);
    }
  }

  @Test
  @Covers("Q12")
  void misuseFailsAtOnce() {
    assertThrows(IllegalStateException.class, () -> new Select<String>().first());
    queue.offer("a");
    Select<String> select = new Select<String>().take(queue, Task::of);
    Ended.assertValue("a", select.first());
    assertThrows(IllegalStateException.class, select::first);
    assertThrows(IllegalStateException.class, () -> select.take(queue, Task::of));
  }

  @Test
  @Covers("Q12")
  void aQueueOfAnotherLoopWithdrawsTheRest() {
    try (CrankedLoop cranked = new CrankedLoop();
        CrankedLoop elsewhere = new CrankedLoop()) {
      elsewhere.start(other::take);
      queue.offer("full");
      Task<String> choice =
          cranked.start(
              () ->
                  new Select<String>()
                      .put(queue, "x", () -> Task.of("put x"))
                      .take(other, Task::of)
                      .first());
      String message = Ended.failureOf(choice, IllegalStateException.class).getMessage();
      assertTrue(message.contains("it serves one loop"), message);
      assertEquals("full", cranked.run(queue::take));
      assertTrue(queue.isEmpty());
    }
  }

  @Async
  private static Task<Void> choosesOften(
      Random random, AsyncQueue<Integer> in, AsyncQueue<Integer> out, List<Integer> seen) {
    for (int i = 0; i < 50; i++) {
      int item = random.nextInt();
      Integer taken =
          await(
              new Select<Integer>()
                  .take(in, Task::of)
                  .put(out, item, () -> Task.of(item))
                  .after(Duration.ofNanos(random.nextInt(5)), () -> Task.of((Integer) null))
                  .first());
      if (taken != null) {
        seen.add(taken);
      }
    }
    return Task.done();
  }

  @Test
  @Covers("Q12")
  void whateverIsPutByOneIsTakenByOneOther() {
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      try (CrankedLoop cranked = new CrankedLoop()) {
        AsyncQueue<Integer> one = AsyncQueue.bounded(0);
        AsyncQueue<Integer> two = AsyncQueue.bounded(0);
        List<Integer> seen = new ArrayList<>();
        List<Task<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
          boolean turned = i % 2 == 0;
          tasks.add(
              cranked.loop.fork(
                  () -> choosesOften(random, turned ? one : two, turned ? two : one, seen)));
        }
        for (int turn = 0; turn < 500; turn++) {
          cranked.ticker.advance(Duration.ofNanos(1));
          if (random.nextInt(10) == 0) {
            tasks.get(random.nextInt(6)).cancel("chaos");
          }
          cranked.turn();
        }
        assertTrue(tasks.stream().allMatch(Task::isDone), "seed " + seed);
        // each exchange was seen by the one who gave and by the one who got
        List<Integer> sorted = seen.stream().sorted().toList();
        for (int i = 0; i < sorted.size(); i += 2) {
          assertEquals(sorted.get(i), sorted.get(i + 1), "seed " + seed);
        }
      }
    }
  }
}
