import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.sleep;

import dev.bobbin.Async;
import dev.bobbin.AsyncFunction;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

class Example {

  interface Store {
    Task<Void> save(String text);
  }

  @interface CanIgnoreReturnValue {}

  @Async
  Task<Void> async() {
    return Task.done();
  }

  @Async
  CompletionStage<Void> stage() {
    return Task.done();
  }

  @Async
  void detached() {}

  @CanIgnoreReturnValue
  Task<Void> own() {
    return Task.done();
  }

  CompletableFuture<Void> notOurs() {
    return new CompletableFuture<>();
  }

  @Async
  Task<Void> dropping(Store store, Map<String, Task<Void>> tasks) {
    async();
    this.stage();
    store.save("text");
    store.save("text").named("saving");
    sleep(Duration.ZERO);
    run(
        () -> {
          async();
          return Task.done();
        });
    AsyncFunction<String, Void> function =
        text -> {
          store.save(text);
          return Task.done();
        };
    if (tasks.isEmpty()) async();
    for (int i = 0; i < 3; async()) {
      i++;
    }
    switch (tasks.size()) {
      case 0 -> async();
      default -> {}
    }
    return Task.done();
  }

  @Async
  Task<Void> fine(Store store, Map<String, Task<Void>> tasks, EventLoop loop) {
    detached();
    own();
    notOurs();
    await(async());
    Task<Void> kept = async();
    kept = async();
    kept.named("kept");
    var unused = stage();
    loop.fork(() -> async());
    loop.fork(this::async).named("forked");
    tasks.put("text", kept);
    Objects.requireNonNull(kept);
    async().thenRun(() -> {});
    async().cancel("at once");
    Runnable callback = () -> async();
    List.of("a", "b").forEach(store::save);
    List.of("a", "b").forEach(text -> store.save(text));
    loop.execute(
        () -> {
          async();
        });
    Supplier<Task<Void>> supplier = () -> async();
    int number =
        switch (tasks.size()) {
          case 0 -> await(Task.of(1));
          default -> 2;
        };
    return async();
  }

  @Async
  @SuppressWarnings("bobbin")
  Task<Void> suppressed() {
    async();
    run(
        () -> {
          async();
          return Task.done();
        });
    return Task.done();
  }

  @Async
  Task<Void> suppressedAtAVariable() {
    @SuppressWarnings({"unchecked", "bobbin"})
    Supplier<Task<Void>> supplier =
        () -> {
          async();
          return Task.done();
        };
    return supplier.get();
  }

  void notAsync(Store store) {
    async();
    store.save("text");
  }

  static class Suppressed {
    static final String BOBBIN = "bobbin";

    @SuppressWarnings(BOBBIN)
    static class ByAConstant {
      @Async
      void method(Example example) {
        example.async();
      }
    }
  }
}
