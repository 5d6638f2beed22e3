package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.behaviour.Outcome.failureOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a CancellationException tells: why, by whom, and where the task was waiting. */
@Timeout(60)
class CancellationMessageTest {

  private static CompletableFuture<String> gate() {
    return new CompletableFuture<>();
  }

  @Async
  private static Task<String> passesOn(CompletionStage<String> stage) {
    return Task.of(await(stage));
  }

  @Test
  @Covers("C12")
  void theMessageHasTheReasonAndTheCancellersName() {
    run(
        () -> {
          Task<String> task = passesOn(gate());
          Task.current().named("the boss");
          task.cancel("shop is closing");
          String message = await(failureOf(task)).getMessage();
          assertTrue(message.contains("shop is closing"), message);
          assertTrue(message.contains("the boss"), message);
          return Task.done();
        });
  }

  @Test
  @Covers({"C12", "C3"})
  void theReasonReachesEveryCallerOfTheChain() {
    run(
        () -> {
          Task<String> inner = passesOn(gate());
          Task<String> outer = passesOn(inner);
          outer.cancel("shop is closing");
          String seenByOuter = await(failureOf(outer)).getMessage();
          String seenByInner = await(failureOf(inner)).getMessage();
          assertTrue(seenByOuter.contains("shop is closing"), seenByOuter);
          assertTrue(seenByInner.contains("shop is closing"), seenByInner);
          return Task.done();
        });
  }

  @Test
  @Covers("C12")
  void cancelWithoutAReasonSaysAtLeastWhoCancelled() {
    run(
        () -> {
          Task<String> task = passesOn(gate());
          Task.current().named("the boss");
          task.cancel(true);
          String message = await(failureOf(task)).getMessage();
          assertTrue(message.contains("the boss"), message);
          return Task.done();
        });
  }

  private int innerLine;
  private int outerLine;

  private static int here() {
    return StackWalker.getInstance()
        .walk(frames -> frames.skip(1).findFirst().orElseThrow().getLineNumber());
  }

  @Async
  private Task<String> waitsInside(CompletionStage<String> stage) {
    innerLine = here() + 1;
    String value = await(stage);
    return Task.of(value);
  }

  @Async
  private Task<String> waitsOutside(CompletionStage<String> stage) {
    outerLine = here() + 1;
    String value = await(waitsInside(stage));
    return Task.of(value);
  }

  private static void assertNames(Throwable failure, String method, int line) {
    assertEquals(
        List.of(line),
        List.of(failure.getStackTrace()).stream()
            .filter(element -> element.getMethodName().equals(method))
            .map(StackTraceElement::getLineNumber)
            .toList(),
        () -> "lines of " + method + " in " + List.of(failure.getStackTrace()));
  }

  @Test
  @Covers("C21")
  void theStackTraceNamesTheInterruptedAwaitAndItsCallersOnce() {
    run(
        () -> {
          Task<String> task = waitsOutside(gate());
          task.cancel("unwanted");
          Throwable failure = await(failureOf(task));
          assertNames(failure, "waitsInside", innerLine);
          assertNames(failure, "waitsOutside", outerLine);
          return Task.done();
        });
  }

  @Test
  @Covers("C21")
  void whereCancelWasCalledIsToldInDebugModeOnly() {
    for (boolean debug : new boolean[] {false, true}) {
      try (EventLoop loop = EventLoop.builder().debug(debug).build()) {
        Throwable failure = loop.run(() -> failureOf(cancelledHere()));
        assertEquals(
            debug,
            List.of(failure.getStackTrace()).stream()
                .anyMatch(element -> element.getMethodName().equals("cancelledHere")),
            () -> "debug " + debug + ": " + List.of(failure.getStackTrace()));
        assertNames(failure, "waitsInside", innerLine);
      }
    }
  }

  private Task<String> cancelledHere() {
    Task<String> task = waitsOutside(gate());
    task.cancel("unwanted");
    return task;
  }
}
