package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.all;
import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.settle;
import static dev.bobbin.Bobbin.shield;
import static dev.bobbin.Bobbin.sleep;
import static dev.bobbin.Bobbin.timeout;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.AsyncCallable;
import dev.bobbin.Deadline;
import dev.bobbin.Task;
import dev.bobbin.TaskGroup;
import dev.bobbin.stream.AsyncStream;
import dev.bobbin.stream.Emitter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stack traces that lead through awaits, as the text that a user reads. */
@Timeout(60)
class TraceTest {
  private static int check(int value) {
    if (value > 0) {
      throw new IllegalStateException("boom");
    }
    return value;
  }

  @Async
  private Task<Integer> leaf() {
    await(yieldNow());
    return Task.of(check(1));
  }

  @Async
  private Task<Integer> leaf$2() {
    await(yieldNow());
    return Task.of(check(1));
  }

  @Async
  private Task<Integer> caller() {
    int value = await(leaf());
    return Task.of(value);
  }

  @Async
  private Task<Integer> throughAll() {
    return Task.of(await(all(List.of(caller(), caller()))).get(0));
  }

  @Async
  private Task<Integer> throughTimeout() {
    return Task.of(await(timeout(Duration.ofSeconds(5), this::throughAll)));
  }

  @Async
  private Task<Integer> throughShield() {
    return Task.of(await(shield(throughTimeout())));
  }

  @Async
  private Task<Void> throughGroup() {
    try (var group = TaskGroup.open()) {
      group.fork(this::throughShield);
      await(group.join());
    }
    return Task.done();
  }

  @Async
  private Task<Void> emits(Emitter<Integer> emitter) {
    await(emitter.emit(1));
    await(caller());
    return Task.done();
  }

  @Async
  private Task<Void> throughStream() {
    try (var elements = AsyncStream.<Integer>generate(this::emits).map(x -> x + 1).iterator()) {
      while (await(elements.hasNext())) {
        elements.next();
      }
    }
    return Task.done();
  }

  @Async
  private Task<Integer> throughEager() {
    if (getClass().getName().isEmpty()) {
      await(yieldNow());
    }
    return Task.of(check(1));
  }

  @Async
  Task<Integer> throughCallOfEager() {
    return Task.of(await(throughEager()));
  }

  @Async
  private Task<Integer> throughEagerInAll() {
    return Task.of(await(all(List.of(throughCallOfEager(), caller()))).get(0));
  }

  @Async
  private Task<Integer> throughResumed() {
    await(yieldNow());
    return Task.of(await(throughCallOfEager()));
  }

  @Async
  private Task<Integer> throughTwo() {
    return Task.of(await(throughResumed()));
  }

  @Async
  private Task<Void> throughMerged() {
    try (var elements =
        AsyncStream.of(1).flatMap(2, x -> AsyncStream.<Integer>generate(this::emits)).iterator()) {
      while (await(elements.hasNext())) {
        elements.next();
      }
    }
    return Task.done();
  }

  @Async
  private Task<Integer> deep(int depth) {
    return Task.of(depth == 0 ? await(leaf()) : await(deep(depth - 1)));
  }

  @Async
  private Task<Integer> throughTurns(int turns) {
    for (int i = 0; i < turns; i++) {
      await(yieldNow());
    }
    return Task.of(check(1));
  }

  @Async
  private Task<Integer> throughCallOfTurns(int turns) {
    return Task.of(await(throughTurns(turns)));
  }

  /** Done, by a thread that knows nothing of who will await it. */
  private static CompletableFuture<Integer> failedElsewhere() {
    CompletableFuture<Integer> failed = CompletableFuture.supplyAsync(() -> check(1));
    assertThrows(CompletionException.class, failed::join);
    return failed;
  }

  @Async
  private Task<Integer> throughDone() {
    return Task.of(await(failedElsewhere()));
  }

  @Async
  private Task<Integer> throughDoneLater() {
    await(yieldNow());
    return Task.of(await(throughDone()));
  }

  @Async
  private Task<Integer> throughDoneTask() {
    Task<Integer> failed = leaf();
    await(settle(List.of(failed)));
    await(yieldNow());
    return Task.of(await(failed));
  }

  @Async
  private Task<Integer> throughDropped() {
    Task<Integer> failed = leaf();
    for (int i = 0; i < 3; i++) {
      await(yieldNow());
    }
    return Task.of(await(failed));
  }

  @Async
  private Task<Integer> throughBoth(AsyncCallable<Integer> operation) throws Exception {
    await(yieldNow());
    return Task.of(await(operation.call()));
  }

  @Async
  @SuppressWarnings("try") // the limit is there to be over
  private Task<Integer> throughDeadline() {
    try (var limit = Deadline.after(Duration.ofMillis(1))) {
      await(sleep(Duration.ofDays(1)));
    }
    return Task.of(1);
  }

