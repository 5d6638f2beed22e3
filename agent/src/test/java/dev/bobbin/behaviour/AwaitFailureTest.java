package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.yieldNow;
import static dev.bobbin.behaviour.Outcome.endOf;
import static dev.bobbin.behaviour.Outcome.failureOf;
import static java.util.concurrent.CompletableFuture.failedFuture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an await of a stage throws that has no value to give. */
@Timeout(60)
class AwaitFailureTest {

  @Async
  private static Task<String> failsLater(Throwable failure) {
    await(yieldNow());
    return Task.failed(failure);
  }

  @Async
  private static Task<String> throwsLater(RuntimeException failure) {
    await(yieldNow());
    throw failure;
  }

  @Async
  private static Task<String> passesOn(CompletionStage<String> stage) {
    return Task.of(await(stage));
  }

  @Test
  @Covers("A3")
  void awaitOfAFailedStageThrowsTheExceptionItself() {
    run(
        () -> {
          var failure = new IllegalStateException("lost");
          assertSame(failure, await(failureOf(Task.failed(failure))));
          assertSame(failure, await(failureOf(failedFuture(failure))));
          assertSame(failure, await(failureOf(failsLater(failure))));
          assertSame(failure, await(failureOf(throwsLater(failure))));
          assertSame(failure, await(failureOf(passesOn(passesOn(throwsLater(failure))))));
          return Task.done();
        });
  }

  @Test
  @Covers("A3")
  void wrappersOfTheJdkAreTakenOffHoweverMany() {
    run(
        () -> {
          var failure = new IOException("disk");
          var wrapped =
              new CompletionException(
                  new ExecutionException(new CompletionException(new ExecutionException(failure))));
          assertSame(failure, await(failureOf(failedFuture(wrapped))));
          assertSame(failure, await(failureOf(Task.from(failedFuture(wrapped)))));
          assertSame(failure, await(failureOf(CallbackStage.of(c -> c.accept(null, wrapped)))));
          return Task.done();
        });
  }

  @Test
  @Covers("A3")
  void aFailureThatArrivesLaterThroughDependentStagesIsTheExceptionItself() {
    run(
        () -> {
          var failure = new IOException("disk");
          var gate = new CompletableFuture<String>();
          Task<Throwable> seen =
              failureOf(
                  gate.thenApply(String::trim).thenCompose(CompletableFuture::completedFuture));
          gate.completeExceptionally(failure);
          assertSame(failure, await(seen));
          return Task.done();
        });
  }

  @Test
  @Covers("A3")
  void aWrapperWithoutACauseIsTheFailureItself() {
    run(
        () -> {
          var bare = new ExecutionException("thrown by hand", null);
          assertSame(bare, await(failureOf(failedFuture(bare))));
          return Task.done();
        });
  }

  @Test
  @Covers({"A3", "R2"})
  void aWrapperThatAnAsyncMethodThrewItselfIsKept() {
    run(
        () -> {
          // the identity of what a body throws counts for more than how it looks
          var thrown = new CompletionException(new IOException("disk"));
          assertSame(thrown, await(failureOf(throwsLater(thrown))));
          return Task.done();
        });
  }

  @Test
  @Covers("A3")
  void errorsComeThroughAsTheyAre() {
    run(
        () -> {
          var failure = new AssertionError("broken");
          assertSame(failure, await(failureOf(failsLater(failure))));
          return Task.done();
        });
  }

  @Test
  @Covers("A4")
  void aCheckedExceptionLeavesRunUnchanged() {
    var failure = new IOException("disk");
    var seen = assertThrows(IOException.class, () -> run(() -> failsLater(failure)));
    assertSame(failure, seen);
  }

  @Async
  private static Task<String> readsOrDefaults(CompletionStage<String> stage) {
    try {
      return Task.of(await(stage, IOException.class));
    } catch (IOException e) {
      return Task.of("default after " + e.getMessage());
    }
  }

