package dev.bobbin.test;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/** Runs the methods that are marked with {@link AsyncTest}; registered by that annotation. */
public final class AsyncTestExtension implements TestTemplateInvocationContextProvider {

  /** Made by JUnit. */
  public AsyncTestExtension() {}

  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return context.getRequiredTestMethod().isAnnotationPresent(AsyncTest.class);
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    Method method = context.getRequiredTestMethod();
    AsyncTest test = method.getAnnotation(AsyncTest.class);
    check(test, method);
    requireAlone(method);
    if (test.seeds().length == 0 && test.schedules() == 1) {
      return Stream.of(new AsyncTestRun(test, null));
    }
    LongStream seeds =
        test.seeds().length > 0
            ? Arrays.stream(test.seeds())
            : LongStream.rangeClosed(1, test.schedules());
    // JUnit takes one after the other, so that none is begun after one has failed.
    boolean[] failed = new boolean[1];
    return seeds
        .takeWhile(seed -> !failed[0])
        .mapToObj(seed -> new AsyncTestRun(test, new Schedule(seed, () -> failed[0] = true)));
  }

  private static void check(AsyncTest test, Method method) {
    if (test.schedules() < 1 || test.timeout() < 1) {
      throw new ExtensionConfigurationException(
          method + ": schedules and timeout of @AsyncTest have to be positive");
    }
    if (test.realTime() && (test.schedules() > 1 || test.seeds().length > 0)) {
      throw new ExtensionConfigurationException(
          method + ": orders are explored in virtual time only, remove realTime or schedules");
    }
  }

  /** JUnit would run it for each of the annotations, once for ours. */
  private static void requireAlone(Method method) {
    for (Annotation other : method.getAnnotations()) {
      Class<? extends Annotation> type = other.annotationType();
      if (type != AsyncTest.class && AnnotationSupport.isAnnotated(type, Testable.class)) {
        throw new ExtensionConfigurationException(
            method
                + ": @AsyncTest makes it a test by itself, and @"
                + type.getSimpleName()
                + " another one, which does not run on a loop: remove it; to repeat a test give"
                + " @AsyncTest schedules");
      }
    }
  }

  /** One order of the ready tasks, and who wants to know that the test failed in it. */
  record Schedule(long seed, Runnable failed) {}
}