  @Async
  private Task<Integer> throughNull() {
    CompletionStage<Integer> none = getClass().getName().isEmpty() ? leaf() : null;
    return Task.of(await(none));
  }

  private static <T> Throwable failureOf(AsyncCallable<T> operation) {
    try (var cranked = new CrankedLoop()) {
      Task<T> task = cranked.start(operation);
      return Ended.failureOf(task, Throwable.class);
    }
  }

  /** The trace as printed, up to the test itself, without the numbers of lines. */
  private static String text(Throwable failure) {
    Stream<String> lines =
        Arrays.stream(failure.getStackTrace())
            .takeWhile(line -> !line.getMethodName().equals("lambda$start$0"))
            .filter(line -> isOfTest(line) || isMarker(line) || isMachinery(line))
            .map(line -> "at " + line.toString().replaceAll(":\\d+\\)", ")"));
    String prefix = "at dev.bobbin.behaviour.TraceTest.";
    return failure
        + lines
            .map(line -> "\n  " + line.replace(prefix, "at "))
            .filter(line -> !line.contains("failureOf") && !line.contains("TraceTest()"))
            .collect(Collectors.joining());
  }

  private static boolean isOfTest(StackTraceElement line) {
    List<String> own = List.of("check", "leaf", "caller", "emits", "deep");
    return line.getClassName().equals(TraceTest.class.getName())
        && (own.contains(line.getMethodName()) || line.getMethodName().startsWith("through"));
  }

  private static boolean isMarker(StackTraceElement line) {
    return line.getClassName().equals("dev.bobbin");
  }

  private static boolean isMachinery(StackTraceElement line) {
    return !line.getClassName().startsWith("dev.bobbin.behaviour.")
            && line.getClassName().startsWith("dev.bobbin.")
        || line.getClassName().contains("$frame$");
  }

  private static final String THROUGH_THREE =
      """
      java.lang.IllegalStateException: boom
        at check(TraceTest.java)
        at leaf(TraceTest.java)
        at dev.bobbin.await(async callers)
        at caller(TraceTest.java)
        at throughAll(TraceTest.java)
        at throughTimeout(TraceTest.java)
        at throughShield(TraceTest.java)\
      """;

