package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The list of tasks, read by another thread while tasks come and go. */
@Timeout(120)
class LoopTasksStressTest {

  private static final int ROUNDS = Integer.getInteger("bobbin.stress", 1) * 2_000;

  @Async
  private static Task<Void> yields(int times) {
    for (int i = 0; i < times; i++) {
      await(yieldNow());
    }
    return Task.done();
  }

  @Async
  private static Task<Void> waitsFor(CompletionStage<Void> stage) {
    await(stage);
    return Task.done();
  }

  @Test
  @Covers("K6")
  void aTaskThatWaitsThroughoutIsInEveryListRead() {
    try (EventLoop loop = EventLoop.create()) {
      var stop = new AtomicBoolean();
      var gate = new CompletableFuture<Void>();
      var reads = new FutureTask<>(() -> readUntil(stop, loop));
      var waiting = new CompletableFuture<Task<Void>>();
      loop.start();
      Task<Void> main =
          loop.fork(
              () -> {
                Task<Void> constant = waitsFor(gate);
                waiting.complete(constant);
                for (int i = 0; i < ROUNDS; i++) {
                  var tasks = new ArrayList<Task<Void>>();
                  for (int j = 0; j < 10; j++) {
                    tasks.add(yields(j % 3));
                  }
                  for (Task<Void> task : tasks) {
                    await(task);
                  }
                }
                return Task.done();
              });
      constant = Bounded.get(waiting, loop);
      var reader = new Thread(reads, "reader");
      reader.start();
      Bounded.get(main, loop);
      stop.set(true);
      int count = Bounded.get(reads, loop);
      assertTrue(count > 0, "lists read");
      assertEquals(0, missed, "lists without the task that waits, of " + count);
      gate.complete(null);
      Bounded.get(constant, loop);
    }
  }

  private volatile Task<Void> constant = Task.done();
  private volatile int missed;

  private int readUntil(AtomicBoolean stop, EventLoop loop) {
    int count = 0;
    int without = 0;
    do {
      if (!loop.tasks().contains(constant)) {
        without++;
      }
      count++;
    } while (!stop.get());
    missed = without;
    return count;
  }
}
