package dev.bobbin.weave;

import dev.bobbin.EventLoop;
import dev.bobbin.weave.fixtures.Stages;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Runs a method that returns a stage, and keeps what was seen of it.
 *
 * @param outcome the value or the exception, as text
 * @param steps what the method did, in order
 * @param late how many stages were not done when they were given out
 * @param suspended whether the call returned before the method was finished
 */
record FixtureRun(String outcome, List<String> steps, int late, boolean suspended) {

  /** When the stages that a fixture awaits are done. */
  enum Mode {
    /** Every await goes on at once. */
    DONE,
    /** Every await suspends. */
    LATE,
    /** The first await suspends, the second does not, and so on. */
    EVERY_OTHER,
    /** The first await does not suspend, the second does, and so on. */
    EVERY_OTHER_BUT_FIRST,
    /** Every stage is done, but awaits in a loop yield each time. */
    YIELDING
  }

  /** The method as plain Java, without a loop. */
  static FixtureRun plainly(Method method) {
    Stages run = Stages.begin(call -> true);
    String outcome;
    try {
      outcome = Stages.text(PlainAwait.await(asStage(call(method))));
    } catch (Throwable failure) {
      outcome = Stages.text(failure);
    }
    return new FixtureRun(outcome, run.steps(), run.late(), false);
  }

  static FixtureRun in(Mode mode, Method method) {
    Stages run =
        Stages.begin(
            number ->
                switch (mode) {
                  case DONE, YIELDING -> true;
                  case LATE -> false;
                  case EVERY_OTHER -> number % 2 == 1;
                  case EVERY_OTHER_BUT_FIRST -> number % 2 == 0;
                });
    int budget = mode == Mode.YIELDING ? 1 : Integer.MAX_VALUE;
    boolean[] suspended = new boolean[1];
    String outcome;
    try (EventLoop loop = EventLoop.builder().awaitBudget(budget).build()) {
      outcome =
          Stages.text(
              loop.run(
                  () -> {
                    Object result = call(method);
                    suspended[0] = result instanceof Future<?> future && !future.isDone();
                    return asStage(result);
                  }));
    } catch (Throwable failure) {
      outcome = Stages.text(failure);
    }
    return new FixtureRun(outcome, run.steps(), run.late(), suspended[0]);
  }

  private static @Nullable Object call(Method method) throws Exception {
    Object target = null;
    if (!Modifier.isStatic(method.getModifiers())) {
      var constructor = method.getDeclaringClass().getDeclaredConstructor();
      constructor.setAccessible(true);
      target = constructor.newInstance();
    }
    method.setAccessible(true);
    try {
      return method.invoke(target);
    } catch (InvocationTargetException thrown) {
      if (thrown.getCause() instanceof Exception exception) {
        throw exception;
      }
      throw (Error) thrown.getCause();
    }
  }

  @SuppressWarnings("unchecked")
  private static CompletionStage<Object> asStage(@Nullable Object result) {
    return result instanceof CompletionStage<?> stage
        ? (CompletionStage<Object>) stage
        : CompletableFuture.completedFuture("not a stage: " + result);
  }
}
