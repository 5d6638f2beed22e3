package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The runner: a thread becomes the loop for the time of main, which decides the result. */
@Timeout(60)
class RunTest {
  @Test
  @Covers({"R1"})
  void valueOfMainThatNeverSuspendsIsReturned() {
    assertEquals(42, run(() -> Task.of(42)));
  }

  @Test
  @Covers({"R1"})
  void valueOfMainThatSuspendsIsReturned() {
    String value =
        run(
            () -> {
              await(yieldNow());
              return Task.of("woven");
            });

    assertEquals("woven", value);
  }

  @Test
  @Covers({"R1"})
  void nullIsAValue() {
    assertNull(run(Task::done));
  }

  @Test
  @Covers({"R1"})
  void mainMayBeAnyStage() {
    var stage = new CompletableFuture<Integer>();
    var completer = new Thread(() -> stage.complete(7));

    int value =
        run(
            () -> {
              completer.start();
              return stage;
            });

    assertEquals(7, value);
  }

  @Test
  @Covers({"R1"})
  void mainRunsOnTheCallingThread() {
    Thread caller = Thread.currentThread();

    run(
        () -> {
          assertSame(caller, Thread.currentThread());
          await(yieldNow());
          assertSame(caller, Thread.currentThread());
          return Task.done();
        });
  }

  @Test
  @Covers({"R2"})
  void exceptionThrownBeforeTheFirstAwaitIsRethrownItself() {
    var failure = new IOException("disk");

    Exception thrown =
        assertThrows(
            IOException.class,
            () ->
                run(
                    () -> {
                      throw failure;
                    }));

    assertSame(failure, thrown);
  }

  @Test
  @Covers({"R2"})
  void exceptionThrownAfterASuspensionIsRethrownItself() {
    var failure = new IOException("disk");

    assertSame(failure, assertThrows(IOException.class, () -> run(() -> failLater(failure))));
  }

  @Test
  @Covers({"R2"})
  void errorIsRethrownItself() {
    var failure = new AssertionError("broken");

    assertSame(failure, assertThrows(AssertionError.class, () -> run(() -> failLater(failure))));
  }

  @Test
  @Covers({"R2"})
  void failureOfAForeignStageIsRethrownWithoutItsWrappers() {
    var failure = new IOException("disk");
    var stage = new CompletableFuture<Void>();
    stage.completeExceptionally(new CompletionException(failure));

    assertSame(
        failure, assertThrows(IOException.class, () -> run(() -> stage.thenApply(done -> done))));
  }

  @Test
  @Covers({"R3"})
  void runInsideMainThrowsWithoutStartingTheCallable() {
    var steps = new Steps();

    run(
        () -> {
          steps.reach(1);
          assertThrows(IllegalStateException.class, () -> run(() -> mustNotStart(steps)));
          return Task.done();
        });

    steps.finish(2);
  }

  @Test
  @Covers({"R3"})
  void runInsideAResumedTaskThrowsWithoutStartingTheCallable() {
    var steps = new Steps();

    run(
        () -> {
          await(yieldNow());
          steps.reach(1);
          assertThrows(IllegalStateException.class, () -> run(() -> mustNotStart(steps)));
          return Task.done();
        });

    steps.finish(2);
  }

  @Test
  @Covers({"R3"})
  void runOfAnotherLoopInsideARunningLoopThrowsWithoutStartingTheCallable() {
    var steps = new Steps();
    try (var other = EventLoop.create()) {
      run(
          () -> {
            steps.reach(1);
            assertThrows(IllegalStateException.class, () -> other.run(() -> mustNotStart(steps)));
            return Task.done();
          });
    }

    steps.finish(2);
  }

