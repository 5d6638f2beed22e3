package dev.bobbin.test;

import dev.bobbin.EventLoop;
import dev.bobbin.internal.CoroutineFrame;
import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;

/** One run of a test on a loop of its own, from the methods before it to those after it. */
final class AsyncTestRun
    implements TestTemplateInvocationContext,
        InvocationInterceptor,
        ParameterResolver,
        AfterEachCallback {

  private final AsyncTest test;
  private final AsyncTestExtension.@Nullable Schedule schedule;
  private final Leftovers leftovers = new Leftovers();
  private final EventLoop loop;

  AsyncTestRun(AsyncTest test, AsyncTestExtension.@Nullable Schedule schedule) {
    this.test = test;
    this.schedule = schedule;
    this.loop = test.realTime() ? realTimeLoop() : virtualLoop(schedule);
  }

  private EventLoop realTimeLoop() {
    return EventLoop.builder().name("test-loop").exceptionHandler(leftovers).build();
  }

  private static EventLoop virtualLoop(AsyncTestExtension.@Nullable Schedule schedule) {
    return schedule == null ? VirtualLoop.create() : VirtualLoop.shuffled(schedule.seed());
  }

  @Override
  public String getDisplayName(int invocation) {
    if (schedule != null) {
      return "seed " + schedule.seed();
    }
    return test.realTime() ? "real time" : "virtual time";
  }

  @Override
  public List<Extension> getAdditionalExtensions() {
    return List.of(this);
  }

  // === The loop as a parameter ===

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return EventLoop.class.isAssignableFrom(type) && type.isInstance(loop);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return loop;
  }

  // === Methods on the loop ===

  @Override
  public void interceptBeforeEachMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    run(invocation);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    run(invocation);
  }

  @Override
  public void interceptAfterEachMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    run(invocation);
  }

  private void run(Invocation<@Nullable Void> invocation) throws Throwable {
    try {
      TimeLimit.within(test.timeout(), loop, () -> runOnLoop(invocation));
    } catch (Throwable failure) {
      throw withSchedule(failure);
    }
  }

  /** What a method that suspended has still to do is a task that its caller does not get. */
  private void runOnLoop(Invocation<@Nullable Void> invocation) {
    loop.run(() -> CoroutineFrame.restOfVoidCall(() -> proceed(invocation)));
  }

  private static @Nullable Void proceed(Invocation<@Nullable Void> invocation) throws Exception {
    try {
      return invocation.proceed();
    } catch (Exception | Error failure) {
      throw failure;
    } catch (Throwable other) {
      throw new AssertionError("thrown by the test", other);
    }
  }

  // === The end ===

  @Override
  public void afterEach(ExtensionContext context) {
    boolean failed = context.getExecutionException().isPresent();
    try {
      if (loop instanceof VirtualLoop) {
        loop.close();
      } else {
        leftovers.close(loop, loop::close);
      }
    } catch (AssertionError failure) {
      if (!failed) { // else it is what the failure left
        withSchedule(failure);
        throw failure;
      }
    }
  }

  private Throwable withSchedule(Throwable failure) {
    if (schedule != null) {
      schedule.failed().run();
      failure.addSuppressed(new FailingSchedule(schedule.seed(), ((VirtualLoop) loop).steps()));
    }
    return failure;
  }
}
