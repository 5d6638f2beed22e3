package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.blocking;
import static dev.bobbin.Bobbin.compute;
import static dev.bobbin.Bobbin.on;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bobbin.AsyncCallable;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.TaskLocal;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a task knows goes with its work to other threads, and not further. */
@Timeout(60)
class ThreadsContextTest {
  @Test
  @Covers({"H4"})
  void taskLocalIsVisibleInsideTheCallable() {
    TaskLocal<String> user = TaskLocal.create();

    String seen = TaskLocal.where(user, "ada").run(() -> blocking(user::get));

    assertEquals("ada", seen);
  }

  @Test
  @Covers({"H4"})
  void taskLocalIsVisibleInsideComputationsAndOnGivenExecutors() {
    TaskLocal<String> user = TaskLocal.create();
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try {
      assertEquals("ada", TaskLocal.where(user, "ada").run(() -> compute(user::get)));
      assertEquals("ada", TaskLocal.where(user, "ada").run(() -> on(executor, user::get)));
    } finally {
      executor.shutdown();
    }
  }

  @Test
  @Covers({"H4"})
  void taskLocalDoesNotLeakToTheThreadsNextUser() throws Exception {
    TaskLocal<String> user = TaskLocal.create();
    ExecutorService executor = Executors.newSingleThreadExecutor();
    try (var loop = EventLoop.builder().blockingExecutor(executor).build()) {
      AsyncCallable<String> askOnTheThread = () -> blocking(() -> user.orElse("nobody"));
      loop.run(
          () -> {
            assertEquals("ada", await(TaskLocal.where(user, "ada").call(askOnTheThread)));
            assertEquals("nobody", await(askOnTheThread.call()));
            return Task.done();
          });
      assertEquals("nobody", Bounded.get(executor.submit(() -> user.orElse("nobody"))));
    } finally {
      executor.shutdown();
    }
  }
}
