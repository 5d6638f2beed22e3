package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.AsyncCallable;
import dev.bobbin.Joiner;
import dev.bobbin.Task;
import dev.bobbin.TaskGroup;
import dev.bobbin.TaskGroup.FailedException;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a group's joiner makes of its forks. */
@Timeout(60)
class JoinerTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Forks forks = new Forks();

  @Async
  private static <T, R> Task<R> joined(Joiner<T, R> joiner, List<AsyncCallable<T>> ops) {
    try (var group = TaskGroup.open(joiner)) {
      for (AsyncCallable<T> op : ops) {
        group.fork(op);
      }
      return Task.of(await(group.join()));
    }
  }

  @Test
  @Covers("G20")
  void allSuccessfulGivesTheForksInTheirOrder() {
    try (var cranked = new CrankedLoop()) {
      Task<Stream<Task<String>>> task =
          cranked.start(
              () ->
                  joined(
                      Joiner.<String>allSuccessfulOrThrow(),
                      List.of(
                          () -> Forks.after(SECOND, "slow"),
                          () -> Task.of("at once"),
                          () -> Forks.after(Duration.ZERO, "fast"))));
      cranked.advance(SECOND);

      assertEquals(List.of("slow", "at once", "fast"), task.join().map(Task::resultNow).toList());
    }
  }

  @Test
  @Covers("G20")
  void allSuccessfulThrowsTheFirstFailure() {
    var failure = new IOException("disk");
    try (var cranked = new CrankedLoop()) {
      Task<?> task =
          cranked.start(
              () ->
                  joined(
                      Joiner.<Object>allSuccessfulOrThrow(),
                      List.of(() -> notesEnd("other"), () -> Task.failed(failure))));

      assertSame(failure, Ended.failureOf(task, FailedException.class).getCause());
      assertEquals(List.of("other cancelled"), forks.notes);
    }
  }

  @Test
  @Covers({"G20", "G23"})
  void awaitAllCancelsNothingOnFailureWhichIsSeenInTheForkOnly() {
    try (var cranked = new CrankedLoop()) {
      Task<String> task = cranked.start(this::supervises);
      cranked.advance(SECOND);

      Ended.assertValue("FAILED disk, other", task);
      assertEquals(List.of(), cranked.reports);
    }
  }

  @Async
  private Task<String> supervises() {
    try (var group = TaskGroup.open(Joiner.<Object>awaitAll())) {
      Task<Void> failed =
          group.fork(() -> forks.failing(Duration.ZERO, new IOException("disk")).call());
      Task<String> other = group.fork(() -> Forks.after(SECOND, "other"));
      await(Forks.after(Duration.ofMillis(1), "the block is not interrupted"));
      await(group.join());
      return Task.of("FAILED " + failed.exceptionNow().getMessage() + ", " + other.resultNow());
    }
  }

  @Test
  @Covers("G20")
  void anySuccessfulGivesTheFirstSuccessAndCancelsTheRest() {
    try (var cranked = new CrankedLoop()) {
      Task<String> task =
          cranked.start(
              () ->
                  joined(
                      Joiner.<String>anySuccessfulResultOrThrow(),
                      List.of(
                          () -> Task.failed(new IOException("first")),
                          () -> forks.stuck("slow").call(),
                          () -> Forks.after(SECOND, "winner"))));
      cranked.advance(SECOND);

      Ended.assertValue("winner", task);
      assertEquals(List.of("slow cancelled"), forks.notes);
    }
  }

  @Test
  @Covers("G20")
  void anySuccessfulFailsWithTheFirstFailureIfAllFail() {
    var first = new IOException("first");
    var second = new IOException("second");
    try (var cranked = new CrankedLoop()) {
      Task<Object> task =
          cranked.start(
              () ->
                  joined(
                      Joiner.anySuccessfulResultOrThrow(),
                      List.of(() -> Task.failed(first), () -> Task.failed(second))));

      FailedException failed = Ended.failureOf(task, FailedException.class);
      assertSame(first, failed.getCause());
      assertEquals(List.of(second), List.of(failed.getSuppressed()));
    }
  }

  @Test
  @Covers("G20")
  void anySuccessfulOfNothingFails() {
    try (var cranked = new CrankedLoop()) {
      Task<Object> task =
          cranked.start(() -> joined(Joiner.anySuccessfulResultOrThrow(), List.of()));

      assertInstanceOf(
          NoSuchElementException.class, Ended.failureOf(task, FailedException.class).getCause());
    }
  }

  @Test
  @Covers("G20")
  void allUntilEndsWhenThePredicateIsTrueOfAFork() {
    try (var cranked = new CrankedLoop()) {
      Task<Stream<Task<String>>> task =
          cranked.start(
              () ->
                  joined(
                      Joiner.<String>allUntil(Task::isCancelled),
                      List.of(
                          () -> Forks.after(Duration.ZERO, "a"),
                          () -> cancelsItself(),
                          () -> forks.stuck("rest").call())));

      assertEquals(List.of(false, true, true), task.join().map(Task::isCancelled).toList());
      assertEquals(List.of("rest cancelled"), forks.notes);
    }
  }

  @Async
  private static Task<String> cancelsItself() {
    Task.current().cancel("enough");
    await(yieldNow());
    await(yieldNow());
    return Task.of("not cancelled");
  }

  private static final class Noting implements Joiner<String, String> {
    final List<String> calls = new ArrayList<>();
    final List<Task<?>> forked = new ArrayList<>();

    @Override
    public boolean onFork(Task<? extends String> task) {
      calls.add("fork " + task.isDone());
      forked.add(task);
      return false;
    }

    @Override
    public boolean onComplete(Task<? extends String> task) {
      calls.add("complete " + forked.indexOf(task) + " " + task.isDone());
      return task.isCancelled();
    }

    @Override
    public String result() throws IOException {
      calls.add("result");
      throw new IOException("result");
    }
  }

  @Test
  @Covers("G20")
  void aJoinerOfOnesOwnIsAskedOnceForEachForkInTheOrderOfEvents() {
    var noting = new Noting();
    try (var cranked = new CrankedLoop()) {
      Task<String> task =
          cranked.start(
              () ->
                  joined(
                      noting,
                      List.of(
                          () -> Forks.after(SECOND, "slow"),
                          () -> Task.of("at once"),
                          () -> Forks.after(Duration.ZERO, "fast"))));
      cranked.advance(SECOND);

      assertEquals("result", Ended.failureOf(task, FailedException.class).getCause().getMessage());
      assertEquals(
          List.of(
              "fork false",
              "fork false",
              "complete 1 true",
              "fork false",
              "complete 2 true",
              "complete 0 true",
              "result"),
          noting.calls);
    }
  }

  @Test
  @Covers("G20")
  void aJoinerThatThrowsFailsTheGroup() {
    try (var cranked = new CrankedLoop()) {
      Task<String> task =
          cranked.start(
              () ->
                  joined(
                      new Joiner<String, String>() {
                        @Override
                        public boolean onComplete(Task<? extends String> ended) {
                          throw new IllegalStateException("broken");
                        }

                        @Override
                        public String result() {
                          return "not asked";
                        }
                      },
                      List.of(() -> forks.stuck("fork").call(), () -> Task.of("at once"))));

      assertEquals("broken", Ended.failureOf(task, FailedException.class).getCause().getMessage());
      assertEquals(List.of("fork cancelled"), forks.notes);
    }
  }

  @Test
  @Covers("G20")
  void aJoinerThatNeedsNoMoreKeepsAForkFromBeginning() {
    try (var cranked = new CrankedLoop()) {
      Task<String> task =
          cranked.start(
              () ->
                  joined(
                      new Joiner<String, String>() {
                        @Override
                        public boolean onFork(Task<? extends String> fork) {
                          return true;
                        }

                        @Override
                        public String result() {
                          return "without any";
                        }
                      },
                      List.of(() -> Task.of(noted("begun")))));

      Ended.assertValue("without any", task);
      assertEquals(List.of(), forks.notes);
    }
  }

  @Async
  private Task<Object> notesEnd(String name) throws Exception {
    return Task.of(await(forks.stuck(name).call()));
  }

  private String noted(String text) {
    forks.notes.add(text);
    return text;
  }

  @Test
  @Covers("G21")
  void forksThatHaveEndedAreLetGoOfAtOnce() {
    try (var cranked = new CrankedLoop()) {
      var ended = new ArrayList<WeakReference<Task<?>>>();
      Task<Void> task = cranked.start(() -> forksShortOnes(ended));
      cranked.advance(SECOND);
      assertEquals(20_000, ended.size());
      Bounded.untilCollected(ended, cranked.loop);
      assertTrue(cranked.loop.tasks().size() < 10);
      task.cancel("enough");
      cranked.settle();
    }
  }

  @Async
  private Task<Void> forksShortOnes(List<WeakReference<Task<?>>> ended) {
    try (var group = TaskGroup.open()) {
      for (int i = 0; i < 10_000; i++) {
        ended.add(new WeakReference<>(group.fork(() -> Task.of(new byte[10]))));
        ended.add(new WeakReference<>(group.fork(() -> Forks.after(Duration.ZERO, "short"))));
      }
      group.fork(() -> forks.stuck("long").call());
      await(group.join());
    }
    return Task.done();
  }
}
