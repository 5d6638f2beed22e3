package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.AsyncCloseable;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Where {@code close} of an AsyncCloseable is an await, where it blocks, and where neither. */
@Timeout(60)
@SuppressWarnings("try") // a resource is there to be closed
class AsyncCloseTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final List<String> notes = new ArrayList<>();

  /** Takes a second to close. */
  private final class Slow implements AsyncCloseable {
    @Override
    @Async
    public Task<Void> closeAsync() {
      notes.add("closing");
      await(sleep(SECOND));
      notes.add("closed");
      return Task.done();
    }
  }

  @Test
  @Covers("G15")
  void closeInAsyncCodeSuspendsAndOthersRunMeanwhile() {
    try (var cranked = new CrankedLoop()) {
      Task<String> task = cranked.start(this::uses);
      cranked.loop.execute(() -> notes.add("other"));
      cranked.settle();
      assertFalse(task.isDone());
      cranked.advance(SECOND);

      Ended.assertValue("value", task);
      assertEquals(List.of("closing", "other", "closed"), notes);
    }
  }

  @Async
  private Task<String> uses() throws Exception {
    try (AutoCloseable resource = new Slow()) {
      return Task.of("value");
    }
  }

  @Test
  @Covers("G16")
  void cancelDoesNotInterruptTheCloseAndIsDeliveredBehindIt() {
    try (var cranked = new CrankedLoop()) {
      Task<String> task = cranked.start(this::usesThenWaits);
      task.cancel("unwanted");
      cranked.settle();
      assertEquals(List.of("closing"), notes);
      cranked.advance(SECOND);

      Ended.assertCancelled(task);
      assertEquals(List.of("closing", "closed"), notes);
    }
  }

  @Async
  private Task<String> usesThenWaits() {
    try (var resource = new Slow()) {
      // nothing but its close
    }
    return Task.of(await(new CompletableFuture<String>()));
  }

  @Test
  void offTheLoopItBlocks() {
    try (var loop = EventLoop.create().start()) {
      AsyncCloseable resource = () -> loop.fork(() -> sleep(Duration.ofMillis(1)));
      Bounded.call(
          () -> {
            resource.close();
            return null;
          },
          loop);
    }
  }

  @Test
  void inPlainCodeOnTheLoopItIsRefusedAndNothingClosed() {
    try (var cranked = new CrankedLoop()) {
      cranked.loop.execute(() -> assertRefused(() -> new Slow().close()));
      cranked.settle();
      assertEquals(List.of(), cranked.reports);
      assertEquals(List.of(), notes);
    }
  }

  private static void assertRefused(org.junit.jupiter.api.function.Executable closing) {
    var refused = assertThrows(IllegalStateException.class, closing);
    String message = String.valueOf(refused.getMessage());
    assertTrue(message.contains("closeAsync()") && message.contains("monitor"), message);
  }

  @Test
  @Covers("K16")
  void whileAMonitorIsHeldItIsRefused() {
    try (var cranked = new CrankedLoop()) {
      Throwable refused = Ended.failureOf(cranked.start(this::locks), IllegalStateException.class);
      assertTrue(String.valueOf(refused.getMessage()).contains("monitor"));
      assertEquals(List.of(), notes);
    }
  }

  @Async
  private Task<Void> locks() {
    var resource = new Slow();
    synchronized (notes) {
      resource.close();
    }
    return Task.done();
  }
}
