import static dev.bobbin.Bobbin.await;

import dev.bobbin.Async;
import dev.bobbin.Task;
import java.util.List;

class Orders {
  record Receipt(String text, int sum) {}

  @Async
  Task<Receipt> place(List<String> items, boolean gift) {
    byte[] document = new byte[1 << 20];
    String digest = new String(document, 0, 4);
    int sum = gift ? await(price("wrapping")) : 0;
    for (String item : items) {
      sum += await(price(item));
    }
    return Task.of(new Receipt(await(sign(digest)), sum));
  }

  @Async
  static Task<String> sign(String text) {
    Task<?> self = Task.current();
    await(Task.done());
    return Task.of(text + self);
  }

  @Async
  Task<Integer> price(String item) {
    return Task.of(item.length());
  }
}
