package fixture;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.sleep;

import dev.bobbin.Async;
import dev.bobbin.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

/** A bit of everything that woven code asks of the runtime. */
public final class Fixture implements Described {
  private final List<String> seen = new ArrayList<>();

  public static String all() {
    return run(() -> new Fixture().story());
  }

  /** Suspends nowhere. */
  public static Task<Integer> ready() {
    return doubled(Task.of(21));
  }

  @Async
  static Task<Integer> doubled(Task<Integer> value) {
    return Task.of(2 * await(value));
  }

  @Async
  Task<String> story() {
    for (int i = 0; i < 300; i++) {
      add("doubled", await(doubled(Task.of(i))), i % 150 == 149);
    }
    await(sleep(Duration.ofMillis(1)));
    add("stage", await(stage(2L, 0.5)), true);
    add("future", await(future()), true);
    add("plain future", ((CompletionStage<?>) plainFuture()).toCompletableFuture().isDone(), true);
    forgotten();
    await(sleep(Duration.ofMillis(5)));
    add("failure", await(caught()), true);
    add("named", await(named()), true);
    add("described", await(described()), true);
    return Task.of(String.join(", ", seen));
  }

  @Async
  private CompletionStage<Double> stage(long wide, double factor) {
    await(sleep(Duration.ofMillis(1)));
    return CompletableFuture.completedFuture(wide * factor);
  }

  @Async
  private CompletableFuture<StringBuilder> future() {
    return CompletableFuture.completedFuture(new StringBuilder(await(later("text"))));
  }

  @Async
  private Future<String> plainFuture() {
    await(sleep(Duration.ofMillis(1)));
    return Task.of("");
  }

  @Async
  private void forgotten() {
    await(sleep(Duration.ofMillis(1)));
    add("forgotten", "done", true);
  }

  @Async
  private Task<String> caught() {
    try {
      await(failing(), IOException.class);
      return Task.of("none");
    } catch (IOException e) {
      return Task.of(e.getMessage() + await(later("!")));
    } finally {
      add("finally", await(later("too")), true);
    }
  }

  @Async
  private Task<Void> failing() {
    await(sleep(Duration.ofMillis(1)));
    return Task.failed(new IOException("broken"));
  }

  @Async
  private Task<Boolean> named() {
    boolean early = Task.current() != null;
    await(sleep(Duration.ofMillis(1)));
    return Task.of(early && Task.current() != null);
  }

  private static Task<String> later(String value) {
    return Described.after(() -> Task.of(value));
  }

  private void add(String what, Object value, boolean worthIt) {
    if (worthIt) {
      seen.add(what + " " + value);
    }
  }
}
