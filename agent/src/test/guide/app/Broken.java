package app;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;

import dev.bobbin.Async;
import dev.bobbin.Bobbin;
import dev.bobbin.Task;
import java.time.Duration;

public class Broken {
  static int price(String item) {
    throw new IllegalArgumentException("no price for " + item);
  }

  @Async
  static Task<Integer> lookUp(String item) {
    await(sleep(Duration.ofMillis(10)));
    return Task.of(price(item));
  }

  @Async
  static Task<Integer> total(String... items) {
    int sum = 0;
    for (String item : items) {
      sum += await(lookUp(item));
    }
    return Task.of(sum);
  }

  public static void main(String[] args) {
    System.out.println(Bobbin.run(() -> total("tea", "milk")));
  }
}
