package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.blocking;
import static dev.bobbin.Bobbin.sleep;
import static dev.bobbin.Bobbin.timeout;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.TimeoutException;
import dev.bobbin.test.VirtualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class VirtualLoopTest {

  private static final Duration DAY = Duration.ofHours(24);

  @Async
  private static Task<Void> note(List<String> into, String what, Duration after) {
    await(sleep(after));
    into.add(what);
    return Task.done();
  }

  @Async
  private static Task<Void> step(List<String> into, String what) {
    for (int i = 1; i <= 3; i++) {
      await(yieldNow());
      into.add(what + i);
    }
    return Task.done();
  }

  @Test
  @Covers("V1")
  void aDayPassesInNoTimeAndTimersKeepTheirOrder() {
    try (VirtualLoop loop = VirtualLoop.create()) {
      List<String> order = new ArrayList<>();
      loop.run(
          () -> {
            var late = note(order, "late", DAY);
            var first = note(order, "first", Duration.ofSeconds(1));
            var second = note(order, "second", Duration.ofSeconds(1));
            await(late);
            await(first);
            await(second);
            return Task.done();
          });

      assertEquals(List.of("first", "second", "late"), order);
      assertEquals(DAY, loop.elapsed());
      assertThrows(
          TimeoutException.class,
          () -> loop.run(() -> timeout(Duration.ofHours(1), () -> sleep(DAY))));
    }
  }

  @Test
  @Covers("V2")
  void timeStandsStillWhileAnythingIsReady() {
    try (VirtualLoop loop = VirtualLoop.create()) {
      List<String> order = new ArrayList<>();
      loop.run(
          () -> {
            var timer = note(order, "timer", Duration.ofNanos(1));
            await(step(order, "step"));
            assertEquals(Duration.ZERO, loop.elapsed());
            await(timer);
            return Task.done();
          });

      assertEquals(List.of("step1", "step2", "step3", "timer"), order);
    }
  }

  @Test
  @Covers("V2")
  void timeStandsStillWhileABlockingCallIsOut() {
    try (VirtualLoop loop = VirtualLoop.create()) {
      var mayReturn = new CountDownLatch(1);
      loop.execute(mayReturn::countDown);
      String value =
          loop.run(
              () ->
                  timeout(
                      Duration.ofNanos(1),
                      () ->
                          blocking(
                              () -> {
                                Bounded.await(mayReturn);
                                return "returned";
                              })));

      assertEquals("returned", value);
      assertEquals(Duration.ZERO, loop.elapsed());
    }
  }

  @Test
  @Covers("V3")
  void whatWouldWaitForEverFailsWithTheDump() {
    VirtualLoop loop = VirtualLoop.create();
    var error = assertThrows(AssertionError.class, () -> loop.run(VirtualLoopTest::waitsForItself));

    assertTrue(error.getMessage().contains("waits for ever"), error.getMessage());
    assertTrue(error.getMessage().contains("VirtualLoopTest.java"), error.getMessage());
    assertThrows(AssertionError.class, loop::close);
  }

  @Async
  private static Task<Void> waitsForItself() {
    List<Task<?>> tasks = new ArrayList<>();
    Task<Void> one = afterFirst(tasks);
    tasks.add(afterFirst(List.of(one)));
    await(one);
    return Task.done();
  }

  @Async
  private static Task<Void> afterFirst(List<? extends Task<?>> tasks) {
    await(yieldNow());
    await(tasks.get(0));
    return Task.done();
  }

  @Test
  @Covers("V3")
  void whatOnlyAnotherThreadCouldEndFailsToo() {
    VirtualLoop loop = VirtualLoop.create();
    var never = new CompletableFuture<String>();
    var error = assertThrows(AssertionError.class, () -> loop.run(() -> Task.from(never)));

    assertTrue(error.getMessage().contains("waits for ever"), error.getMessage());
    assertThrows(AssertionError.class, loop::close);
  }

  @Test
  void whatAnotherThreadCompletesIsWaitedFor() {
    try (VirtualLoop loop = VirtualLoop.create()) {
      var later = new CompletableFuture<String>();
      loop.execute(() -> new Thread(() -> later.complete("from outside")).start());

      assertEquals("from outside", loop.run(() -> Task.from(later)));
    }
  }

  @Test
  @Covers("V4")
  void advanceBeyondTheClocksEndSaysHowFarItGoes() {
    try (VirtualLoop loop = VirtualLoop.create()) {
      loop.advance(DAY);
      for (Duration tooLong :
          List.of(Duration.ofSeconds(Long.MAX_VALUE), Duration.ofNanos(Long.MAX_VALUE))) {
        String message =
            assertThrows(IllegalArgumentException.class, () -> loop.advance(tooLong)).getMessage();
        assertTrue(message.contains("292 years of them, and stands at PT24H"), message);
      }
      assertEquals(DAY, loop.elapsed());
    }
  }

  @Test
  @Covers("V4")
  void advanceRunsWhatIsDueUpToAndIncludingThatMoment() {
    try (VirtualLoop loop = VirtualLoop.create()) {
      List<String> order = new ArrayList<>();
      loop.fork(() -> note(order, "1s", Duration.ofSeconds(1)));
      loop.fork(() -> note(order, "2s", Duration.ofSeconds(2)));
      loop.schedule(Duration.ofSeconds(2), () -> loop.execute(() -> order.add("made ready at 2s")));
      Task<Void> last = loop.fork(() -> note(order, "3s", Duration.ofNanos(2_000_000_001)));
      loop.runCurrent();
      assertEquals(List.of(), order);

      loop.advance(Duration.ofSeconds(2));
      assertEquals(List.of("1s", "2s", "made ready at 2s"), order);
      assertEquals(Duration.ofSeconds(2), loop.elapsed());

      loop.runCurrent();
      assertFalse(last.isDone());
      loop.advance(Duration.ofNanos(1));
      assertTrue(last.isDone());
    }
  }

  @Test
  @Covers("V4")
  void advanceWaitsForBlockingCalls() {
    try (VirtualLoop loop = VirtualLoop.create()) {
      Task<String> call = loop.fork(() -> blocking(() -> "off the loop"));
      loop.advance(Duration.ofSeconds(1));

      assertEquals("off the loop", call.resultNow());
      assertEquals(Duration.ofSeconds(1), loop.elapsed());
    }
  }

  @Test
  void advanceInAsyncCodeSaysWhatToWrite() {
    try (VirtualLoop loop = VirtualLoop.create()) {
      var error =
          assertThrows(
              IllegalStateException.class,
              () ->
                  loop.run(
                      () -> {
                        loop.advance(DAY);
                        return Task.done();
                      }));

      assertTrue(error.getMessage().contains("await sleep"), error.getMessage());
    }
  }

  @Test
  @Covers("V5")
  void aSeedGivesTheSameOrderEachTime() {
    assertEquals(orderOf(VirtualLoop.shuffled(7)), orderOf(VirtualLoop.shuffled(7)));
    assertNotEquals(orderOf(VirtualLoop.shuffled(7)), orderOf(VirtualLoop.shuffled(8)));
  }

  private static List<String> orderOf(VirtualLoop loop) {
    List<String> order = new ArrayList<>();
    try (loop) {
      for (String name : List.of("a", "b", "c", "d")) {
        loop.fork(() -> step(order, name));
      }
      loop.runCurrent();
      assertEquals(12, order.size());
      assertEquals(16, loop.steps().size(), loop.steps()::toString);
    }
    return order;
  }

  @Test
  @Covers("V5")
  void tasksLeftBehindFailTheTest() {
    VirtualLoop loop = VirtualLoop.create();
    Task<Void> left = loop.fork(() -> sleep(DAY));
    loop.runCurrent();
    var error = assertThrows(AssertionError.class, loop::close);

    assertTrue(error.getMessage().contains("left 1 task(s) behind"), error.getMessage());
    assertTrue(error.getMessage().contains(left.name()), error.getMessage());
    assertTrue(left.isCancelled());
    loop.close();
  }

  @Test
  @Covers("V5")
  void failuresThatNobodySeesFailTheTest() {
    VirtualLoop loop = VirtualLoop.create();
    var failure = new IllegalStateException("planned");
    loop.execute(
        () -> {
          throw failure;
        });
    loop.runCurrent();
    var error = assertThrows(AssertionError.class, loop::close);

    assertSame(failure, error.getCause());
  }

  @Test
  void failuresThatTheTestTookAreSeen() {
    try (VirtualLoop loop = VirtualLoop.create()) {
      var failure = new IllegalStateException("planned");
      loop.execute(
          () -> {
            throw failure;
          });
      loop.runCurrent();

      assertEquals(List.of(failure), loop.takeUnseenFailures());
    }
  }

  @Test
  void itIsTheCurrentLoopOfItsTasks() {
    try (VirtualLoop loop = VirtualLoop.create()) {
      assertSame(loop, loop.run(() -> Task.of(EventLoop.current())));
    }
  }
}
