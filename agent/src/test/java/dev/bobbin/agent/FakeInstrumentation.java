package dev.bobbin.agent;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes down what is asked of it, and does nothing: the test's JVM has opened java.lang itself.
 */
final class FakeInstrumentation {
  final List<String> calls = new ArrayList<>();
  final Instrumentation instrumentation =
      (Instrumentation)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {Instrumentation.class},
              (proxy, method, arguments) -> {
                calls.add(method.getName() + " " + arguments[0]);
                return null;
              });
}
