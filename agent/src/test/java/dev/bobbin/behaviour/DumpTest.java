package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.all;
import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.on;
import static dev.bobbin.Bobbin.shield;
import static dev.bobbin.Bobbin.sleep;
import static dev.bobbin.Bobbin.timeout;
import static dev.bobbin.Bobbin.yieldNow;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Joiner;
import dev.bobbin.Task;
import dev.bobbin.TaskDump;
import dev.bobbin.TaskGroup;
import dev.bobbin.sync.AsyncLock;
import dev.bobbin.sync.AsyncQueue;
import dev.bobbin.sync.AsyncReadWriteLock;
import dev.bobbin.sync.Permit;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a dump shows, as the text that a user reads. */
@Timeout(60)
class DumpTest {
  private final AsyncLock lock = new AsyncLock();
  private final AsyncLock other = new AsyncLock();
  private final AsyncQueue<Integer> queue = AsyncQueue.bounded(1);

  @Async
  private Task<Void> waitsFor(CompletionStage<?> stage) {
    await(stage);
    return Task.done();
  }

  @Async
  @SuppressWarnings("try") // permits are only held
  private Task<Void> holds(Duration time) {
    try (Permit permit = await(lock.acquire())) {
      await(sleep(time));
    }
    return Task.done();
  }

  @Async
  @SuppressWarnings("try") // permits are only held
  private Task<Void> takes(AsyncLock first, AsyncLock second) {
    try (Permit outer = await(first.acquire())) {
      await(yieldNow());
      try (Permit inner = await(second.acquire())) {
        await(yieldNow());
      }
    }
    return Task.done();
  }

  @Async
  private Task<Void> forks() {
    try (var group = TaskGroup.open(Joiner.<Object>awaitAll(), c -> c.withName("users"))) {
      group.fork(() -> waitsFor(sleep(Duration.ofSeconds(7)))).named("user 7");
      group.fork(() -> waitsFor(queue.take())).named("user 8");
      await(group.join());
    }
    return Task.done();
  }

  @Async
  private Task<Void> page(CompletionStage<?> stage) {
    Task<Void> shared = waitsFor(stage).named("shared");
    Task<Void> shielded = waitsFor(shield(shared)).named("shielded");
    Task<Void> limited = timeout(Duration.ofSeconds(5), () -> waitsFor(shared).named("limited"));
    await(all(List.of(shielded, limited)));
    return Task.done();
  }

  /** Tasks that were not named have numbers that depend on what ran before. */
  private static String numbered(Object dump) {
    Map<String, String> names = new LinkedHashMap<>();
    return Pattern.compile("task-\\d+")
        .matcher(dump.toString())
        .replaceAll(name -> names.computeIfAbsent(name.group(), n -> "task-" + (names.size() + 1)));
  }

  private static String withLines(String text) {
    return text.replaceAll("\\(DumpTest.java:\\d+\\)", "(DumpTest.java:LINE)");
  }

  @Test
  @Covers("J2")
  void theTreeLeadsThroughAllThatTasksAreBuiltOf() {
    try (var cranked = new CrankedLoop(builder -> builder.name("shop"))) {
      cranked.start(() -> page(new CompletableFuture<>()).named("page"));
      cranked.start(() -> forks().named("parent"));
      cranked.start(() -> holds(Duration.ofSeconds(9)).named("holder"));
      cranked.start(() -> holds(Duration.ofSeconds(9)).named("next"));

      assertEquals(
          """
          EventLoop[shop, open]
            task-1[fork, pending]
              holder[DumpTest.holds, pending at dev.bobbin.behaviour.DumpTest.holds(DumpTest.java:LINE)]
                task-2[sleep, due in PT9S, pending]
            task-3[fork, pending]
              next[DumpTest.holds, pending at dev.bobbin.behaviour.DumpTest.holds(DumpTest.java:LINE)]
                task-4[acquire AsyncLock[held by holder, 1 waiting], pending]\

            task-5[fork, pending]
              page[DumpTest.page, pending at dev.bobbin.behaviour.DumpTest.page(DumpTest.java:LINE)]
                task-6[all, 2 of 2 pending, pending]
                  shielded[DumpTest.waitsFor, pending at WAITS]
                    task-7[shield, pending]
                      shared[DumpTest.waitsFor, pending at WAITS], awaited by task-7, limited
                        task-8[stage CompletableFuture, pending]
                  task-9[timeout of PT5S, due in PT5S, pending]
                    limited[DumpTest.waitsFor, pending at WAITS]
                      shared[DumpTest.waitsFor, pending at WAITS], awaited by task-7, limited, see above
            task-10[fork, pending]
              parent[DumpTest.forks, pending at dev.bobbin.behaviour.DumpTest.forks(DumpTest.java:LINE)] in users
                task-11[join of users, pending]
                  user 7[fork in users, pending]
                    task-12[DumpTest.waitsFor, pending at WAITS] in users
                      task-13[sleep, due in PT7S, pending]
                  user 8[fork in users, pending]
                    task-14[DumpTest.waitsFor, pending at WAITS] in users
                      task-15[take from AsyncQueue[0 of 1, 1 taking, 0 putting], pending]\
          """
              .replace("WAITS", "dev.bobbin.behaviour.DumpTest.waitsFor(DumpTest.java:LINE)"),
          withLines(numbered(cranked.loop.dump())));
    }
  }

