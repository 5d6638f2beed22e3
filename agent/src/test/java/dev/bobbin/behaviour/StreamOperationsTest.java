package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.Task;
import dev.bobbin.TimeoutException;
import dev.bobbin.stream.AsyncIterator;
import dev.bobbin.stream.AsyncStream;
import dev.bobbin.stream.Emitter;
import dev.bobbin.sync.AsyncQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of the elements of an {@link AsyncStream}. */
@Timeout(60)
class StreamOperationsTest {
  private final List<String> log = new ArrayList<>();
  private int running;
  private int mostRunning;

  /** Elements without end, one a second. */
  @Async
  private Task<Void> ticks(Emitter<Integer> out, String name) {
    try {
      for (int i = 1; ; i++) {
        await(out.emit(i));
        await(sleep(Duration.ofSeconds(1)));
      }
    } finally {
      log.add("closed " + name);
    }
  }

  private AsyncStream<Integer> ticks(String name) {
    return AsyncStream.generate(out -> ticks(out, name));
  }

  private AsyncStream<Integer> ticks() {
    return ticks("ticks");
  }

  private static <T> T inTime(CrankedLoop cranked, Task<T> task) {
    for (int i = 0; i < 100 && !task.isDone(); i++) {
      cranked.advance(Duration.ofSeconds(1));
    }
    return task.join();
  }

