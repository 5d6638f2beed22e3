package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.timeout;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.process.ProcessPool;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What comes from a child that is no reply, or none that can be read, and a late end of it. */
@Timeout(60)
class ProcessPoolPipesTest {

  private static ProcessPool pool(String... options) {
    return ProcessPool.builder().processes(1).jvmOptions(options).build();
  }

  /** Cancels the call, instead of hanging, if there is no reply. */
  private static <T> T call(ProcessPool pool, ProcessPool.Call<T> code) {
    return run(() -> timeout(Duration.ofSeconds(20), () -> pool.call(code)));
  }

  @Test
  void whatTheJvmItselfPrintsIsNotInTheWay() {
    try (var pool = pool("-Xlog:gc*", "-Xlog:safepoint")) {
      assertEquals(1, call(pool, () -> 1));
      System.gc();
      assertEquals(2, call(pool, ProcessPoolPipesTest::collected));
    }
  }

  private static int collected() {
    System.gc();
    return 2;
  }

  @Test
  void whatNativeCodePrintsIsNotInTheWay() {
    try (var pool = pool()) {
      assertEquals(1, call(pool, () -> printed("printed past System.out\n\001bobbin rep", 1)));
      assertEquals(2, call(pool, () -> 2));
    }
  }

  /** Stands in for native code, and for agents that print before {@code main}. */
  private static int printed(String text, int result) throws IOException {
    FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
    return result;
  }

  @Test
  void aReplyThatDoesNotFitIntoTheHeapFailsItsCallAlone() {
    try (var pool = pool()) {
      assertThrows(
          OutOfMemoryError.class,
          () -> call(pool, () -> printed("\001bobbin reply\002\000\177\177\177\177", 1)));
      assertEquals(2, call(pool, () -> 2));
    }
  }

  @SuppressWarnings("UnusedVariable") // the chain that it makes is what is too deep
  private record Link(@Nullable Link next) implements Serializable {}

  private static Link chain() {
    Link chain = new Link(null);
    for (int i = 0; i < 200_000; i++) {
      chain = new Link(chain);
    }
    return chain;
  }

  private static final class TooDeep extends RuntimeException {
    private static final long serialVersionUID = 1;
    final Link chain = chain();

    TooDeep() {
      super("too deep");
    }
  }

  @Test
  void whatIsTooDeepToBeCopiedFailsItsCallAlone() {
    Link chain = chain();
    try (var pool = pool()) {
      assertThrows(StackOverflowError.class, () -> call(pool, () -> chain.next() == null));
      assertThrows(StackOverflowError.class, () -> call(pool, ProcessPoolPipesTest::chain));
      var failure =
          assertThrows(
              RuntimeException.class,
              () ->
                  call(
                      pool,
                      () -> {
                        throw new TooDeep();
                      }));
      assertTrue(failure.getMessage().contains("TooDeep: too deep"), failure.getMessage());
    }
  }

  @Test
  void aCancelledCallEndsWhileTheCommonPoolIsBusy() {
    try (var pool = pool("-Djava.util.concurrent.ForkJoinPool.common.parallelism=2")) {
      assertEquals("cancelled", call(pool, ProcessPoolPipesTest::cancelInABusyJvm));
    }
  }

  private static String cancelInABusyJvm() {
    CountDownLatch free = new CountDownLatch(1);
    for (int i = 0; i < 8; i++) {
      ForkJoinPool.commonPool().execute(() -> hold(free));
    }
    try (var pool = pool();
        var loop = EventLoop.create().start()) {
      run(() -> pool.call(() -> 1)); // so that the child is there
      Task<Object> hanging = loop.fork(() -> pool.call(ProcessPoolPipesTest::hang));
      Bounded.until("the call is under way", () -> pool.toString().contains("1 busy"), loop);
      hanging.cancel("enough");
      Bounded.get(hanging, loop);
      return "not cancelled";
    } catch (CancellationException expected) {
      return "cancelled";
    } finally {
      free.countDown();
    }
  }

  private static void hold(CountDownLatch until) {
    try {
      until.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Object hang() throws InterruptedException {
    new CountDownLatch(1).await();
    return "never";
  }
}