  @Test
  @Covers("J3")
  void theCallersFollowInOrderThroughAllTimeoutAndShield() {
    assertEquals(THROUGH_THREE, text(failureOf(this::throughShield)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 100})
  @Covers("J3")
  void whoRunsTheLoopComesBehindTheAsyncCallers(int turns) {
    assertEquals(
        List.of("check", "throughTurns", "await", "throughCallOfTurns", "linesOfRun"),
        linesOfRun(() -> throughCallOfTurns(turns)));
  }

  @Test
  @Covers("J3")
  void whatWasDoneBeforeItWasAwaitedShowsWhoAwaitsIt() {
    assertEquals(
        List.of("check", "await", "throughDone", "throughBoth"),
        linesOfRun(() -> throughBoth(this::throughDone)),
        "failed on another thread, which is no part of this one's run");
    assertEquals(
        List.of("check", "await", "throughDone", "throughDoneLater", "throughBoth"),
        linesOfRun(() -> throughBoth(this::throughDoneLater)));
    assertEquals(
        List.of("check", "leaf", "await", "throughDropped", "throughBoth", "linesOfRun"),
        linesOfRun(() -> throughBoth(this::throughDropped)),
        "a task that failed before anybody awaited it");
    assertEquals(
        List.of("check", "leaf", "await", "throughDoneTask", "throughBoth", "linesOfRun"),
        linesOfRun(() -> throughBoth(this::throughDoneTask)),
        "one that was looked at before");
  }

  @Test
  @Covers("J3")
  void whatAnAwaitItselfThrowsBeginsWithItsLine() {
    assertEquals(
        List.of("throughDeadline", "await", "throughBoth", "linesOfRun"),
        linesOfRun(() -> throughBoth(this::throughDeadline)));
    assertEquals(
        List.of("throughNull", "throughBoth", "linesOfRun"),
        linesOfRun(() -> throughBoth(this::throughNull)));
  }

  /** The methods in the trace of what fails on a loop of its own: the test's, and machinery. */
  private static List<String> linesOfRun(AsyncCallable<Integer> operation) {
    Throwable failure = assertThrows(RuntimeException.class, () -> run(operation));
    return Arrays.stream(failure.getStackTrace())
        .filter(
            line ->
                isOfTest(line)
                    || isMarker(line)
                    || isMachinery(line)
                    || line.getMethodName().equals("linesOfRun"))
        .map(StackTraceElement::getMethodName)
        .toList();
  }

  @Test
  @Covers("J3")
  void aGroupsFailureHasTheLineOfTheJoinAndItsCauseTheWholeWay() {
    Throwable failure = failureOf(this::throughGroup);
    assertEquals(
        """
        dev.bobbin.TaskGroup$FailedException: java.lang.IllegalStateException: boom
          at dev.bobbin.await(async callers)
          at throughGroup(TraceTest.java)\
        """,
        text(failure));
    assertEquals(THROUGH_THREE + "\n  at throughGroup(TraceTest.java)", text(failure.getCause()));
  }

  @Test
  @Covers("J3")
  void aStreamLeadsFromItsCodeToWhoReadsIt() {
    assertEquals(
        """
        java.lang.IllegalStateException: boom
          at check(TraceTest.java)
          at leaf(TraceTest.java)
          at dev.bobbin.await(async callers)
          at caller(TraceTest.java)
          at emits(TraceTest.java)
          at throughStream(TraceTest.java)\
        """,
        text(failureOf(this::throughStream)));
  }

  @Test
  @Covers("J3")
  void mergedStreamsLeadToTheirReaderAsWell() {
    assertEquals(
        """
        java.lang.IllegalStateException: boom
          at check(TraceTest.java)
          at leaf(TraceTest.java)
          at dev.bobbin.await(async callers)
          at caller(TraceTest.java)
          at emits(TraceTest.java)
          at throughMerged(TraceTest.java)\
        """,
        text(failureOf(this::throughMerged)));
  }

  private static final String EAGER =
      """
      java.lang.IllegalStateException: boom
        at check(TraceTest.java)
        at throughEager(TraceTest.java)
        at throughCallOfEager(TraceTest.java)\
      """;

  @Test
  @Covers("J3")
  void whatFailsBeforeItSuspendsHasEachMethodOnce() {
    assertEquals(EAGER, text(failureOf(this::throughCallOfEager)));
    assertEquals(
        EAGER, text(assertThrows(IllegalStateException.class, throughCallOfEager()::join)));
  }

  @Test
  @Covers("J3")
  void aCallerThatSuspendedAfterTheFailureIsNoCallerTwice() {
    assertEquals(
        EAGER + "\n  at throughEagerInAll(TraceTest.java)",
        text(failureOf(this::throughEagerInAll)));
  }

  @Test
  @Covers("J3")
  void whatFailsInAStepHasTheStepsFramesThenTheCallers() {
    assertEquals(
        EAGER
            + "\n  at throughResumed(TraceTest.java)"
            + "\n  at dev.bobbin.await(async callers)"
            + "\n  at throughTwo(TraceTest.java)",
        text(failureOf(this::throughTwo)));
  }

  @Test
  @Covers("J3")
  void joinedFromAnotherThreadItHasNoMachineryEither() {
    try (var loop = dev.bobbin.EventLoop.create().start()) {
      Task<Integer> task = loop.fork(this::throughCallOfEager);
      assertEquals(EAGER, text(assertThrows(IllegalStateException.class, task::join)));
    }
  }

  @Test
  @Covers("J3")
  void manyAwaitsAddEachCallerOnce() {
    String text = text(failureOf(() -> deep(20)));
    assertEquals(21, text.split("at deep\\(").length - 1, text);
    assertEquals(1, text.split("async callers").length - 1, text);
  }

  @Test
  @Covers("J3")
  void awaitedOnceMoreItStaysAsItWas() {
    try (var cranked = new CrankedLoop()) {
      Task<Integer> task = cranked.start(this::caller);
      Throwable failure = Ended.failureOf(task, IllegalStateException.class);
      String before = text(failure);
      Throwable again =
          Ended.failureOf(
              cranked.start(() -> timeout(Duration.ofSeconds(1), () -> awaits(task))),
              IllegalStateException.class);
      assertSame(failure, again);
      assertEquals(before, text(again));
      assertTrue(before.contains("at caller("), before);
    }
  }

  /** Eclipse's compiler gives such names to lambdas. */
  @Test
  @Covers("J3")
  void aMethodWithASignInItsNameShowsNoMachineryEither() {
    assertEquals(
        "java.lang.IllegalStateException: boom\n  at check(TraceTest.java)",
        text(failureOf(this::leaf$2)));
  }

  @Async
  private Task<Integer> awaits(Task<Integer> task) {
    await(yieldNow());
    return Task.of(await(task));
  }

  @Test
  @Covers("J3")
  void theMachineryIsShownOnRequest() {
    assertFalse(
        Arrays.stream(failureOf(this::caller).getStackTrace()).anyMatch(TraceTest::isMachinery));
    System.setProperty("bobbin.trace", "full");
    try {
      assertTrue(
          Arrays.stream(failureOf(this::caller).getStackTrace())
              .anyMatch(line -> line.getClassName().contains("leaf$frame$")));
    } finally {
      System.clearProperty("bobbin.trace");
    }
  }
}
