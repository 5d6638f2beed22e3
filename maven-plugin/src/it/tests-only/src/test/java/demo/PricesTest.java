package demo;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bobbin.Async;
import dev.bobbin.Task;
import java.util.List;
import org.junit.jupiter.api.Test;

class PricesTest {
  @Test
  void addsUp() {
    assertEquals(9, run(() -> total(List.of("milk", "bread"))));
  }

  @Async
  private static Task<Integer> total(List<String> articles) {
    int sum = 0;
    for (String article : articles) {
      sum += await(Prices.of(article));
    }
    return Task.of(sum);
  }
}
