package dev.bobbin.behaviour;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.blocking;
import static dev.bobbin.Bobbin.yieldNow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.ContextElement;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.TaskLocal;
import dev.bobbin.test.VirtualLoop;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** What other libraries keep for a thread goes with the task instead. */
class ContextElementTest {

  /** Notes what is asked of it. */
  private record Noting(String name, List<String> log) implements ContextElement<String> {
    @Override
    public String capture() {
      log.add("capture " + name);
      return name;
    }

    @Override
    public Runnable install(String captured) {
      log.add("+" + captured);
      return () -> log.add("-" + captured);
    }
  }

  @Async
  private static Task<Void> steps(List<String> log, int awaits) {
    for (int i = 0; i < awaits; i++) {
      log.add("step");
      await(yieldNow());
    }
    log.add("step");
    return Task.done();
  }

  @Test
  @Covers("X6")
  void elementsAreCapturedOnceAndInstalledForEachStepInOrder() {
    List<String> log = new ArrayList<>();
    try (VirtualLoop loop = VirtualLoop.create()) {
      loop.run(
          () -> {
            var binding =
                TaskLocal.carrying(new Noting("outer", log)).and(new Noting("inner", log));
            Task<Void> task = binding.call(() -> steps(log, 2));
            log.add("caller");
            await(task);
            return Task.done();
          });
    }

    List<String> step = List.of("+outer", "+inner", "step", "-inner", "-outer");
    List<String> expected = new ArrayList<>(List.of("capture outer", "capture inner"));
    expected.addAll(step);
    expected.add("caller");
    expected.addAll(step);
    expected.addAll(step);
    assertEquals(expected, log);
  }

  /** SLF4J's diagnostic context. */
  private record MdcElement() implements ContextElement<Map<String, String>> {
    @Override
    public Map<String, String> capture() {
      return copy();
    }

    @Override
    public Runnable install(Map<String, String> captured) {
      Map<String, String> before = copy();
      MDC.setContextMap(captured);
      return () -> MDC.setContextMap(before);
    }

    private static Map<String, String> copy() {
      Map<String, String> map = MDC.getCopyOfContextMap();
      return map == null ? Map.of() : map;
    }
  }

  @Async
  private static Task<List<String>> requestsSeen(int awaits) {
    List<String> seen = new ArrayList<>();
    seen.add(MDC.get("request"));
    for (int i = 0; i < awaits; i++) {
      await(yieldNow());
      seen.add(MDC.get("request"));
    }
    seen.add(await(blocking(() -> MDC.get("request"))));
    return Task.of(seen);
  }

  private static Task<List<String>> handle(String request) {
    MDC.put("request", request);
    try {
      return TaskLocal.carrying(new MdcElement()).call(() -> requestsSeen(2));
    } finally {
      MDC.remove("request");
    }
  }

  @Test
  @Covers("X6")
  void logbacksDiagnosticContextStaysWithItsTask() {
    try (VirtualLoop loop = VirtualLoop.create()) {
      loop.run(
          () -> {
            Task<List<String>> one = handle("1");
            Task<List<String>> two = handle("2");
            assertEquals(List.of("1", "1", "1", "1"), await(one));
            assertEquals(List.of("2", "2", "2", "2"), await(two));
            assertNull(MDC.get("request"));
            return Task.done();
          });
    }
    assertEquals(
        "ch.qos.logback.classic.util.LogbackMDCAdapter", MDC.getMDCAdapter().getClass().getName());
    assertNull(MDC.get("request"));
  }

  /** OpenTelemetry's current context. */
  private record TracingElement() implements ContextElement<Context> {
    @Override
    public Context capture() {
      return Context.current();
    }

    @Override
    @SuppressWarnings("MustBeClosedChecker") // the Runnable closes it
    public Runnable install(Context captured) {
      Scope scope = captured.makeCurrent();
      return scope::close;
    }
  }

  private static final ContextKey<String> SPAN = ContextKey.named("span");

  @Async
  private static Task<String> spanAfterAnAwait() {
    await(yieldNow());
    return Task.of(Context.current().get(SPAN));
  }

  @Test
  @Covers("X6")
  @SuppressWarnings("MustBeClosedChecker") // closed at the end of the block, without try's lint
  void openTelemetrysContextStaysWithItsTask() {
    try (VirtualLoop loop = VirtualLoop.create()) {
      loop.run(
          () -> {
            Task<String> traced;
            Scope scope = Context.current().with(SPAN, "query").makeCurrent();
            try {
              traced = TaskLocal.carrying(new TracingElement()).call(() -> spanAfterAnAwait());
            } finally {
              scope.close();
            }
            assertNull(Context.current().get(SPAN));
            assertEquals("query", await(traced));
            return Task.done();
          });
    }
  }

  @Async
  private static void failsLater() {
    await(yieldNow());
    throw new IllegalStateException("planned");
  }

  @Test
  @Covers("X7")
  void theExceptionHandlerSeesTheContextOfTheTaskThatFailed() {
    TaskLocal<String> user = TaskLocal.create();
    Map<String, String> seen = new TreeMap<>();
    try (var loop =
        EventLoop.builder()
            .exceptionHandler(
                (task, failure) -> {
                  seen.put("user", user.orElse("nobody"));
                  seen.put("request", MDC.get("request"));
                })
            .build()) {
      loop.run(
          () -> {
            MDC.put("request", "3");
            var binding = TaskLocal.where(user, "ada").and(new MdcElement());
            MDC.remove("request");
            await(
                binding.call(
                    () -> {
                      failsLater();
                      return Task.done();
                    }));
            await(yieldNow());
            await(yieldNow());
            return Task.done();
          });
    }

    assertEquals(Map.of("user", "ada", "request", "3"), seen);
  }

  /** Does what it likes when it is installed. */
  private record Doubtful(Supplier<Runnable> installing) implements ContextElement<String> {
    @Override
    public String capture() {
      return "";
    }

    @Override
    public Runnable install(String captured) {
      return installing.get();
    }

    @Override
    public String toString() {
      return "Doubtful";
    }
  }

  private static Runnable planned() {
    throw new AssertionError("planned");
  }

  private static void assertLeftOut(Supplier<Runnable> installing, String logged) {
    List<String> log = new ArrayList<>();
    try (var records = new LoggedRecords();
        VirtualLoop loop = VirtualLoop.create()) {
      loop.run(
          () ->
              TaskLocal.carrying(new Doubtful(installing))
                  .and(new Noting("other", log))
                  .call(() -> steps(log, 1)));
      assertTrue(records.mentions(logged), records::toString);
    }
    List<String> step = List.of("+other", "step", "-other");
    List<String> expected = new ArrayList<>(List.of("capture other"));
    expected.addAll(step);
    expected.addAll(step);
    assertEquals(expected, log);
  }

  @Test
  @Covers("X6")
  void anElementThatFailsIsLeftOutAndTheTaskGoesOn() {
    assertLeftOut(ContextElementTest::planned, "planned");
    assertLeftOut(() -> ContextElementTest::planned, "planned"); // when it is taken off
    assertLeftOut(() -> null, "Doubtful.install returned null");
  }
}
