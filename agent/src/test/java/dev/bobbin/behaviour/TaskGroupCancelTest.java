package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.AsyncCallable;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.TaskGroup;
import dev.bobbin.TaskGroup.FailedException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Groups that are cancelled, from outside or by {@code cancel}, and groups inside of groups. */
@Timeout(60)
class TaskGroupCancelTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Forks forks = new Forks();

  @Test
  @Covers("G7")
  void cancelOfTheOwnerInItsBlockReachesTheForksAndWaitsForThem() {
    try (var cranked = new CrankedLoop()) {
      Task<Void> task = cranked.start(() -> block(false, forks.cleaningUp(SECOND)));
      task.cancel("unwanted");
      cranked.settle();
      assertFalse(task.isDone());
      assertEquals(List.of("cancelled"), forks.notes);
      cranked.advance(SECOND);

      Throwable thrown = Ended.failureOf(task, CancellationException.class);
      assertTrue(task.isCancelled());
      assertEquals(0, thrown.getSuppressed().length);
      assertEquals(List.of("cancelled", "cleaned up"), forks.notes);
    }
  }

  @Test
  @Covers("G7")
  void cancelOfTheOwnerInItsJoinReachesTheForksAndWaitsForThem() {
    try (var cranked = new CrankedLoop()) {
      Task<Void> task = cranked.start(() -> block(true, forks.cleaningUp(SECOND)));
      task.cancel("unwanted");
      cranked.settle();
      assertFalse(task.isDone());
      cranked.advance(SECOND);

      Ended.assertCancelled(task);
      assertEquals(List.of("cancelled", "cleaned up"), forks.notes);
    }
  }

  @Test
  @Covers({"G7", "G16"})
  void cancelOfTheOwnerInItsCloseDoesNotLeaveForksBehindAndComesOut() {
    try (var cranked = new CrankedLoop()) {
      Task<Void> task = cranked.start(() -> forksAndLeaves(forks.cleaningUp(SECOND)));
      assertEquals(List.of("cancelled"), forks.notes);
      task.cancel("unwanted");
      cranked.settle();
      assertFalse(task.isDone());
      cranked.advance(SECOND);

      Ended.assertCancelled(task);
      assertEquals(List.of("cancelled", "cleaned up"), forks.notes);
    }
  }

  @Async
  private Task<Void> block(boolean joins, AsyncCallable<?> op) {
    try (var group = TaskGroup.open()) {
      group.fork(() -> op.call());
      if (joins) {
        await(group.join());
      }
      await(new CompletableFuture<>());
    }
    return Task.done();
  }

  @Async
  private Task<Void> forksAndLeaves(AsyncCallable<?> op) {
    try (var group = TaskGroup.open()) {
      group.fork(() -> op.call());
    }
    return Task.done();
  }

  @Test
  @Covers("G8")
  void aForksFailureWinsOverTheCancelOfTheOwnerWhichStaysPending() {
    var failure = new IOException("fork");
    try (var cranked = new CrankedLoop()) {
      Task<String> task = cranked.start(() -> goesOnAfterFailure(failure));
      task.cancel("unwanted");
      cranked.settle();

      Ended.assertCancelled(task);
      assertEquals(List.of("fork", "cancelled after"), forks.notes);
    }
  }

  @Async
  private Task<String> goesOnAfterFailure(Exception failure) {
    try (var group = TaskGroup.open()) {
      group.fork(() -> forks.failingWhenCancelled(failure).call());
      await(group.join());
    } catch (FailedException e) {
      forks.notes.add(e.getCause().getMessage());
    }
    try {
      await(sleep(Duration.ZERO));
    } catch (CancellationException e) {
      forks.notes.add("cancelled after");
      throw e;
    }
    return Task.of("not cancelled");
  }

  @Test
  @Covers("G9")
  void theFailureOfAnInnerGroupIsInTheCauseChainOfTheOuterOne() {
    var failure = new IOException("inner");
    try (var cranked = new CrankedLoop()) {
      AsyncCallable<Void> inner = () -> block(true, forks.failing(SECOND, failure));
      Task<Void> task = cranked.start(() -> block(true, inner));
      cranked.advance(SECOND);

      FailedException outer = Ended.failureOf(task, FailedException.class);
      assertSame(failure, assertInstanceOf(FailedException.class, outer.getCause()).getCause());
    }
  }

  @Test
  @Covers("G9")
  void whereTheOuterGroupFailsTheInnerOnesForksEndFirstAndOnlyTheOuterReports() {
    var failure = new IOException("outer");
    try (var cranked = new CrankedLoop()) {
      for (boolean joins : new boolean[] {true, false}) {
        forks.notes.clear();
        Task<Void> task = cranked.start(() -> nested(joins, forks.failing(SECOND, failure)));
        cranked.advance(SECOND);
        assertFalse(task.isDone());
        cranked.advance(SECOND);

        FailedException failed = Ended.failureOf(task, FailedException.class);
        assertSame(failure, failed.getCause());
        assertEquals(0, failed.getSuppressed().length);
        assertEquals(List.of("cancelled", "cleaned up", "inner block left"), forks.notes);
      }
    }
  }

  @Async
  private Task<Void> nested(boolean joins, AsyncCallable<?> op) {
    try (var outer = TaskGroup.open()) {
      outer.fork(() -> op.call());
      try (var inner = TaskGroup.open()) {
        inner.fork(() -> forks.cleaningUp(SECOND).call());
        if (joins) {
          await(inner.join());
        }
        await(new CompletableFuture<>());
      } finally {
        forks.notes.add("inner block left");
      }
      await(outer.join());
    }
    return Task.done();
  }

  @Test
  @Covers("G10")
  void whereBothGroupsFailTheInnerIsCaughtAndTheOuterStillDelivered() {
    try (var cranked = new CrankedLoop()) {
      for (boolean joinsOuter : new boolean[] {true, false}) {
        forks.notes.clear();
        Task<Void> task = cranked.start(() -> bothFail(joinsOuter));
        cranked.advance(SECOND);
        cranked.advance(SECOND);

        Ended.failureOf(task, FailedException.class);
        assertEquals(List.of("caught inner", "caught outer"), forks.notes);
      }
    }
  }

  @Async
  private Task<Void> bothFail(boolean joinsOuter) {
    try (var outer = TaskGroup.open()) {
      outer.fork(() -> forks.failing(SECOND, new IOException("outer")).call());
      try (var inner = TaskGroup.open()) {
        inner.fork(() -> forks.failing(Duration.ZERO, new IOException("inner")).call());
        inner.fork(() -> finallySleeps());
        await(inner.join());
      } catch (FailedException e) {
        forks.notes.add("caught " + e.getCause().getMessage());
      }
      await(joinsOuter ? outer.join() : new CompletableFuture<Void>());
    } catch (FailedException e) {
      forks.notes.add("caught " + e.getCause().getMessage());
      throw e;
    }
    return Task.done();
  }

  @Async
  private Task<Void> finallySleeps() {
    try {
      await(new CompletableFuture<>());
    } finally {
      await(sleep(Duration.ofSeconds(2)));
    }
    return Task.done();
  }

  @Test
  @Covers("G16")
  void forksThatIgnoreTheirCancellationAreCancelledAgainAndReported() {
    try (var cranked = new CrankedLoop(loop -> loop.shutdownGrace(Duration.ofSeconds(10)))) {
      Task<Void> task = cranked.start(() -> block(true, forks.stubborn(3)));
      task.cancel("unwanted");
      cranked.settle();
      assertEquals(List.of("swallowed 1"), forks.notes);
      cranked.advance(Duration.ofSeconds(5));
      assertEquals(List.of("swallowed 1", "swallowed 2"), forks.notes);
      assertEquals(List.of(), cranked.reports);
      cranked.advance(Duration.ofSeconds(5));

      assertEquals(1, cranked.reports.size());
      String message = String.valueOf(cranked.reports.get(0).failure().getMessage());
      assertTrue(message.contains("did not end within PT10S"), message);
      assertFalse(task.isDone());
    }
  }

  @Test
  @Covers({"G7", "R4"})
  void shutdownOfTheLoopEndsGroupsAndWaitsForThem() {
    var cranked = new CrankedLoop();
    Task<Void> task = cranked.start(() -> block(true, forks.cleaningUp(SECOND)));
    cranked.loop.shutdown(Duration.ofSeconds(10));
    cranked.settle();
    assertEquals(List.of("cancelled"), forks.notes);
    cranked.advance(SECOND);

    Ended.assertCancelled(task);
    assertEquals(List.of("cancelled", "cleaned up"), forks.notes);
    assertEquals(List.of(), cranked.reports);
    cranked.close();
  }

  @Test
  @Covers({"G16", "R11"})
  void aGroupThatIgnoresTheShutdownIsNamedAndAbandonedAsAWhole() {
    var cranked = new CrankedLoop();
    Task<Void> task = cranked.start(() -> block(true, forks.stubborn(100)));
    cranked.loop.shutdown(Duration.ofSeconds(2));
    cranked.settle();
    cranked.advance(SECOND);
    cranked.advance(SECOND);
    cranked.settle();

    Ended.assertCancelled(task);
    assertTrue(
        cranked.reports.stream()
            .allMatch(report -> report.failure().getMessage().contains("abandoned")),
        () -> cranked.reports.toString());
    cranked.close();
  }

  @Test
  @Covers("G17")
  void cancelOfTheGroupEndsForksAndBlockAndItsCloseIsSilent() {
    try (var cranked = new CrankedLoop()) {
      Task<Void> task = cranked.start(() -> cancelledByFork(false));
      cranked.advance(SECOND);

      Throwable thrown = Ended.failureOf(task, CancellationException.class);
      assertEquals(0, thrown.getSuppressed().length);
      assertFalse(task.isCancelRequested());
      assertEquals(List.of("sibling cancelled"), forks.notes);
    }
  }

  @Test
  @Covers("G17")
  void joinOfACancelledGroupEndsNormally() {
    try (var cranked = new CrankedLoop()) {
      Task<Void> task = cranked.start(() -> cancelledByFork(true));
      cranked.advance(SECOND);

      Ended.assertValue(null, task);
      assertEquals(List.of("sibling cancelled"), forks.notes);
    }
  }

  @Async
  private Task<Void> cancelledByFork(boolean joins) {
    try (var group = TaskGroup.open()) {
      group.fork(() -> forks.stuck("sibling").call());
      group.fork(
          () -> {
            await(sleep(SECOND));
            group.cancel();
            group.cancel();
            return Task.done();
          });
      await(joins ? group.join() : new CompletableFuture<>());
    }
    return Task.done();
  }

  @Test
  @Covers("G17")
  void cancelBeforeAnyForkLetsNoneBegin() {
    try (var cranked = new CrankedLoop()) {
      assertEquals("true false", cranked.run(this::cancelsFirst));
      assertEquals(List.of(), forks.notes);
    }
  }

  @Async
  private Task<String> cancelsFirst() {
    try (var group = TaskGroup.open()) {
      group.cancel();
      Task<Void> fork = group.fork(() -> forks.note(Duration.ZERO, "begun"));
      String seen = fork.isCancelled() + " ";
      await(group.join());
      return Task.of(seen + fork.isCancelRequested());
    }
  }

  @Test
  @Covers("G17")
  void cancelFromAnotherThreadIsCarriedOutOnTheLoop() {
    var opened = new CompletableFuture<TaskGroup<Object, Void>>();
    try (var loop = EventLoop.create().start()) {
      Task<Void> task = loop.fork(() -> publishes(opened));
      Bounded.get(opened, loop).cancel();
      Bounded.get(task, loop);
    }
    assertEquals(List.of("fork cancelled"), forks.notes);
  }

  @Async
  private Task<Void> publishes(CompletableFuture<TaskGroup<Object, Void>> opened) {
    try (var group = TaskGroup.open()) {
      group.fork(() -> forks.stuck("fork").call());
      opened.complete(group);
      await(group.join());
    }
    return Task.done();
  }
}