  @Test
  @Covers("A4")
  void theClassOverloadLetsACheckedExceptionBeCaughtByItsType() {
    run(
        () -> {
          var failure = new IOException("disk");
          assertEquals("value", await(readsOrDefaults(Task.of("value"))));
          assertEquals("default after disk", await(readsOrDefaults(Task.failed(failure))));
          assertEquals("default after disk", await(readsOrDefaults(failsLater(failure))));
          var other = new IllegalArgumentException("other");
          assertSame(other, await(failureOf(readsOrDefaults(failsLater(other)))));
          return Task.done();
        });
  }

  @Test
  @Covers("A5")
  void awaitOfACancelledStageThrowsCancellationAndEndsTheAwaiterCancelled() {
    run(
        () -> {
          var cancelled = new CompletableFuture<String>();
          cancelled.cancel(false);
          Task<String> awaiter = passesOn(cancelled);
          assertTrue(awaiter.isCancelled());
          assertInstanceOf(CancellationException.class, await(failureOf(awaiter)));
          assertFalse(awaiter.isCancelRequested());
          return Task.done();
        });
  }

  @Test
  @Covers("A5")
  void aStageCancelledWhileItIsAwaitedEndsTheAwaiterCancelled() {
    run(
        () -> {
          var gate = new CompletableFuture<String>();
          Task<String> awaiter = passesOn(passesOn(gate));
          gate.cancel(false);
          assertInstanceOf(CancellationException.class, await(failureOf(awaiter)));
          assertTrue(awaiter.isCancelled());
          assertFalse(awaiter.isCancelRequested());
          return Task.done();
        });
  }

  private static int here() {
    return StackWalker.getInstance()
        .walk(frames -> frames.skip(1).findFirst().orElseThrow().getLineNumber());
  }

  private int awaitLine;

  @Async
  private Task<String> awaitsNull() {
    CompletionStage<String> none = null;
    awaitLine = here() + 1;
    return Task.of(await(none));
  }

  @Test
  @Covers("A9")
  void awaitOfNullThrowsNullPointerExceptionAtItsLine() {
    run(
        () -> {
          Throwable failure = await(failureOf(awaitsNull()));
          assertInstanceOf(NullPointerException.class, failure);
          StackTraceElement place =
              Arrays.stream(failure.getStackTrace())
                  .filter(element -> element.getMethodName().equals("awaitsNull"))
                  .findFirst()
                  .orElseThrow();
          assertEquals(awaitLine, place.getLineNumber());
          assertEquals("AwaitFailureTest.java", place.getFileName());
          return Task.done();
        });
  }

  @Async
  private static Task<String> awaitsItself() {
    await(Task.current());
    return Task.of("never");
  }

  @Async
  private static Task<String> awaitsItselfLater() {
    await(yieldNow());
    await(Task.current());
    return Task.of("never");
  }

  @Test
  @Covers("A9")
  void awaitOfTheTaskItselfThrowsInsteadOfHanging() {
    run(
        () -> {
          assertInstanceOf(IllegalStateException.class, await(failureOf(awaitsItself())));
          assertInstanceOf(IllegalStateException.class, await(failureOf(awaitsItselfLater())));
          return Task.done();
        });
  }

  @Async
  private static Task<String> awaitsWhatIsIn(AtomicReference<Task<String>> holder) {
    await(yieldNow());
    return Task.of(await(holder.get()));
  }

  /** A task that awaits a task that awaits it, as soon as everything had a turn. */
  private static Task<String> cycle() {
    var holder = new AtomicReference<Task<String>>();
    Task<String> first = awaitsWhatIsIn(holder);
    holder.set(passesOn(passesOn(first)));
    return first;
  }

  @Test
  @Covers("A9")
  void aCycleOfTasksIsMarkedInTheDump() {
    run(
        () -> {
          Task<String> member = cycle();
          await(yieldNow());
          await(yieldNow());
          String dump = EventLoop.current().dump().toString();
          assertTrue(dump.contains("cycle"), dump);
          member.cancel("end of the test");
          return Task.done();
        });
  }

  @Test
  @Covers({"A9", "C1"})
  void aCycleOfTasksCanBeCancelled() {
    run(
        () -> {
          Task<String> member = cycle();
          await(yieldNow());
          await(yieldNow());
          assertFalse(member.isDone());
          member.cancel("untie");
          await(endOf(member));
          assertTrue(member.isCancelled());
          return Task.done();
        });
  }
}
