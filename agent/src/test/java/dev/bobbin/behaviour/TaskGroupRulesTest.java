package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.AsyncCallable;
import dev.bobbin.Joiner;
import dev.bobbin.Task;
import dev.bobbin.TaskGroup;
import dev.bobbin.TaskGroup.FailedException;
import dev.bobbin.TimeoutException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may do what with a group and when, its limit and its name. */
@Timeout(60)
class TaskGroupRulesTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Forks forks = new Forks();

  private void assertRefused(String why, TaskGroup<Object, Void> group) {
    var refused =
        assertThrows(
            IllegalStateException.class, () -> group.fork(() -> forks.note(SECOND, "begun")));
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains(why), message);
    assertEquals(List.of(), forks.notes);
  }

  @Test
  @Covers("G12")
  void forkAfterTheJoinIsRefusedAndNothingBegun() {
    try (var cranked = new CrankedLoop()) {
      cranked.run(this::forksAfterJoin);
    }
  }

  @Async
  private Task<Void> forksAfterJoin() {
    try (var group = TaskGroup.open()) {
      await(group.join());
      assertRefused("after its join", group);
    }
    return Task.done();
  }

  @Test
  @Covers("G12")
  void forkAfterAFailureOrAfterCloseIsRefusedAndNothingBegun() {
    try (var cranked = new CrankedLoop()) {
      cranked.run(this::forksAfterFailure);
    }
  }

  @Async
  private Task<Void> forksAfterFailure() {
    TaskGroup<Object, Void> kept;
    try (var group = TaskGroup.open()) {
      kept = group;
      group.fork(() -> forks.failing(Duration.ZERO, new IOException("disk")).call());
      try {
        await(new CompletableFuture<>());
      } catch (FailedException e) {
        assertRefused("after it has failed", group);
      }
    }
    assertRefused("after it was closed", kept);
    return Task.done();
  }

  @Test
  @Covers("G12")
  void forkByATaskThatDoesNotBelongToTheGroupIsRefused() {
    try (var cranked = new CrankedLoop()) {
      var opened = new ArrayList<TaskGroup<Object, Void>>();
      Task<Void> owner = cranked.start(() -> opens(opened));
      cranked.run(
          () -> {
            await(yieldNow());
            assertRefused("does not belong to it", opened.get(0));
            return Task.done();
          });
      cranked.loop.execute(() -> assertRefused("in a callback", opened.get(0)));
      cranked.settle();
      owner.cancel("enough");
      cranked.settle();
      assertEquals(List.of(), cranked.reports);
    }
  }

  @Async
  private Task<Void> opens(List<TaskGroup<Object, Void>> opened) {
    try (var group = TaskGroup.open()) {
      opened.add(group);
      await(new CompletableFuture<>());
    }
    return Task.done();
  }

  @Test
  @Covers("G12")
  void forkFromAnotherThreadIsRefused() {
    try (var cranked = new CrankedLoop()) {
      var opened = new ArrayList<TaskGroup<Object, Void>>();
      Task<Void> owner = cranked.start(() -> opens(opened));
      Bounded.call(
          () -> {
            assertRefused("EventLoop.fork", opened.get(0));
            return null;
          });
      owner.cancel("enough");
      cranked.settle();
    }
  }

  @Test
  @Covers("G12")
  void whatTheOwnerCallsMayForkAlsoAfterASuspension() {
    try (var cranked = new CrankedLoop()) {
      cranked.run(this::callsForker);
    }
    assertEquals(List.of("forked by a callee"), forks.notes);
  }

  @Async
  private Task<Void> callsForker() {
    try (var group = TaskGroup.open()) {
      await(forksLater(group));
      await(group.join());
    }
    return Task.done();
  }

  @Async
  private Task<Void> forksLater(TaskGroup<Object, Void> group) {
    await(yieldNow());
    group.fork(() -> forks.note(Duration.ZERO, "forked by a callee"));
    return Task.done();
  }

  @Test
  @Covers("G13")
  void aForkThatFailsAtOnceAbortsTheGroupFromTheQueueAndNotInsideFork() {
    var failure = new IOException("at once");
    try (var cranked = new CrankedLoop()) {
      Task<Void> task = cranked.start(() -> forksFailing(failure));

      assertSame(failure, Ended.failureOf(task, FailedException.class).getCause());
      assertEquals(List.of("fork has failed, group not yet", "later cancelled"), forks.notes);
    }
  }

  @Async
  private Task<Void> forksFailing(Exception failure) {
    try (var group = TaskGroup.open()) {
      Task<Void> fork = group.fork(() -> Task.failed(failure));
      assertSame(failure, fork.exceptionNow());
      assertFalse(group.isCancelled());
      forks.notes.add("fork has failed, group not yet");
      group.fork(() -> forks.stuck("later").call());
      await(group.join());
    }
    return Task.done();
  }

  @Test
  @Covers("G13")
  void aGroupThatEndedAtOnceDoesNotReachWhatItsMethodDoesNext() {
    try (var cranked = new CrankedLoop()) {
      Task<String> afterFailure = cranked.start(() -> endsAtOnceThenForks(true));
      Task<String> afterSuccess = cranked.start(() -> endsAtOnceThenForks(false));
      cranked.advance(Duration.ofSeconds(1));

      Ended.assertValue("outer inner next", afterFailure);
      Ended.assertValue("outer inner next", afterSuccess);
    }
  }

  /** One group around one that ends in the first step of its fork, one behind its join, and one. */
  @Async
  private static Task<String> endsAtOnceThenForks(boolean failing) {
    Duration second = Duration.ofSeconds(1);
    try (var outer = TaskGroup.<String>open()) {
      Task<String> around = outer.fork(() -> Forks.after(second, "outer"));
      Task<String> inside;
      Joiner<String, String> joiner = Joiner.anySuccessfulResultOrThrow();
      try (var quick = failing ? TaskGroup.<String>open() : TaskGroup.open(joiner)) {
        quick.fork(() -> failing ? Task.failed(new IOException("at once")) : Task.of("at once"));
        await(quick.join());
      } catch (FailedException e) {
        assertTrue(failing);
      }
      try (var quick = TaskGroup.open(joiner)) {
        quick.fork(() -> Task.of("at once"));
        await(quick.join());
        try (var inner = TaskGroup.<String>open()) {
          inside = inner.fork(() -> Forks.after(second, "inner"));
          await(inner.join());
        }
      }
      try (var next = TaskGroup.<String>open()) {
        Task<String> behind = next.fork(() -> Forks.after(Duration.ZERO, "next"));
        await(next.join());
        await(outer.join());
        return Task.of(around.resultNow() + " " + inside.resultNow() + " " + behind.resultNow());
      }
    }
  }

  @Test
  @Covers("G13")
  void aForkWhoseFirstStepCancelsTheGroupIsCancelledToo() {
    try (var cranked = new CrankedLoop()) {
      Task<Void> task = cranked.start(this::cancelsInFork);

      Ended.assertValue(null, task);
      assertEquals(List.of("fork cancelled"), forks.notes);
    }
  }

  @Async
  private Task<Void> cancelsInFork() {
    try (var group = TaskGroup.open()) {
      AsyncCallable<String> stuck = forks.stuck("fork");
      group.fork(
          () -> {
            group.cancel();
            return stuck.call();
          });
      await(group.join());
    }
    return Task.done();
  }

  @Test
  @Covers("G14")
  void closeWithoutJoinCancelsTheForksWaitsAndThrows() {
    try (var cranked = new CrankedLoop()) {
      Task<Void> task = cranked.start(() -> leaves(null));
      assertFalse(task.isDone());
      cranked.advance(SECOND);

      var misuse = Ended.failureOf(task, IllegalStateException.class);
      assertTrue(String.valueOf(misuse.getMessage()).contains("await(group.join())"));
      assertEquals(List.of("cancelled", "cleaned up"), forks.notes);
    }
  }

  @Test
  @Covers("G14")
  void closeWithoutJoinIsSuppressedInWhatTheBlockThrows() {
    var failure = new IOException("block");
    try (var cranked = new CrankedLoop()) {
      Task<Void> task = cranked.start(() -> leaves(failure));
      cranked.advance(SECOND);

      assertSame(failure, Ended.failureOf(task));
      assertInstanceOf(IllegalStateException.class, failure.getSuppressed()[0]);
    }
  }

  @Async
  private Task<Void> leaves(Exception failure) throws Exception {
    try (var group = TaskGroup.open()) {
      group.fork(() -> forks.cleaningUp(SECOND).call());
      if (failure != null) {
        throw failure;
      }
    }
    return Task.done();
  }

  @Test
  @Covers("G14")
  void aGroupThatIsNeverClosedEndsWithItsOwnerAndIsReported() {
    try (var cranked = new CrankedLoop()) {
      Task<Void> task = cranked.start(this::forgetsToClose);

      Ended.assertValue(null, task);
      assertEquals(List.of("fork cancelled"), forks.notes);
      assertEquals(1, cranked.reports.size());
      assertTrue(
          String.valueOf(cranked.reports.get(0).failure().getMessage())
              .contains("try-with-resources"));
    }
  }

  @Async
  private Task<Void> forgetsToClose() {
    TaskGroup.open().fork(() -> forks.stuck("fork").call());
    return Task.done();
  }

  @Test
  @Covers("G14")
  void openingAndJoiningAreForTheMethodOfTheBlock() {
    assertThrows(IllegalStateException.class, TaskGroup::open);
    try (var cranked = new CrankedLoop()) {
      cranked.run(this::joinsInFork);
      cranked.loop.execute(() -> assertThrows(IllegalStateException.class, TaskGroup::open));
      cranked.settle();
      assertEquals(List.of(), cranked.reports);
    }
  }

  @Async
  private Task<Void> joinsInFork() {
    try (var group = TaskGroup.open()) {
      Task<Void> fork =
          group.fork(
              () -> {
                assertThrows(IllegalStateException.class, group::join);
                assertThrows(IllegalStateException.class, group::closeAsync);
                return Task.done();
              });
      await(group.join());
      await(fork);
    }
    return Task.done();
  }

  @Test
  @Covers("G18")
  void joinThrowsTimeoutExceptionWhenTheGroupsLimitIsOver() {
    try (var cranked = new CrankedLoop()) {
      for (boolean joins : new boolean[] {true, false}) {
        forks.notes.clear();
        Task<Void> task = cranked.start(() -> limited(joins));
        cranked.advance(SECOND.minusNanos(1));
        assertEquals(List.of(), forks.notes);
        cranked.advance(Duration.ofNanos(1));

        String message = String.valueOf(Ended.failureOf(task, TimeoutException.class).getMessage());
        assertTrue(message.contains("fetchers was not done within PT1S"), message);
        assertEquals(List.of("fork cancelled"), forks.notes);
      }
    }
  }

  @Async
  private Task<Void> limited(boolean joins) {
    try (var group =
        TaskGroup.open(
            Joiner.<Object>awaitAll(), c -> c.withName("fetchers").withTimeout(SECOND))) {
      group.fork(() -> forks.stuck("fork").call());
      await(joins ? group.join() : new CompletableFuture<Void>());
    }
    return Task.done();
  }

  @Test
  @Covers("G18")
  void aLimitThatIsNotReachedLeavesNoTimer() {
    try (var cranked = new CrankedLoop()) {
      assertEquals("value", cranked.run(this::withinTheLimit));
      assertEquals(0, cranked.turn());
      cranked.advance(Duration.ofDays(1));
      assertEquals(List.of(), cranked.reports);
    }
  }

  @Async
  private Task<String> withinTheLimit() {
    try (var group =
        TaskGroup.open(Joiner.<String>anySuccessfulResultOrThrow(), c -> c.withTimeout(SECOND))) {
      group.fork(() -> Forks.after(Duration.ZERO, "value"));
      return Task.of(await(group.join()));
    }
  }

  @Test
  @Covers("G19")
  void namesOfTheGroupAndOfItsForksAreInTheDump() {
    try (var cranked = new CrankedLoop()) {
      Task<Void> task = cranked.start(this::named);
      String dump = cranked.loop.dump().toString();

      assertTrue(dump.contains("user 7[fork in users"), dump);
      assertTrue(dump.contains("join of users"), dump);
      task.cancel("enough");
      cranked.settle();
    }
  }

  @Async
  private Task<Void> named() {
    try (var group = TaskGroup.open(Joiner.<Object>awaitAll(), c -> c.withName("users"))) {
      group.fork(() -> sleep(SECOND)).named("user 7");
      await(group.join());
    }
    return Task.done();
  }
}
