import dev.bobbin.Async;
import dev.bobbin.AsyncCallable;
import dev.bobbin.AsyncConsumer;
import dev.bobbin.AsyncFunction;
import dev.bobbin.Bobbin;
import dev.bobbin.Task;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;

class Example<S extends CompletionStage<String>> {

  interface Own<T> {
    T get(Task<String> text);

    boolean equals(Object other);
  }

  interface Narrower<T> extends Own<Task<T>> {
    @Override
    Task<T> get(Task<String> text);
  }

  interface ByName extends Own<String> {}

  interface Marker {}

  void fine(Task<String> text) {
    AsyncCallable<String> callable = () -> Task.of(Bobbin.await(text));
    AsyncFunction<String, Integer> function = word -> Task.of(Bobbin.await(text).length());
    AsyncConsumer<String> consumer = word -> Task.of(Bobbin.await(text));
    Supplier<CompletableFuture<String>> future =
        () -> CompletableFuture.completedFuture(Bobbin.await(text));
    Supplier<? extends Task<? super String>> wildcards = () -> Task.of(Bobbin.await(text));
    Supplier<Future<String>> plainFuture = () -> Task.of(Bobbin.await(text));
    Narrower<String> narrower = other -> Task.of(Bobbin.await(other));
    Own<Task<String>> own =
        (AsyncOwn & Marker & Serializable) other -> Task.of(Bobbin.await(other));
    Bobbin.run(() -> Bobbin.blocking(() -> "on another thread"));
    text.thenCompose(word -> Task.of(word + Bobbin.await(text)));
    Optional.of(text).map(task -> Task.of(Bobbin.await(task)));
    new Thread(() -> Bobbin.run(() -> Task.of(Bobbin.await(text))));
    List.of(1)
        .forEach(
            number -> {
              Supplier<Task<Integer>> inner = () -> Task.of(Bobbin.await(Task.of(number)));
            });
  }

  interface AsyncOwn extends Own<Task<String>> {}

  Supplier<S> typeVariable(S stage) {
    return () -> {
      Bobbin.await(stage);
      return stage;
    };
  }

  @Async
  Task<Void> wrong(Task<String> text) {
    Runnable nothing = () -> Bobbin.await(text);
    Callable<String> value = () -> Bobbin.await(text);
    Callable<Object> object = () -> Task.of(Bobbin.await(text));
    Comparator<Task<String>> comparator = (a, b) -> Bobbin.await(a).compareTo(Bobbin.await(b));
    ByName byName = other -> Bobbin.await(other);
    Function<Task<String>, String[]> array = other -> Bobbin.await(other).split(" ");
    Own<List<String>> list =
        (Own<List<String>> & Marker)
            other -> {
              Callable<Task<String>> fine = () -> Task.of(Bobbin.await(text));
              Runnable inner = () -> Bobbin.await(text);
              return List.of(
                  Bobbin // the await is in the line below
                      .await(other));
            };
    Bobbin.blocking(() -> Bobbin.await(text));
    new Thread(() -> Bobbin.await(text)).start();
    text.thenAccept(word -> Bobbin.await(text));
    return Task.done();
  }
}
