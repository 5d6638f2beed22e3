import static dev.bobbin.Bobbin.await;

import dev.bobbin.Async;
import dev.bobbin.Bobbin;
import dev.bobbin.Task;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

class Example<T> {
  static final Task<String> TEXT = Task.of("text");
  static final String STATIC_FIELD = await(TEXT);
  final String field = Bobbin.await(TEXT);
  final Supplier<Task<String>> lambdaOfAField = () -> Task.of(await(TEXT));
  final Callable<String> valueLambdaOfAField = () -> await(TEXT);

  static {
    await(TEXT);
  }

  {
    await(TEXT, RuntimeException.class);
  }

  Example() {
    this(await(TEXT));
  }

  Example(String text) {}

  interface Constants {
    String FIELD = await(TEXT);

    @Async
    default Task<String> byDefault() {
      return Task.of(await(TEXT));
    }

    @Async
    Task<String> unimplemented();
  }

  enum Weekday {
    MONDAY(await(TEXT)),
    TUESDAY("") {
      final String field = await(TEXT);
    };

    Weekday(String text) {}
  }

  record Point(int x, int y) {
    Point {
      await(TEXT);
    }

    static final int ZERO = await(Task.of(0));

    @Async
    Task<Integer> sum(Task<Integer> more) {
      return Task.of(x + y + await(more));
    }
  }

  @Async
  Task<Object> localAndAnonymous() {
    class Local {
      final String field = await(TEXT);

      String method() {
        return await(TEXT);
      }

      @Async
      Task<String> async() {
        return Task.of(await(TEXT));
      }
    }
    Object anonymous =
        new Thread(await(TEXT)) {
          final String field = await(TEXT);

          @Override
          public void run() {
            await(TEXT);
          }
        };
    await(new Local().async());
    return Task.of(anonymous);
  }

  @Async
  Task<Integer> switchExpression(Task<Integer> number, Object key) {
    return Task.of(
        switch (await(number)) {
          case 1 -> await(number);
          case 2 -> {
            Callable<Integer> later = () -> await(number);
            yield await(number);
          }
          default -> key instanceof String text && await(Task.of(text)).isEmpty() ? 3 : 4;
        });
  }

  int plainSwitch(Task<Integer> number) {
    return switch (await(number)) {
      default -> await(number);
    };
  }

  @Async
  Task<String> monitors(Task<String> text) {
    synchronized (await(text)) {
      Supplier<Task<String>> elsewhere = () -> Task.of(await(text));
      synchronized (this) {
        await(text);
      }
      await(text);
    }
    return text;
  }

  void plainWithAMonitor(Task<String> text) {
    synchronized (this) {
      await(text);
    }
  }

  @Async
  synchronized void method(Task<String> text) {
    Supplier<Task<String>> elsewhere = () -> Task.of(await(text));
    synchronized (text) {
      await(text);
    }
  }

  @Async
  synchronized Task<Void> withoutAwait() {
    return Task.done();
  }

  @Async
  <R extends Task<T>> R typeVariable(R text) {
    await(text);
    return text;
  }

  @Async
  <R> R anyType(Task<R> text) {
    return await(text);
  }

  @Async
  Task<String>[] array() {
    return null;
  }

  @Async
  CompletableFuture<Void> future() {
    await(TEXT);
    return CompletableFuture.completedFuture(null);
  }

  static class OfTheSameName {
    static String await(Object own) {
      return own.toString();
    }

    void plain() {
      await(new Object());
    }
  }
}
