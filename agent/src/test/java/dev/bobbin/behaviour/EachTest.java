package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.each;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.Deadline;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.TimeoutException;
import dev.bobbin.stream.AsyncIterator;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks one by one as they end. */
@Timeout(60)
@SuppressWarnings("try") // a resource is there to be closed
class EachTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Forks forks = new Forks();

  @Async
  private Task<List<Task<String>>> collected(List<Task<String>> tasks) {
    var ended = new ArrayList<Task<String>>();
    try (var each = each(tasks)) {
      while (await(each.hasNext())) {
        ended.add(each.next());
      }
    }
    return Task.of(ended);
  }

  @Test
  @Covers("Y10")
  void givesTheVeryTasksInTheOrderInWhichTheyEnd() {
    try (var cranked = new CrankedLoop()) {
      var tasks = new ArrayList<Task<String>>();
      Task<List<Task<String>>> ended =
          cranked.start(
              () -> {
                tasks.add(Forks.after(Duration.ofSeconds(3), "slow"));
                tasks.add(Task.of("done"));
                tasks.add(Forks.after(SECOND, "fast"));
                tasks.add(Task.failed(new IOException("failed")));
                tasks.add(tasks.get(0));
                return collected(tasks);
              });
      cranked.advance(SECOND);
      cranked.advance(Duration.ofSeconds(2));

      List<Task<String>> expected = List.of(tasks.get(1), tasks.get(3), tasks.get(2), tasks.get(0));
      assertEquals(expected, ended.join());
    }
  }

  @Test
  @Covers("Y10")
  void ofNothingItIsAtItsEnd() {
    try (var cranked = new CrankedLoop()) {
      assertEquals(List.of(), cranked.run(() -> collected(List.of())));
    }
  }

  @Test
  @Covers("Y10")
  void tasksThatEndTogetherAreGivenWithoutWaiting() {
    try (var cranked = new CrankedLoop()) {
      Task<List<Task<String>>> ended =
          cranked.start(
              () -> collected(List.of(Forks.after(SECOND, "a"), Forks.after(SECOND, "b"))));
      cranked.advance(SECOND);

      assertEquals(List.of("a", "b"), ended.join().stream().map(Task::resultNow).toList());
    }
  }

  @Test
  @Covers("Y10")
  void aDeadlineLeavesTheTasksAloneAndTheIterationGoesOn() {
    try (var cranked = new CrankedLoop()) {
      Task<String> task = cranked.start(this::resumes);
      cranked.advance(SECOND);
      assertEquals(List.of("timed out"), forks.notes);
      cranked.advance(SECOND);

      Ended.assertValue("late", task);
    }
  }

  @Async
  private Task<String> resumes() {
    Task<String> late = Forks.after(Duration.ofSeconds(2), "late");
    AsyncIterator<Task<String>> each = each(List.of(late));
    try (var deadline = Deadline.after(SECOND)) {
      await(each.hasNext());
    } catch (TimeoutException e) {
      forks.notes.add("timed out");
    }
    assertFalse(late.isCancelRequested());
    assertTrue(await(each.hasNext()));
    assertTrue(await(each.hasNext()));
    assertSame(late, each.next());
    assertFalse(await(each.hasNext()));
    return late;
  }

  @Test
  @Covers("Y10")
  void cancellingWhoIteratesLeavesTheTasksAlone() {
    try (var cranked = new CrankedLoop()) {
      var tasks = new ArrayList<Task<String>>();
      Task<?> iterating =
          cranked.start(
              () -> {
                tasks.add(Forks.after(SECOND, "value"));
                return collected(tasks);
              });
      iterating.cancel("enough");
      cranked.settle();
      Ended.assertCancelled(iterating);
      cranked.advance(SECOND);

      Ended.assertValue("value", tasks.get(0));
    }
  }

  @Test
  @Covers("Y10")
  void nextNeedsATrueHasNextAndCloseEndsTheIteration() {
    try (var cranked = new CrankedLoop()) {
      cranked.run(
          () -> {
            AsyncIterator<Task<String>> each = each(List.of(Task.of("a"), Task.of("b")));
            assertThrows(NoSuchElementException.class, each::next);
            assertTrue(await(each.hasNext()));
            assertEquals("a", each.next().resultNow());
            assertThrows(NoSuchElementException.class, each::next);
            each.close();
            assertFalse(await(each.hasNext()));
            return Task.done();
          });
    }
  }

  @Test
  @Covers("Y10")
  void tasksOfAnotherLoopAreGivenAsTheyAre() {
    try (var other = EventLoop.create().start();
        var own = EventLoop.create().start()) {
      Task<String> foreign = other.fork(() -> Forks.after(Duration.ofMillis(1), "foreign"));
      List<Task<String>> ended = Bounded.get(own.fork(() -> collected(List.of(foreign))), own);
      assertSame(foreign, ended.get(0));
      assertEquals("foreign", ended.get(0).resultNow());
    }
  }
}
