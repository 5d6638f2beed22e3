package dev.bobbin;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * The methods of Future on a task, in each of its four states: of one that was done from the start,
 * and of one that got there on its loop.
 */
class TaskContractTest {

  private static final IOException FAILURE = new IOException("disk");
  private static final CancellationException CANCELLATION = new CancellationException("enough");

  private final EventLoop loop = EventLoop.create();
  private final CompletableFuture<String> gate = new CompletableFuture<>();
  private final Task<String> task = loop.fork(() -> gate);

  @AfterEach
  void closeTheLoop() {
    gate.complete("closed");
    loop.close();
  }

  /** Runs what can be run without waiting. */
  private void turns() {
    while (loop.runOnce(Duration.ZERO) > 0) {}
  }

  // === Pending ===

  @Test
  void aPendingTaskIsNothingYet() {
    turns();

    assertFalse(task.isDone());
    assertFalse(task.isCancelled());
    assertFalse(task.isCancelRequested());
    assertNoResult(task);
    assertNoException(task);
    assertTrue(task.toString().endsWith(", pending]"), task.toString());
    assertSame(loop, task.loop());
  }

  @Test
  void waitingForAPendingTaskOnItsOwnLoopIsRefused() {
    List<Executable> waits = List.of(task::get, () -> task.get(1, SECONDS), task::join);
    List<Throwable> refused = new ArrayList<>();
    for (Executable wait : waits) {
      loop.execute(() -> refused.add(thrownBy(wait)));
    }

    turns();

    assertEquals(waits.size(), refused.size());
    for (Throwable refusal : refused) {
      assertSame(IllegalStateException.class, refusal.getClass());
      assertTrue(refusal.getMessage().endsWith("use await(task)"), refusal.getMessage());
    }
  }

  private static Throwable thrownBy(Executable code) {
    try {
      code.execute();
      return new AssertionError("nothing was thrown");
    } catch (Throwable thrown) {
      return thrown;
    }
  }

  @Test
  void getGivesUpAfterItsTimeAndLeavesTheTaskAlone() {
    turns();
    assertThrows(TimeoutException.class, () -> task.get(1, NANOSECONDS));
    assertThrows(TimeoutException.class, () -> task.get(0, SECONDS));
    assertThrows(TimeoutException.class, () -> task.get(-1, SECONDS));

    gate.complete("value");
    turns();

    assertHasValue(task, "value");
  }

