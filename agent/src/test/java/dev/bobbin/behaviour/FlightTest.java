package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.sync.AsyncLock;
import dev.bobbin.sync.Permit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What loops tell the flight recorder. */
@Timeout(120)
class FlightTest {
  @TempDir Path directory;
  private final Recording recording = new Recording();
  private final AsyncLock lock = new AsyncLock();

  @AfterEach
  void end() {
    recording.close();
  }

  /** Runs the program until the recording, which takes a while to begin, has what is looked for. */
  private RecordedEvent recorded(Runnable program, String event, Predicate<RecordedEvent> wanted) {
    List<RecordedEvent> found = new ArrayList<>();
    Bounded.until(
        event + " is recorded",
        () -> {
          program.run();
          events(event).stream().filter(wanted).forEach(found::add);
          return !found.isEmpty();
        });
    return found.get(0);
  }

  private List<RecordedEvent> events(String name) {
    try {
      Path file = Files.createTempFile(directory, "loops", ".jfr");
      recording.dump(file);
      return RecordingFile.readAllEvents(file).stream()
          .filter(event -> event.getEventType().getName().equals(name))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Async
  private Task<Void> holds(Duration time) {
    try (Permit permit = await(lock.acquire())) {
      assertTrue(permit.toString().contains("held"));
      await(sleep(time));
    }
    return Task.done();
  }

  @Async
  private Task<Void> caller(Duration time) {
    await(holds(time));
    return Task.done();
  }

  @Async
  private Task<Void> two() {
    Task<Void> first = caller(Duration.ofMillis(5)).named("first");
    Task<Void> second = caller(Duration.ofMillis(5)).named("second");
    await(first);
    await(second);
    return Task.done();
  }

  @Async
  private Task<Void> fails() {
    await(yieldNow());
    throw new IllegalStateException("boom");
  }

  private void run(dev.bobbin.AsyncCallable<Void> main) {
    try (var loop = EventLoop.builder().name("recorded").build()) {
      loop.run(main);
    }
  }

  @Test
  @Covers("J6")
  void anAwaitThatTakesLongIsRecordedWithWhatItWaitedFor() {
    recording.enable("dev.bobbin.Suspension").withThreshold(Duration.ofMillis(1));
    recording.start();
    RecordedEvent event =
        recorded(
            () -> run(this::two),
            "dev.bobbin.Suspension",
            e -> e.getString("waitsFor").startsWith("acquire AsyncLock["));

    assertEquals("recorded", event.getString("loop"));
    assertTrue(
        event.getString("at").startsWith("dev.bobbin.behaviour.FlightTest.holds(FlightTest.java:"),
        event::toString);
    assertTrue(
        event.getString("awaitedBy").startsWith("dev.bobbin.behaviour.FlightTest.caller("),
        event::toString);
    assertTrue(event.getDuration().compareTo(Duration.ofMillis(1)) >= 0, event::toString);
    assertTrue(
        events("dev.bobbin.Suspension").stream()
            .anyMatch(e -> e.getString("waitsFor").equals("sleep")),
        "the sleep");
  }

  @Test
  @Covers("J6")
  void aTaskIsRecordedWithItsEnd() {
    recording.enable("dev.bobbin.Task").withoutThreshold();
    recording.start();
    Runnable program =
        () ->
            run(
                () -> {
                  await(two().named("well"));
                  await(Outcome.failureOf(fails().named("badly")));
                  return Task.done();
                });
    RecordedEvent well =
        recorded(program, "dev.bobbin.Task", e -> e.getString("task").equals("well"));
    RecordedEvent badly =
        recorded(program, "dev.bobbin.Task", e -> e.getString("task").equals("badly"));

    assertEquals("FlightTest.two", well.getString("runs"));
    assertEquals("done", well.getString("outcome"));
    assertTrue(well.getDuration().compareTo(Duration.ofMillis(5)) >= 0, well::toString);
    assertEquals("failed", badly.getString("outcome"));
    assertEquals("java.lang.IllegalStateException: boom", badly.getString("failure"));
  }

  @Async
  private Task<Void> blocks() {
    await(yieldNow());
    keepsTheLoop();
    return Task.done();
  }

  private static void keepsTheLoop() {
    long end = System.nanoTime() + 60_000_000;
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  @Covers("J6")
  void aSlowStepIsRecordedWithItsStack() {
    recording.enable("dev.bobbin.SlowStep").withThreshold(Duration.ofMillis(20));
    recording.start();
    RecordedEvent event =
        recorded(
            () -> run(() -> blocks().named("slow")),
            "dev.bobbin.SlowStep",
            e -> e.getString("task").equals("slow[FlightTest.blocks]"));

    assertTrue(event.getDuration().compareTo(Duration.ofMillis(20)) >= 0, event::toString);
    assertTrue(
        event
            .getString("blockedAt")
            .contains("dev.bobbin.behaviour.FlightTest.keepsTheLoop(FlightTest.java:"),
        event::toString);
    assertTrue(event.getString("blockedAt").contains("FlightTest.blocks("), event::toString);
  }

  @Async
  private static Task<Void> waitsFor(CompletableFuture<Void> stage) {
    await(stage);
    return Task.done();
  }

  @Test
  @Covers("J6")
  void loopsAndWhatLivesInThemAreRecordedAgainAndAgainAlsoOfALoopThatSleeps() {
    try (var loop = EventLoop.builder().name("sleeper").build().start()) {
      var stage = new CompletableFuture<Void>();
      var suspended = new CountDownLatch(1);
      loop.execute(
          () -> {
            waitsFor(stage).named("patient");
            suspended.countDown();
          });
      Bounded.await(suspended, loop);
      recording.enable("dev.bobbin.Loop").withPeriod(Duration.ofMillis(20));
      recording.enable("dev.bobbin.LiveTask").withPeriod(Duration.ofMillis(20));
      recording.start();

      RecordedEvent live =
          recorded(() -> {}, "dev.bobbin.LiveTask", e -> e.getString("task").equals("patient"));
      assertEquals("FlightTest.waitsFor", live.getString("runs"));
      assertEquals("pending", live.getString("state"));
      assertEquals("stage CompletableFuture", live.getString("waitsFor"));
      assertTrue(live.getString("at").contains("FlightTest.waitsFor(FlightTest.java:"));

      RecordedEvent statistics =
          recorded(
              () -> loop.execute(() -> {}),
              "dev.bobbin.Loop",
              e -> e.getString("loop").equals("sleeper") && e.getLong("steps") > 0);
      assertEquals(1, statistics.getInt("live"));
      assertEquals(0, statistics.getInt("timers"));
      assertTrue(statistics.getLong("turns") > 0);
      assertTrue(statistics.getLong("posts") > 0);
      stage.complete(null);
    }
  }

  /** More of them than there are seconds to wait for: the recorder asks all at once. */
  @Test
  @Covers("J6")
  void loopsThatDoNotAnswerDoNotHideTheOthers() {
    var hosts = new ArrayList<HandHost>();
    var stuck = new ArrayList<EventLoop>();
    for (int i = 0; i < 30; i++) {
      var host = new HandHost();
      EventLoop loop = EventLoop.on(host);
      loop.execute(() -> {});
      host.pump();
      hosts.add(host);
      stuck.add(loop);
    }
    try (var loop = EventLoop.builder().name("sleeper").build().start()) {
      var stage = new CompletableFuture<Void>();
      loop.execute(() -> waitsFor(stage).named("patient"));
      recording.enable("dev.bobbin.LiveTask").withPeriod(Duration.ofMillis(20));
      recording.start();

      recorded(() -> {}, "dev.bobbin.LiveTask", e -> e.getString("task").equals("patient"));
      stage.complete(null);
    }
    for (int i = 0; i < hosts.size(); i++) {
      var closed = stuck.get(i).shutdown(Duration.ZERO).toCompletableFuture();
      hosts.get(i).pumpUntil(closed::isDone);
    }
  }

  @Test
  @Covers("J6")
  void whatIsNotEnabledIsNotRecorded() {
    recording.enable("dev.bobbin.Task").withoutThreshold();
    recording.disable("dev.bobbin.Suspension");
    recording.start();
    recorded(() -> run(this::two), "dev.bobbin.Task", e -> true);
    assertEquals(List.of(), events("dev.bobbin.Suspension"));
  }
}
