package dev.bobbin.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.bobbin.Task;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** An await of a call in the same class calls the other body itself, which returns the value. */
class DirectCallsTest {

  private static final Map<String, byte[]> SOURCES =
      Sources.compile(
          "A.java",
          """
          import static dev.bobbin.Bobbin.await;
          import dev.bobbin.*;
          import java.util.concurrent.Callable;
          public class A implements Callable<Object> {
            @Async private static Task<Integer> a(int n) { return Task.of(await(b(n)) + 1); }
            @Async private static Task<Integer> b(int n) { return Task.of(await(c(n)) + 1); }
            @Async private static Task<Integer> c(int n) { return Task.of(await(d(n)) + 1); }
            @Async private static Task<Integer> d(int n) { return Task.of(await(e(n)) + 1); }
            @Async private static Task<Integer> e(int n) { return Task.of(n); }
            @Async private static Task<String> nothing() { return null; }
            @Async private Task<Object> asking() { return Task.of(Task.current()); }
            @Async Task<Object> main() { return Task.of(await(nothing())); }
            @Async Task<Object> itself() { return Task.of(await(asking())); }
            public Object call() { return a(1); }
          }
          """);

  private final Object woven;

  DirectCallsTest() throws Exception {
    woven = WovenLoader.weaving(SOURCES).loadClass("A").getDeclaredConstructor().newInstance();
  }

  private Task<?> call(String method) throws Exception {
    var called = woven.getClass().getDeclaredMethod(method);
    called.setAccessible(true);
    return (Task<?>) called.invoke(woven);
  }

  /** Even the interpreter makes just the task that the caller of the first entry gets. */
  @Test
  void valuesTravelWithoutATaskAround() throws Exception {
    Callable<?> chain = (Callable<?>) woven;
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int calls = 10_000;
    Task<?> last = (Task<?>) chain.call();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < calls; i++) {
      last = (Task<?>) chain.call();
    }
    long each = (threads.getCurrentThreadAllocatedBytes() - before) / calls;

    assertEquals(5, last.join());
    assertTrue(each < 64, () -> each + " bytes a call, for one task"); // five would be 120 and more
  }

  @Test
  void nullForAStageNamesTheMethodThatReturnedIt() throws Exception {
    Throwable failure = call("main").exceptionNow();

    assertSame(NullPointerException.class, failure.getClass());
    assertEquals(
        "A.nothing returned null instead of a stage: return Task.of(value) or Task.done()",
        failure.getMessage());
  }

  /** A method that asks which task it is keeps its own. */
  @Test
  void methodsThatNeedAFrameAreCalledByTheirEntry() throws Exception {
    assertTrue(call("itself").isDone());
  }
}