  @Test
  void anInterruptedThreadDoesNotWait() {
    turns();
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, task::get);
    assertFalse(Thread.currentThread().isInterrupted());

    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> task.get(1, SECONDS));
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, task::join);
    assertFalse(task.isDone());
  }

  @Test
  void anotherThreadGetsTheValueThatComesLater() throws Exception {
    var waiting = new FutureTask<>(task::get);
    new Thread(waiting).start();
    gate.complete("value");
    while (!task.isDone()) {
      loop.runOnce(Duration.ofSeconds(1));
    }
    turns();
    while (!waiting.isDone()) {
      loop.runOnce(Duration.ofMillis(1));
    }
    assertEquals("value", waiting.get());
  }

  // === Done ===

  @Test
  void aTaskThatEndedHasItsValue() {
    turns();
    gate.complete("value");
    assertFalse(task.isDone(), "before its loop saw it");

    turns();

    assertHasValue(task, "value");
  }

  @Test
  void aTaskThatWasDoneHasItsValue() {
    assertHasValue(Task.of("value"), "value");
    assertHasValue(Task.done(), null);
    assertEquals(null, Task.done().loop());
  }

  private static void assertHasValue(Task<?> done, Object value) {
    assertEnded(done, "done");
    assertFalse(done.isCancelled());
    assertEquals(value, done.resultNow());
    assertNoException(done);
    assertEquals(value, done.join());
    assertEquals(value, assertReturns(done::get));
    assertEquals(value, assertReturns(() -> done.get(0, SECONDS)));
    assertEquals(value, done.toCompletableFuture().join());
  }

  // === Failed ===

  @Test
  void aTaskThatFailedHasItsException() {
    gate.completeExceptionally(FAILURE);

    turns();

    assertHasFailure(task);
  }

  @Test
  void aTaskThatHadFailedHasItsException() {
    assertHasFailure(Task.failed(FAILURE));
  }

  @Test
  void anOperationThatThrowsIsATaskThatFailed() {
    Task<String> thrown =
        loop.fork(
            () -> {
              throw Failures.sneaky(FAILURE);
            });
    turns();
    assertHasFailure(thrown);
  }

  @Test
  void anOperationThatReturnsNullIsAMistakeOfItsAuthor() {
    Task<String> wrong = loop.fork(() -> null);
    turns();
    assertTrue(wrong.exceptionNow() instanceof NullPointerException);
    assertTrue(wrong.exceptionNow().getMessage().endsWith("returned null instead of a stage"));
  }

  private static void assertHasFailure(Task<?> failed) {
    assertEnded(failed, "failed");
    assertFalse(failed.isCancelled());
    assertSame(FAILURE, assertNoResult(failed).getCause());
    assertSame(FAILURE, failed.exceptionNow());
    assertSame(FAILURE, assertThrows(IOException.class, failed::join));
    assertSame(FAILURE, assertThrows(ExecutionException.class, failed::get).getCause());
    Executable timed = () -> failed.get(0, SECONDS);
    assertSame(FAILURE, assertThrows(ExecutionException.class, timed).getCause());
    assertTrue(failed.toCompletableFuture().isCompletedExceptionally());
    assertSame(FAILURE, failed.toCompletableFuture().handle((value, e) -> e).join());
  }

  // === Cancelled ===

  @Test
  void aTaskThatIsCancelledHasNeither() {
    turns();

    assertTrue(task.cancel("not needed"));
    assertFalse(task.isDone(), "before its loop saw it");
    assertFalse(task.isCancelled());
    turns();

    assertIsCancelled(task);
    assertTrue(task.isCancelRequested());
    assertTrue(gate.isCancelled());
    String message = assertThrows(CancellationException.class, task::join).getMessage();
    assertEquals(task.name() + " was cancelled: not needed", message);
  }

  @Test
  void aTaskThatIsCancelledBeforeItBeginsCallsNothing() {
    var called = new AtomicBoolean();
    var early = new AtomicReference<Task<String>>();
    loop.execute(
        () -> {
          early.set(
              loop.fork(
                  () -> {
                    called.set(true);
                    return gate;
                  }));
          assertTrue(early.get().cancel(true));
        });

    turns();

    assertIsCancelled(early.get());
    assertFalse(called.get());
    assertFalse(gate.isDone());
  }

  @Test
  void aTaskThatWasCancelledHasNeither() {
    assertIsCancelled(Task.failed(CANCELLATION));
    Task<String> failed = Task.failed(CANCELLATION);
    assertSame(CANCELLATION, assertThrows(CancellationException.class, failed::join));
  }

  private static void assertIsCancelled(Task<?> cancelled) {
    assertEnded(cancelled, "cancelled");
    assertTrue(cancelled.isCancelled());
    assertTrue(assertNoResult(cancelled).getCause() instanceof CancellationException);
    assertNoException(cancelled);
    assertThrows(CancellationException.class, cancelled::join);
    assertThrows(CancellationException.class, cancelled::get);
    assertThrows(CancellationException.class, () -> cancelled.get(0, SECONDS));
    assertTrue(cancelled.toCompletableFuture().isCancelled());
  }

  // === In every state that is an end ===

  private static void assertEnded(Task<?> ended, String state) {
    assertTrue(ended.isDone());
    assertTrue(ended.toString().endsWith(", " + state + "]"), ended.toString());
    assertFalse(ended.cancel(true), "nothing is left to cancel");
    assertFalse(ended.cancel("late"));
    assertTrue(ended.asyncStack().isEmpty());
  }

  private static IllegalStateException assertNoResult(Task<?> without) {
    return assertThrows(IllegalStateException.class, without::resultNow);
  }

  private static void assertNoException(Task<?> without) {
    assertThrows(IllegalStateException.class, without::exceptionNow);
  }

  private interface Get {
    Object get() throws Exception;
  }

  private static Object assertReturns(Get get) {
    try {
      return get.get();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
