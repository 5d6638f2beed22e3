package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.test.AsyncTest;
import dev.bobbin.test.VirtualLoop;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** What JUnit makes of classes with {@link AsyncTest} methods, some of which have to fail. */
class AsyncTestTest {

  /** The results of the classes' tests, by method and display name. */
  private static Map<String, TestExecutionResult> run(Class<?> tests) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClass(tests))
            .configurationParameter("junit.jupiter.execution.timeout.default", "60 s")
            .build();
    Map<String, TestExecutionResult> results = new TreeMap<>();
    LauncherFactory.create()
        .execute(
            request,
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.isTest()) {
                  String method = test.getUniqueIdObject().getSegments().get(2).getValue();
                  results.put(
                      method.substring(0, method.indexOf('(')) + ", " + test.getDisplayName(),
                      result);
                } else {
                  result.getThrowable().ifPresent(t -> results.put(test.getDisplayName(), result));
                }
              }
            });
    return results;
  }

  private static Throwable failureOf(TestExecutionResult result) {
    assertNotNull(result);
    assertEquals(TestExecutionResult.Status.FAILED, result.getStatus());
    return result.getThrowable().orElseThrow();
  }

  private static String text(Throwable failure) {
    var text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }

  // === Tests that pass ===

  static class Passing {
    private final List<String> order = new ArrayList<>();

    @BeforeEach
    @Async
    void before() {
      await(sleep(Duration.ofMillis(1)));
      order.add("before");
    }

    @AfterEach
    @Async
    void after() {
      await(yieldNow());
      assertEquals(List.of("before", "test"), order);
    }

    @AsyncTest
    void awaitsInVirtualTime(VirtualLoop loop) {
      await(sleep(Duration.ofHours(24)));
      assertEquals(Duration.ofHours(24).plusMillis(1), loop.elapsed());
      order.add("test");
    }

    @AsyncTest(realTime = true)
    void awaitsInRealTime(EventLoop loop) {
      await(yieldNow());
      assertTrue(loop.inLoop());
      assertEquals(EventLoop.class, loop.getClass());
      order.add("test");
    }

    @AsyncTest
    void needsNoAwait() {
      order.add("test");
    }
  }

  @Test
  @Covers("V1")
  void testsAwaitAndPass() {
    Map<String, TestExecutionResult> results = run(Passing.class);

    assertEquals(
        List.of(
            "awaitsInRealTime, real time",
            "awaitsInVirtualTime, virtual time",
            "needsNoAwait, virtual time"),
        List.copyOf(results.keySet()));
    results.forEach((test, result) -> assertEquals("", problem(result), test));
  }

  private static String problem(TestExecutionResult result) {
    return result.getThrowable().map(AsyncTestTest::text).orElse("");
  }

  // === Tests that fail ===

  static class Failing {

    @AsyncTest
    void throwsAtOnce() {
      assertEquals("expected", "actual");
      await(yieldNow());
    }

    @AsyncTest
    void throwsAfterAnAwait() {
      await(sleep(Duration.ofSeconds(1)));
      assertEquals("expected", "actual");
    }

    @AsyncTest
    void waitsForEver() {
      await(waitsFor(new ArrayList<>()));
    }

    @AsyncTest
    void leavesATaskBehind() {
      sleepFor(Duration.ofDays(1));
      await(yieldNow());
    }

    @AsyncTest
    void leavesAFailureBehind() {
      fireAndForget();
      await(sleep(Duration.ofSeconds(1)));
    }

    @AsyncTest(timeout = 1)
    void spins() {
      boolean stop = false;
      while (!stop) {
        await(yieldNow());
      }
    }

    @AsyncTest(schedules = 0)
    void hasNoSchedule() {
      await(yieldNow());
    }

    @Async
    private static Task<Void> waitsFor(List<Task<?>> tasks) {
      await(yieldNow());
      if (tasks.isEmpty()) {
        List<Task<?>> circle = new ArrayList<>();
        Task<Void> other = waitsFor(circle);
        circle.add(Task.current());
        await(other);
      } else {
        await(tasks.get(0));
      }
      return Task.done();
    }

    @Async
    private static Task<Void> sleepFor(Duration time) {
      await(sleep(time));
      return Task.done();
    }

    @Async
    private static void fireAndForget() {
      await(yieldNow());
      throw new IllegalStateException("planned");
    }
  }

  @Test
  @Covers({"V3", "V5"})
  void failuresSayWhatHappened() {
    Map<String, TestExecutionResult> results = run(Failing.class);

    assertEquals(7, results.size(), results::toString);
    for (String method : List.of("throwsAtOnce", "throwsAfterAnAwait")) {
      Throwable failure = failureOf(results.get(method + ", virtual time"));
      assertEquals("org.opentest4j.AssertionFailedError", failure.getClass().getName());
      assertEquals(0, failure.getSuppressed().length, () -> text(failure));
    }
    says(results, "waitsForEver, virtual time", "waits for ever");
    says(results, "leavesATaskBehind, virtual time", "left 1 task(s) behind");
    says(results, "leavesAFailureBehind, virtual time", "IllegalStateException: planned");
    says(results, "spins, virtual time", "did not end within 1 s");
    says(results, "hasNoSchedule()", "have to be positive");
  }

  private static void says(Map<String, TestExecutionResult> results, String test, String what) {
    String text = text(failureOf(results.get(test)));
    assertTrue(text.contains(what), text);
  }

  static class Doubled {
    @RepeatedTest(2)
    @AsyncTest
    void repeats() {
      await(yieldNow());
      throw new IllegalStateException("planned");
    }

    @Test
    @AsyncTest
    void tests() {
      await(yieldNow());
      throw new IllegalStateException("planned");
    }
  }

  /** A void method that throws to nobody passed as a test, whatever it found. */
  @Test
  @Covers("V3")
  void anotherTestAnnotationBesideItIsRefused() {
    Map<String, TestExecutionResult> results = run(Doubled.class);

    says(results, "repeats()", "@RepeatedTest another one");
    says(results, "tests()", "@Test another one");
    says(results, "tests, tests()", "no event loop runs on this thread");
    assertEquals(5, results.size(), results::toString);
  }

  // === Orders ===

  static class Account {
    int balance;

    /** Wrong: what it read may be old when it writes. */
    @Async
    Task<Void> deposit(int amount) {
      int before = balance;
      if (before > 0) {
        await(audit(before));
      }
      balance = before + amount;
      return Task.done();
    }

    @Async
    private static Task<Void> audit(int balance) {
      await(yieldNow());
      return balance > 0 ? Task.done() : Task.failed(new IllegalStateException("overdrawn"));
    }
  }

  /** In the usual order each deposit is over before the next begins. */
  abstract static class Deposits {
    @Async
    static Task<Void> twoTellers(Account account) {
      Task<Void> one = teller(account, 1);
      Task<Void> other = teller(account, 2);
      await(one);
      await(other);
      assertEquals(1 + 1 + 2, account.balance);
      return Task.done();
    }

    @Async
    private static Task<Void> teller(Account account, int paces) {
      if (account.balance == 0) {
        await(account.deposit(1));
      }
      for (int i = 0; i < 2 * paces; i++) {
        await(yieldNow());
      }
      await(account.deposit(paces));
      return Task.done();
    }
  }

  static class UsualOrder extends Deposits {
    @AsyncTest
    void finds() {
      await(twoTellers(new Account()));
    }
  }

  static class ManyOrders extends Deposits {
    @AsyncTest(schedules = 1000)
    void finds() {
      await(twoTellers(new Account()));
    }
  }

  @Test
  @Covers("V5")
  void aLostUpdateIsFoundInOneOfManyOrdersAndShown() {
    assertEquals("", problem(run(UsualOrder.class).get("finds, virtual time")));

    Map<String, TestExecutionResult> results = run(ManyOrders.class);
    var failed =
        results.entrySet().stream()
            .filter(result -> result.getValue().getThrowable().isPresent())
            .toList();
    assertEquals(1, failed.size(), "it stops at the first");
    assertTrue(results.size() < 100, () -> "found late: " + results.size());
    String seed = failed.get(0).getKey().replace("finds, seed ", "");
    String text = problem(failed.get(0).getValue());
    assertTrue(text.contains("@AsyncTest(seeds = " + seed + ")"), text);
    assertTrue(text.contains("\n  1. "), text);
    assertTrue(text.contains(".teller, pending at "), text);
  }

  static class Replay extends Deposits {
    @AsyncTest(seeds = {1, 2, 3})
    void givesTheSeeds() {
      await(yieldNow());
    }
  }

  @Test
  @Covers("V5")
  void givenSeedsAreTriedAgain() {
    assertEquals(
        List.of("givesTheSeeds, seed 1", "givesTheSeeds, seed 2", "givesTheSeeds, seed 3"),
        List.copyOf(run(Replay.class).keySet()));
  }
}