  @Test
  @Covers({"R3"})
  void runInsideACallbackThrowsWithoutStartingTheCallable() {
    var steps = new Steps();
    try (var cranked = new CrankedLoop()) {
      cranked.loop.execute(
          () -> {
            steps.reach(1);
            assertThrows(IllegalStateException.class, () -> run(() -> mustNotStart(steps)));
            steps.reach(2);
          });
      cranked.turn();
    }

    steps.finish(3);
  }

  @Test
  @Covers({"R3"})
  void runWorksAgainAfterARefusedNestedRun() {
    run(
        () -> {
          assertThrows(IllegalStateException.class, () -> run(Task::done));
          return Task.done();
        });

    assertEquals(1, run(() -> Task.of(1)));
  }

  @Test
  @Covers({"R3"})
  void runOfALoopThatHasAThreadOfItsOwnThrowsWithoutStartingTheCallable() {
    var steps = new Steps();
    try (var loop = EventLoop.create().start()) {
      assertThrows(IllegalStateException.class, () -> loop.run(() -> mustNotStart(steps)));
    }

    steps.finish(1);
  }

  @Test
  @Covers({"R7"})
  void oneLoopRunsSeveralMains() {
    try (var loop = EventLoop.create()) {
      assertEquals(1, loop.run(() -> later(1)));
      assertEquals(2, loop.run(() -> later(2)));
    }
  }

  @Test
  @Covers({"R7"})
  void loopRunsOnAfterAMainThatFailed() {
    try (var loop = EventLoop.create()) {
      assertThrows(IOException.class, () -> loop.run(() -> failLater(new IOException())));
      assertEquals(2, loop.run(() -> later(2)));
    }
  }

  @Test
  @Covers({"R7"})
  void runAfterCloseThrowsWithoutStartingTheCallable() {
    var steps = new Steps();
    var loop = EventLoop.create();
    loop.close();

    assertThrows(RuntimeException.class, () -> loop.run(() -> mustNotStart(steps)));

    steps.finish(1);
  }

  @Test
  @Covers({"R7"})
  void closeTwiceIsANoOp() {
    var loop = EventLoop.create();
    loop.run(Task::done);
    loop.close();
    loop.close();
  }

  @Test
  @Covers({"R7"})
  void secondTryWithResourcesOnAClosedLoopThrows() {
    var loop = EventLoop.create();
    try (loop) {
      loop.run(Task::done);
    }

    assertThrows(
        RuntimeException.class,
        () -> {
          try (loop) {
            loop.run(Task::done);
          }
        });
  }

  @Test
  @Covers({"R12"})
  void mainThatReturnsNullThrowsNullPointerException() {
    var thrown = assertThrows(NullPointerException.class, () -> run(() -> null));

    assertTrue(String.valueOf(thrown.getMessage()).contains("null"), thrown::toString);
  }

  @Test
  @Covers({"R12"})
  void asyncMethodThatReturnsNullIsNamed() {
    var thrown = assertThrows(NullPointerException.class, () -> run(this::returnsNull));

    assertTrue(String.valueOf(thrown.getMessage()).contains("returnsNull"), thrown::toString);
  }

  @Test
  @Covers({"R12"})
  void asyncMethodThatReturnsNullAfterASuspensionIsNamed() {
    var thrown = assertThrows(NullPointerException.class, () -> run(this::returnsNullLater));

    assertTrue(String.valueOf(thrown.getMessage()).contains("returnsNullLater"), thrown::toString);
  }

  private static Task<Void> mustNotStart(Steps steps) {
    steps.reach(99);
    return Task.done();
  }

  @Async
  private static <T> Task<T> later(T value) {
    await(yieldNow());
    return Task.of(value);
  }

  @Async
  private static Task<Void> failLater(Throwable failure) throws Exception {
    await(yieldNow());
    await(Task.failed(failure));
    return Task.done();
  }

  @Async
  private Task<Void> returnsNull() {
    await(Task.done());
    return null;
  }

  @Async
  private Task<Void> returnsNullLater() {
    await(yieldNow());
    return null;
  }
}