  @Test
  @Covers("I6")
  void takeClosesTheSourceWhenItHasEnough() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      Task<List<Integer>> list =
          cranked.start(() -> ticks().filter(i -> i % 2 == 1).map(i -> i * 10).take(3).toList());
      assertEquals(List.of(10, 30, 50), inTime(cranked, list));
      assertEquals(List.of("closed ticks"), log);
      assertEquals(List.of(), cranked.run(() -> ticks().take(0).toList()));
      assertThrows(IllegalArgumentException.class, () -> ticks().take(-1));
    }
  }

  @Test
  @Covers("I6")
  void aStreamIsARecipeThatBeginsAnew() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      AsyncStream<Integer> three = AsyncStream.of(1, 2, 3);
      assertEquals(List.of(1, 2, 3), cranked.run(three::toList));
      assertEquals(6, cranked.run(() -> three.collect(Collectors.summingInt(i -> i))));
      List<Integer> nulls = new ArrayList<>();
      nulls.add(null);
      assertEquals(nulls, cranked.run(() -> AsyncStream.from(nulls).map(i -> i).toList()));
      assertEquals(nulls, cranked.run(() -> AsyncStream.from(nulls).buffer(2).toList()));
    }
  }

  @Test
  @Covers({"I3", "I6"})
  void aFunctionThatFailsClosesTheSource() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      var failure = new IllegalArgumentException("three");
      Task<List<Integer>> list =
          cranked.start(
              () ->
                  ticks()
                      .map(
                          i -> {
                            if (i == 3) {
                              throw failure;
                            }
                            return i;
                          })
                      .toList());
      cranked.advance(Duration.ofSeconds(1));
      cranked.advance(Duration.ofSeconds(1));
      assertSame(failure, Ended.failureOf(list));
      assertEquals(List.of("closed ticks"), log);
    }
  }

  @Test
  @Covers("I6")
  void forEachAwaitsEachBeforeTheNextIsAskedFor() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      cranked.run(
          () ->
              AsyncStream.of("a", "b")
                  .forEach(
                      name -> {
                        log.add("begin " + name);
                        await(yieldNow());
                        log.add("end " + name);
                        return Task.done();
                      }));
      assertEquals(List.of("begin a", "end a", "begin b", "end b"), log);
    }
  }

  @Test
  @Covers("I4")
  void aBufferIsFilledAheadAndNoFurther() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      AsyncIterator<Integer> iterator =
          AsyncStream.<Integer>generate(
                  out -> {
                    for (int i = 1; i <= 10; i++) {
                      log.add("emit " + i);
                      await(out.emit(i));
                    }
                    return Task.done();
                  })
              .buffer(2)
              .iterator();
      assertEquals(List.of(), log);
      assertTrue(cranked.run(iterator::hasNext));
      cranked.settle();
      // one is found, two are in the buffer, one waits for room in it
      assertEquals(List.of("emit 1", "emit 2", "emit 3", "emit 4"), log);
      for (int i = 1; i <= 10; i++) {
        assertTrue(cranked.run(iterator::hasNext));
        assertEquals(i, iterator.next());
      }
      assertFalse(cranked.run(iterator::hasNext));
    }
  }

  @Test
  @Covers({"I2", "I4"})
  void closingABufferEndsTheTaskThatFillsIt() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      AsyncIterator<Integer> iterator = ticks().buffer(5).iterator();
      assertTrue(cranked.run(iterator::hasNext));
      cranked.run(iterator::closeAsync);
      assertEquals(List.of("closed ticks"), log);
      assertTrue(cranked.loop.tasks().isEmpty(), () -> cranked.loop.dump().toString());
    }
  }

  @Test
  @Covers({"M2", "I6"})
  void anElementThatTakesTooLongFailsTheStream() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      Task<List<Integer>> list =
          cranked.start(() -> ticks().timeout(Duration.ofMillis(500)).toList());
      cranked.advance(Duration.ofMillis(500));
      Ended.failureOf(list, TimeoutException.class);
      assertEquals(List.of("closed ticks"), log);
      Task<List<Integer>> patient =
          cranked.start(() -> ticks().timeout(Duration.ofMillis(1500)).take(3).toList());
      assertEquals(List.of(1, 2, 3), inTime(cranked, patient));
    }
  }

  @Async
  private Task<Void> counted(Emitter<String> out, String name, int count) {
    mostRunning = Math.max(mostRunning, ++running);
    try {
      for (int i = 1; i <= count; i++) {
        await(out.emit(name + i));
        await(yieldNow());
      }
    } finally {
      running--;
    }
    return Task.done();
  }

  private AsyncStream<String> counted(String name, int count) {
    return AsyncStream.generate(out -> counted(out, name, count));
  }

  @Test
  @Covers("I6")
  void flatMapRunsSoManyStreamsAtATime() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      for (int concurrency : new int[] {1, 2, 4, 9}) {
        mostRunning = 0;
        int at = concurrency;
        List<String> all =
            cranked.run(
                () ->
                    AsyncStream.of("a", "b", "c", "d", "e", "f")
                        .flatMap(at, name -> counted(name, 5))
                        .toList());
        assertEquals(30, all.size());
        assertEquals(Math.min(concurrency, 6), mostRunning);
        assertEquals(0, running);
        for (String name : List.of("a", "f")) {
          assertEquals(
              List.of(name + 1, name + 2, name + 3, name + 4, name + 5),
              all.stream().filter(s -> s.startsWith(name)).toList());
        }
        if (concurrency == 1) {
          assertEquals(all.stream().sorted().toList(), all);
        }
      }
    }
  }

  @Test
  @Covers("I6")
  void aFailureInOneStreamClosesAll() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      var failure = new IllegalStateException("broken");
      Task<List<Integer>> list =
          cranked.start(
              () ->
                  AsyncStream.of("a", "b")
                      .flatMap(
                          2,
                          name ->
                              name.equals("a")
                                  ? ticks(name)
                                  : AsyncStream.generate(
                                      out -> {
                                        await(sleep(Duration.ofSeconds(5)));
                                        throw failure;
                                      }))
                      .toList());
      for (int i = 0; i < 5; i++) {
        cranked.advance(Duration.ofSeconds(1));
      }
      assertSame(failure, Ended.failureOf(list));
      assertEquals(List.of("closed a"), log);
      assertTrue(cranked.loop.tasks().isEmpty(), () -> cranked.loop.dump().toString());
    }
  }

  @Test
  @Covers("I6")
  void cancellingTheEndOfTheChainEndsAllOfIt() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      Task<List<Integer>> list =
          cranked.start(
              () ->
                  AsyncStream.of("a", "b", "c").flatMap(2, name -> ticks(name)).buffer(1).toList());
      list.cancel("enough");
      cranked.settle();
      Ended.assertCancelled(list);
      assertEquals(List.of("closed a", "closed b"), log.stream().sorted().toList());
      assertTrue(cranked.loop.tasks().isEmpty(), () -> cranked.loop.dump().toString());
    }
  }

  @Test
  @Covers("I6")
  void mapAsyncCallsSoManyAtATime() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      Task<List<Integer>> list =
          cranked.start(
              () ->
                  AsyncStream.of(3, 1, 2)
                      .mapAsync(
                          2,
                          (Integer seconds) -> {
                            await(sleep(Duration.ofSeconds(seconds)));
                            return Task.of(seconds);
                          })
                      .toList());
      assertEquals(List.of(1, 3, 2), inTime(cranked, list).stream().toList());
    }
  }

  @Test
  @Covers("I6")
  void callsThatBeginWhileTheStreamIsLeftEndToo() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      AsyncStream<Integer> numbers =
          AsyncStream.generate(
              out -> {
                for (int i = 1; ; i++) {
                  await(out.emit(i)); // always ready, so calls begin as soon as others end
                }
              });
      for (int count = 1; count <= 12; count++) {
        int enough = count;
        Task<List<Integer>> list =
            cranked.start(
                () ->
                    numbers
                        .mapAsync(
                            4,
                            (Integer i) -> {
                              await(sleep(Duration.ofSeconds(4 - i % 4)));
                              return Task.of(i);
                            })
                        .filter(i -> i % 2 == 0)
                        .take(enough)
                        .toList());
        assertEquals(enough, inTime(cranked, list).size());
        assertTrue(cranked.loop.tasks().isEmpty(), () -> cranked.loop.dump().toString());
      }
    }
  }

  @Test
  @Covers("Q7")
  void aQueueIsAStreamToo() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      AsyncQueue<Integer> queue = AsyncQueue.unbounded();
      Task<List<Integer>> list =
          cranked.start(() -> AsyncStream.iterating(queue::iterator).map(i -> i + 1).toList());
      queue.offer(1);
      queue.offer(2);
      queue.close();
      cranked.settle();
      Ended.assertValue(List.of(2, 3), list);
    }
  }

  @Test
  @Covers({"M4", "I6"})
  void anElementThatComesAsItsTimeEndsIsGivenAndTheStreamGoesOn() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      var gate = new CompletableFuture<Void>();
      AsyncStream<Integer> late =
          AsyncStream.generate(
              out -> {
                await(gate);
                await(out.emit(1));
                await(out.emit(2));
                return Task.done();
              });
      Task<List<Integer>> list = cranked.start(() -> late.timeout(Duration.ofSeconds(1)).toList());
      cranked.ticker.advance(Duration.ofSeconds(2));
      gate.complete(null);
      cranked.settle();
      Ended.assertValue(List.of(1, 2), list);
    }
  }

  /** Three numbers, the end of which is noted. */
  private AsyncIterator<Integer> noting(String name) {
    AsyncIterator<Integer> numbers = AsyncStream.of(1, 2, 3).iterator();
    return new AsyncIterator<>() {
      @Override
      public Task<Boolean> hasNext() {
        return numbers.hasNext();
      }

      @Override
      public Integer next() {
        return numbers.next();
      }

      @Override
      public Task<Void> closeAsync() {
        log.add("closed " + name);
        return Task.done();
      }
    };
  }

  @Test
  @Covers({"I2", "I6"})
  void whatWasNeverAskedIsClosedOnceAndMayBeClosedAgain() {
    try (CrankedLoop cranked = new CrankedLoop()) {
      AsyncStream<Integer> source = AsyncStream.iterating(() -> noting("source"));
      for (AsyncStream<Integer> stream :
          List.of(
              source.buffer(2),
              source.flatMap(2, i -> AsyncStream.of(i)),
              source.mapAsync(2, i -> Task.of(i)))) {
        AsyncIterator<Integer> iterator = stream.iterator();
        log.clear();
        cranked.run(iterator::closeAsync);
        assertEquals(List.of("closed source"), log);
        cranked.run(iterator::closeAsync);
        assertFalse(cranked.run(iterator::hasNext));
        log.clear();
        assertEquals(List.of(), cranked.run(() -> stream.take(0).toList()));
        assertTrue(log.contains("closed source"), log::toString);
      }
      log.clear();
      assertEquals(List.of(1, 2, 3), cranked.run(() -> source.buffer(2).toList()));
      assertEquals(List.of("closed source"), log);
    }
  }
}
