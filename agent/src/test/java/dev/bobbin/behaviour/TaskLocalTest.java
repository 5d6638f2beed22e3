package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.all;
import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.settle;
import static dev.bobbin.Bobbin.sleep;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.TaskLocal;
import dev.bobbin.test.VirtualLoop;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class TaskLocalTest {

  private final TaskLocal<String> user = TaskLocal.create();

  @Async
  private Task<List<String>> seenBeforeAndAfterEachAwait(int awaits) {
    List<String> seen = new ArrayList<>();
    seen.add(user.orElse("nobody"));
    for (int i = 0; i < awaits; i++) {
      await(i % 2 == 0 ? yieldNow() : sleep(Duration.ofMillis(1)));
      seen.add(user.orElse("nobody"));
    }
    return Task.of(seen);
  }

  @Test
  @Covers({"X1", "R8"})
  void aBindingIsSeenAfterEverySuspension() {
    assertEquals(
        List.of("ada", "ada", "ada", "ada"),
        TaskLocal.where(user, "ada").run(() -> seenBeforeAndAfterEachAwait(3)));
  }

  @Test
  @Covers("X2")
  void aChildInheritsWhatIsBoundWhenItIsMade() {
    try (VirtualLoop loop = VirtualLoop.create()) {
      loop.run(
          () -> {
            Task<List<String>> eager =
                await(
                    TaskLocal.where(user, "ada")
                        .call(() -> Task.of(seenBeforeAndAfterEachAwait(2))));
            Task<List<String>> forked =
                await(
                    TaskLocal.where(user, "bob")
                        .call(
                            () ->
                                Task.of(
                                    EventLoop.current()
                                        .fork(() -> seenBeforeAndAfterEachAwait(2)))));
            assertEquals(List.of("ada", "ada", "ada"), await(eager));
            assertEquals(List.of("bob", "bob", "bob"), await(forked));
            return Task.done();
          });
    }
  }

  @Test
  @Covers("X3")
  void aChildsOwnBindingIsNotItsParents() {
    TaskLocal.where(user, "ada")
        .run(
            () -> {
              var child = TaskLocal.where(user, "bob").call(() -> seenBeforeAndAfterEachAwait(2));
              assertEquals("ada", user.get());
              assertEquals(List.of("bob", "bob", "bob"), await(child));
              assertEquals("ada", user.get());
              return Task.done();
            });
  }

  @Test
  @Covers("X4")
  void tasksThatTakeTurnsNeverSeeEachOthers() {
    try (VirtualLoop loop = VirtualLoop.shuffled(1)) {
      loop.run(
          () -> {
            List<Task<List<String>>> tasks = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
              tasks.add(
                  TaskLocal.where(user, "user " + i).call(() -> seenBeforeAndAfterEachAwait(9)));
            }
            List<List<String>> seen = await(all(tasks));
            for (int i = 0; i < 50; i++) {
              assertEquals(List.of("user " + i), seen.get(i).stream().distinct().toList());
            }
            assertEquals("nobody", user.orElse("nobody"));
            return Task.done();
          });
    }
  }

  @Test
  @Covers("X5")
  void anExceptionOrACancellationEndsTheBindingToo() {
    try (VirtualLoop loop = VirtualLoop.create()) {
      loop.run(
          () -> {
            Task<Object> failing =
                TaskLocal.where(user, "ada")
                    .call(
                        () -> {
                          throw new IllegalStateException(user.get());
                        });
            assertEquals("nobody", user.orElse("nobody"));
            assertEquals("ada", failing.exceptionNow().getMessage());

            Task<Void> cancelled =
                TaskLocal.where(user, "bob").call(() -> sleep(Duration.ofDays(1)));
            cancelled.cancel("enough");
            await(settle(List.of(cancelled)));
            assertTrue(cancelled.isCancelled());
            assertEquals("nobody", user.orElse("nobody"));
            return Task.done();
          });
    }
  }

  @Test
  void severalValuesAreBoundAtOnceAndTheLatestCounts() {
    TaskLocal<Integer> number = TaskLocal.create();
    String seen =
        TaskLocal.where(user, "ada")
            .and(number, 1)
            .and(number, 2)
            .run(() -> Task.of(user.get() + number.get()));

    assertEquals("ada2", seen);
  }

  @Test
  void whatIsNotBoundSaysHowToBindIt() {
    var missing = assertThrows(NoSuchElementException.class, user::get);

    assertTrue(missing.getMessage().contains("TaskLocal.where"), missing.getMessage());
  }

  @Async
  private static Task<Integer> number(int number) {
    await(yieldNow());
    return Task.of(number);
  }

  /** Bytes that {@code children} tasks cost the loop's thread. */
  private static Task<Long> bytesOf(int children) {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    List<Task<Integer>> tasks = new ArrayList<>(children);
    for (int i = 0; i < children; i++) {
      tasks.add(number(i));
    }
    return Task.of(threads.getCurrentThreadAllocatedBytes() - before);
  }

  @Test
  @Covers("X8")
  void aTaskPaysNothingForBindingsItHasOrHasNot() {
    try (VirtualLoop loop = VirtualLoop.create()) {
      loop.run(() -> bytesOf(1000)); // classes are loaded, the ready queue has grown
      loop.runCurrent();
      long without = loop.run(() -> bytesOf(1000));
      loop.runCurrent();
      long with = loop.run(() -> TaskLocal.where(user, "ada").call(() -> bytesOf(1000)));
      loop.runCurrent();

      assertTrue(Math.abs(with - without) < 1000, "bytes with " + with + ", without " + without);
    }
  }
}
