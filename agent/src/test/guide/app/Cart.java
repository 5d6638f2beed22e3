package app;

import static dev.bobbin.Bobbin.await;

import dev.bobbin.Async;
import dev.bobbin.Bobbin;
import dev.bobbin.Task;
import java.time.Duration;

public class Cart {
  @Async
  static Task<Integer> price(String item) {
    await(Bobbin.sleep(Duration.ofMillis(50)));
    return Task.of(item.length() * 10);
  }

  @Async
  static Task<Integer> total(String... items) {
    int total = 0;
    for (String item : items) {
      int price = await(price(item));
      total += price;
    }
    return Task.of(total);
  }

  public static void main(String[] args) {
    System.out.println(Bobbin.run(() -> total("tea", "bread")));
  }
}
