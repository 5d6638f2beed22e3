package dev.bobbin.behaviour;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A stage that knows {@code whenComplete} and nothing else: no future can be made of it, none of
 * its other methods works, and what registration does is up to the test.
 */
final class CallbackStage {

  private CallbackStage() {}

  static <T> CompletionStage<T> of(Consumer<BiConsumer<T, Throwable>> register) {
    @SuppressWarnings("unchecked") // a proxy of the one interface named
    CompletionStage<T> stage =
        (CompletionStage<T>)
            Proxy.newProxyInstance(
                CallbackStage.class.getClassLoader(),
                new Class<?>[] {CompletionStage.class},
                (proxy, method, arguments) -> answer(proxy, method, arguments, register));
    return stage;
  }

  @SuppressWarnings("unchecked") // whenComplete takes a BiConsumer of what the stage gives
  private static <T> Object answer(
      Object proxy,
      Method method,
      Object[] arguments,
      Consumer<BiConsumer<T, Throwable>> register) {
    switch (method.getName()) {
      case "whenComplete":
        register.accept((BiConsumer<T, Throwable>) arguments[0]);
        return proxy;
      case "hashCode":
        return System.identityHashCode(proxy);
      case "equals":
        return proxy == arguments[0];
      case "toString":
        return "callback stage";
      default:
        throw new UnsupportedOperationException(method.getName());
    }
  }
}