  @Async
  @SuppressWarnings("try") // permits are only held
  private Task<Void> reads(AsyncReadWriteLock table, CompletionStage<?> stage) {
    try (Permit permit = await(table.acquireRead())) {
      await(stage);
    }
    return Task.done();
  }

  @Async
  @SuppressWarnings("try") // permits are only held
  private Task<Void> writes(AsyncReadWriteLock table) {
    try (Permit permit = await(table.acquireWrite())) {
      await(yieldNow());
    }
    return Task.done();
  }

  @Test
  @Covers("J2")
  void whoReadsUnderALockIsNamed() {
    var table = new AsyncReadWriteLock();
    try (var cranked = new CrankedLoop(builder -> builder.name("shop"))) {
      var stage = new CompletableFuture<Void>();
      cranked.start(() -> waitsFor(all(readersAndWriter(table, stage))).named("main"));
      assertEquals(
          """
          EventLoop[shop, open]
            task-1[fork, pending]
              main[DumpTest.waitsFor, pending at WAITS]
                task-2[all, 3 of 3 pending, pending]
                  one[DumpTest.reads, pending at READS]
                    task-3[stage CompletableFuture, pending]
                  two[DumpTest.reads, pending at READS]
                    task-4[stage CompletableFuture, pending]
                  writer[DumpTest.writes, pending at WRITES]
                    task-5[acquire AsyncReadWriteLock[2 readers: one two, 1 waiting], pending]\
          """
              .replace("WAITS", "dev.bobbin.behaviour.DumpTest.waitsFor(DumpTest.java:LINE)")
              .replace("READS", "dev.bobbin.behaviour.DumpTest.reads(DumpTest.java:LINE)")
              .replace("WRITES", "dev.bobbin.behaviour.DumpTest.writes(DumpTest.java:LINE)"),
          withLines(numbered(cranked.loop.dump())));
      stage.complete(null);
      cranked.settle();
    }
  }

  private List<Task<Void>> readersAndWriter(AsyncReadWriteLock table, CompletionStage<?> stage) {
    return List.of(
        reads(table, stage).named("one"),
        reads(table, stage).named("two"),
        writes(table).named("writer"));
  }

  @Test
  @Covers("J2")
  void callsOnOtherThreadsAndTasksOfOtherLoopsAreToldAsSuch() {
    var returns = new CountDownLatch(1);
    try (var other = EventLoop.builder().name("other").build();
        var cranked = new CrankedLoop(builder -> builder.name("shop"))) {
      Task<Void> remote = other.fork(() -> sleep(Duration.ofHours(1))).named("remote");
      cranked.start(() -> waitsFor(remote).named("hops"));
      cranked.start(
          () ->
              waitsFor(on(new NamedThread("printer"), () -> returns.await(60, SECONDS)))
                  .named("calls"));
      Bounded.until(
          "the call runs", () -> cranked.loop.dump().toString().contains("call on thread"));
      assertEquals(
          """
          EventLoop[shop, open]
            task-1[fork, pending]
              calls[DumpTest.waitsFor, pending at WAITS]
                task-2[call on thread printer, pending]
            task-3[fork, pending]
              hops[DumpTest.waitsFor, pending at WAITS]
                task-4[task remote of EventLoop[other, open], pending]\
          """
              .replace("WAITS", "dev.bobbin.behaviour.DumpTest.waitsFor(DumpTest.java:LINE)"),
          withLines(numbered(cranked.loop.dump())));
      returns.countDown();
    }
  }

