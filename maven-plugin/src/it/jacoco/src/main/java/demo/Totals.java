package demo;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;

import dev.bobbin.Async;
import dev.bobbin.Task;
import java.time.Duration;

public final class Totals {
  private Totals() {}

  @Async
  public static Task<Integer> upTo(int last) {
    int sum = 0;
    for (int i = 1; i <= last; i++) {
      await(sleep(Duration.ofMillis(1)));
      sum += i;
    }
    return Task.of(sum);
  }

  @Async
  public static Task<Integer> neverCalled() {
    await(sleep(Duration.ofMillis(1)));
    return Task.of(0);
  }
}
