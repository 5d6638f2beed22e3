package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.AsyncCallable;
import dev.bobbin.Task;
import dev.bobbin.TaskGroup;
import dev.bobbin.TaskGroup.FailedException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A group whose forks all succeed, and what one failure does to the others and to the block. */
@Timeout(60)
class TaskGroupTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Forks forks = new Forks();
  private final List<String> notes = forks.notes;

  @Test
  @Covers("G1")
  void joinWaitsForAllAndTheForksHaveTheirResults() {
    try (var cranked = new CrankedLoop()) {
      Task<String> task = cranked.start(this::twoForks);
      cranked.advance(SECOND);
      assertFalse(task.isDone());
      cranked.advance(SECOND);

      Ended.assertValue("slowfast", task);
    }
  }

  @Async
  private Task<String> twoForks() {
    try (var group = TaskGroup.<String>open()) {
      Task<String> slow = group.fork(() -> Forks.after(Duration.ofSeconds(2), "slow"));
      Task<String> fast = group.fork(() -> Forks.after(SECOND, "fast"));
      await(group.join());
      return Task.of(slow.resultNow() + fast.resultNow());
    }
  }

  @Test
  @Covers("G1")
  void joinOfNothingDoesNotSuspend() {
    try (var cranked = new CrankedLoop()) {
      assertEquals("now", cranked.run(this::emptyGroup));
    }
  }

  @Async
  private Task<String> emptyGroup() {
    try (var group = TaskGroup.<String>open()) {
      Task<Void> join = group.join();
      assertTrue(join.isDone());
      await(join);
      return Task.of("now");
    }
  }

  @Test
  @Covers("G2")
  void forksMadeLaterBetweenAwaitsAreIncluded() {
    try (var cranked = new CrankedLoop()) {
      Task<Void> task = cranked.start(this::forksLater);
      cranked.advance(SECOND);
      assertEquals(List.of(), notes);
      cranked.advance(Duration.ofSeconds(3));

      Ended.assertValue(null, task);
      assertEquals(List.of("first", "second", "joined"), notes);
    }
  }

  @Async
  private Task<Void> forksLater() {
    try (var group = TaskGroup.open()) {
      group.fork(() -> forks.note(Duration.ofSeconds(2), "first"));
      await(sleep(SECOND));
      group.fork(() -> forks.note(Duration.ofSeconds(3), "second"));
      await(group.join());
      notes.add("joined");
    }
    return Task.done();
  }

  @Test
  @Covers("G3")
  void aForkThatIsCancelledOnItsOwnIsNoFailure() {
    try (var cranked = new CrankedLoop()) {
      Task<String> task = cranked.start(this::cancelsOne);
      cranked.advance(SECOND);

      Ended.assertValue("true other", task);
    }
  }

  @Async
  private Task<String> cancelsOne() {
    try (var group = TaskGroup.<String>open()) {
      Task<String> one = group.fork(() -> Forks.after(Duration.ofDays(1), "never"));
      Task<String> other = group.fork(() -> Forks.after(SECOND, "other"));
      one.cancel("not needed");
      await(group.join());
      return Task.of(one.isCancelled() + " " + other.resultNow());
    }
  }

  @Test
  @Covers("G4")
  void theFirstFailureCancelsTheOthersAndIsThrownByJoin() {
    var failure = new IOException("disk");
    try (var cranked = new CrankedLoop()) {
      Task<Void> task =
          cranked.start(() -> joins(forks.failing(SECOND, failure), forks.stuck("sibling")));
      cranked.advance(SECOND);

      FailedException failed = Ended.failureOf(task, FailedException.class);
      assertSame(failure, failed.getCause());
      assertEquals(List.of("sibling cancelled"), notes);
      assertEquals(0, failed.getSuppressed().length);
    }
  }

  @Async
  private Task<Void> joins(AsyncCallable<?> one, AsyncCallable<?> other) {
    try (var group = TaskGroup.open()) {
      group.fork(() -> one.call());
      group.fork(() -> other.call());
      await(group.join());
    }
    return Task.done();
  }

  @Test
  @Covers("G4")
  void theFirstFailureInterruptsTheBlockAtItsAwait() {
    var failure = new IOException("disk");
    try (var cranked = new CrankedLoop()) {
      Task<Void> task = cranked.start(() -> waitsInBlock(forks.failing(SECOND, failure)));
      cranked.advance(SECOND);

      assertSame(failure, Ended.failureOf(task, FailedException.class).getCause());
      assertEquals(List.of("callee cancelled", "block FailedException"), notes);
      assertFalse(task.isCancelRequested());
    }
  }

  @Async
  private Task<Void> waitsInBlock(AsyncCallable<?> op) throws Exception {
    try (var group = TaskGroup.open()) {
      group.fork(() -> op.call());
      try {
        await(forks.stuck("callee").call());
      } catch (Throwable e) {
        notes.add("block " + e.getClass().getSimpleName());
        throw e;
      }
    }
    return Task.done();
  }

  @Test
  @Covers("G4")
  void aBlockThatIsRunningIsInterruptedAtItsNextAwaitThatSuspends() {
    try (var cranked = new CrankedLoop()) {
      Task<String> task = cranked.start(() -> runsOn(new IOException("disk")));

      Ended.assertValue("done value, then disk", task);
    }
  }

  @Async
  private Task<String> runsOn(Exception failure) {
    var gate = new CompletableFuture<String>();
    String seen = "";
    try (var group = TaskGroup.open()) {
      group.fork(() -> completeThenFail(gate, failure));
      seen = await(gate); // its value has arrived when the group fails
      seen += " " + await(Task.of("value")) + ", ";
      await(new CompletableFuture<>());
    } catch (FailedException e) {
      seen += "then " + e.getCause().getMessage();
    }
    return Task.of(seen);
  }

  @Async
  private Task<Void> completeThenFail(CompletableFuture<String> gate, Exception failure)
      throws Exception {
    await(yieldNow());
    gate.complete("done");
    throw failure;
  }

  @Test
  @Covers("G4")
  void anAwaitOfACancelledForkThrowsTheGroupsFailure() {
    try (var cranked = new CrankedLoop()) {
      Task<String> task = cranked.start(this::awaitsForks);
      cranked.advance(SECOND);

      Ended.assertValue("disk disk", task);
    }
  }

  @Async
  private Task<String> awaitsForks() {
    String seen = "";
    try (var group = TaskGroup.open()) {
      Task<?> sibling = group.fork(() -> forks.stuck("sibling").call());
      group.fork(() -> forks.failing(SECOND, new IOException("disk")).call());
      try {
        await(sibling); // while it waits
      } catch (FailedException e) {
        seen = causeOf(e);
      }
      await(sibling); // now that it is done
    } catch (FailedException e) {
      seen += " " + causeOf(e);
    }
    return Task.of(seen);
  }

  private static String causeOf(Throwable failed) {
    return String.valueOf(failed.getCause() == null ? failed : failed.getCause().getMessage());
  }

  @Test
  @Covers("G5")
  void furtherFailuresAreSuppressedInOrder() {
    var first = new IOException("first");
    var second = new IOException("second");
    var third = new IOException("third");
    try (var cranked = new CrankedLoop()) {
      Task<Void> task =
          cranked.start(
              () ->
                  joinsAll(
                      List.of(
                          forks.failing(SECOND, first),
                          forks.failingWhenCancelled(second),
                          forks.failingWhenCancelled(third),
                          forks.failingWhenCancelled(first))));
      cranked.advance(SECOND);

      FailedException failed = Ended.failureOf(task, FailedException.class);
      assertSame(first, failed.getCause());
      assertEquals(List.of(second, third), List.of(failed.getSuppressed()));
    }
  }

  @Async
  private Task<Void> joinsAll(List<AsyncCallable<?>> ops) {
    try (var group = TaskGroup.open()) {
      for (AsyncCallable<?> op : ops) {
        group.fork(() -> op.call());
      }
      await(group.join());
    }
    return Task.done();
  }

  @Test
  @Covers("G6")
  void aFailingBlockCancelsTheForksAndWaitsForThem() {
    var failure = new IOException("body");
    try (var cranked = new CrankedLoop()) {
      Task<Void> task = cranked.start(() -> failsInBlock(failure, forks.cleaningUp(SECOND)));
      assertFalse(task.isDone());
      assertEquals(List.of("cancelled"), notes);
      cranked.advance(SECOND);

      assertSame(failure, Ended.failureOf(task));
      assertEquals(List.of("cancelled", "cleaned up"), notes);
    }
  }

  @Test
  @Covers("G6")
  void failuresOfForksAreSuppressedInTheBlocksOwn() {
    var failure = new IOException("body");
    var inFork = new IOException("fork");
    try (var cranked = new CrankedLoop()) {
      Task<Void> task =
          cranked.start(() -> failsInBlock(failure, forks.failingWhenCancelled(inFork)));

      assertSame(failure, Ended.failureOf(task));
      var suppressed = assertInstanceOf(FailedException.class, failure.getSuppressed()[0]);
      assertSame(inFork, suppressed.getCause());
    }
  }

  @Async
  private Task<Void> failsInBlock(Exception failure, AsyncCallable<?> op) throws Exception {
    try (var group = TaskGroup.open()) {
      group.fork(() -> op.call());
      await(yieldNow());
      throw failure;
    }
  }

  @Test
  @Covers("G11")
  void aForkMayForkIntoItsGroupWhileTheOwnerJoins() {
    try (var cranked = new CrankedLoop()) {
      Task<Void> task = cranked.start(this::forksInFork);
      cranked.advance(SECOND);
      assertFalse(task.isDone());
      cranked.advance(SECOND);

      Ended.assertValue(null, task);
      assertEquals(List.of("grandchild", "joined"), notes);
    }
  }

  @Async
  private Task<Void> forksInFork() {
    try (var group = TaskGroup.open()) {
      group.fork(
          () -> {
            await(sleep(SECOND));
            group.fork(() -> forks.note(SECOND, "grandchild"));
            return Task.done();
          });
      await(group.join());
      notes.add("joined");
    }
    return Task.done();
  }

  @Test
  @Covers("G11")
  void aForkBombEndsWhenTheGroupFails() {
    try (var cranked = new CrankedLoop()) {
      Task<Void> task = cranked.start(this::bombs);
      cranked.advance(SECOND);

      assertEquals("enough", Ended.failureOf(task, FailedException.class).getCause().getMessage());
      assertEquals(List.of(), List.copyOf(cranked.loop.tasks()));
    }
  }

  @Async
  private Task<Void> bombs() {
    try (var group = TaskGroup.open()) {
      group.fork(() -> bomb(group));
      group.fork(() -> forks.failing(SECOND, new IOException("enough")).call());
      await(group.join());
    }
    return Task.done();
  }

  @Async
  private Task<Void> bomb(TaskGroup<Object, Void> group) {
    await(sleep(Duration.ofMillis(10)));
    group.fork(() -> bomb(group));
    return Task.done();
  }

  @Test
  @Covers("G15")
  void closeIsASuspensionPointAndTheReturnValueSurvives() {
    try (var cranked = new CrankedLoop()) {
      Task<String> task = cranked.start(() -> returnsWhileForksCleanUp());
      Task<Void> other = cranked.start(() -> forks.note(Duration.ZERO, "other"));
      assertFalse(task.isDone());
      Ended.assertValue(null, other);
      cranked.advance(SECOND);

      Ended.assertValue("computed before", task);
      assertEquals(List.of("cancelled", "other", "cleaned up"), notes);
    }
  }

  @Async
  private Task<String> returnsWhileForksCleanUp() {
    try (var group = TaskGroup.open()) {
      group.fork(() -> forks.cleaningUp(SECOND).call());
      group.cancel();
      return Task.of("computed before");
    }
  }

  @Test
  @Covers("G22")
  void theOwnerHasNoRequestLeftAfterItHandledTheFailure() {
    try (var cranked = new CrankedLoop()) {
      Task<String> task = cranked.start(this::handles);
      cranked.advance(SECOND);
      cranked.advance(SECOND);

      Ended.assertValue("went on", task);
      assertFalse(task.isCancelRequested());
    }
  }

  @Async
  private Task<String> handles() {
    try (var group = TaskGroup.open()) {
      group.fork(() -> forks.failing(SECOND, new IOException("disk")).call());
      await(new CompletableFuture<>());
    } catch (FailedException e) {
      await(sleep(SECOND));
      return Task.of("went on");
    }
    return Task.of("no failure");
  }
}