  private record NamedThread(String name) implements Executor {
    @Override
    public void execute(Runnable code) {
      Thread thread = new Thread(code, name);
      thread.setDaemon(true);
      thread.start();
    }
  }

  @Test
  @Covers("J2")
  void tasksThatHoldWhatTheOtherOneWantsAreNamedAsDeadlocked() {
    try (var cranked = new CrankedLoop()) {
      cranked.start(
          () -> {
            Task<Void> left = takes(lock, other).named("left");
            Task<Void> right = takes(other, lock).named("right");
            return waitsFor(all(List.of(left, right)));
          });
      cranked.start(() -> waitsFor(new CompletableFuture<>()).named("free"));
      TaskDump dump = cranked.loop.dump();

      assertEquals(1, dump.deadlocks().size(), dump::toString);
      assertEquals(
          List.of("left", "right"), dump.deadlocks().get(0).names().stream().sorted().toList());
      String text = dump.toString();
      assertTrue(text.contains("dead-locked: "), text);
      assertTrue(text.contains("cycle: left waits for itself"), text);
      for (TaskDump.Entry entry : dump.entries()) {
        boolean expected = entry.name().equals("left") || entry.name().equals("right");
        assertEquals(
            expected, entry.note().contains("dead-locked") || entry.note().contains("above"), text);
      }
    }
  }

  @Test
  @Covers("J2")
  void whatEndsByItselfIsNoDeadlock() {
    try (var cranked = new CrankedLoop()) {
      cranked.start(() -> timeout(Duration.ofSeconds(1), () -> takes(lock, lock).named("greedy")));
      TaskDump dump = cranked.loop.dump();

      assertEquals(List.of("greedy"), dump.deadlocks().get(0).names(), dump::toString);
      cranked.advance(Duration.ofSeconds(1));
      assertEquals(List.of(), cranked.loop.dump().deadlocks());
      assertEquals(List.of(), cranked.loop.dump().entries());
    }
  }

  @Test
  @Covers("J2")
  void aTaskBehindAShieldThatNobodyAwaitsIsShown() {
    try (var cranked = new CrankedLoop()) {
      var stage = new CompletableFuture<Void>();
      cranked.run(
          () -> {
            shield(waitsFor(stage).named("behind"));
            return Task.done();
          });
      String dump = cranked.loop.dump().toString();
      assertTrue(dump.contains("behind[DumpTest.waitsFor, pending at"), dump);
      stage.complete(null);
      cranked.settle();
    }
  }

  @Async
  private Task<Void> deep(int depth, CompletionStage<?> stage) {
    if (depth == 0) {
      await(stage);
    } else {
      await(deep(depth - 1, stage));
    }
    return Task.done();
  }

  @Test
  @Covers("J2")
  void aLongChainIsCutButForItsEnd() {
    try (var cranked = new CrankedLoop()) {
      var stage = new CompletableFuture<Void>();
      cranked.start(() -> deep(500, stage));
      TaskDump dump = cranked.loop.dump();

      assertEquals(102, dump.entries().size());
      assertEquals("... 402 more, the last of which is", dump.entries().get(100).toString());
      assertEquals("stage CompletableFuture", dump.entries().get(101).what());
      stage.complete(null);
      cranked.settle();
    }
  }

  @Test
  @Covers("J2")
  void whoAwaitsATaskAndHowFarItGotCanBeRead() {
    try (var cranked = new CrankedLoop()) {
      cranked.run(
          () -> {
            Task<Void> inner = waitsFor(yieldNow()).named("inner");
            Task<Void> outer = waitsFor(inner).named("outer");
            TaskDump dump = cranked.loop.dump();
            var entry =
                dump.entries().stream()
                    .filter(e -> e.name().equals("inner"))
                    .findFirst()
                    .orElseThrow();
            assertEquals(List.of("outer"), entry.awaitedBy());
            assertEquals("DumpTest.waitsFor", entry.what());
            assertTrue(dump.toString().contains("[yield, ready]"), dump::toString);
            return outer;
          });
    }
  }
}
