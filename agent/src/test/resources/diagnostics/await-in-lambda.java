import static dev.bobbin.Bobbin.await;

import dev.bobbin.Async;
import dev.bobbin.Task;
import java.util.List;

class Example {
  @Async
  Task<Void> print(List<Task<String>> texts) {
    texts.forEach(
        text -> {
          String value = await(text);
          value.length();
        });
    return Task.done();
  }

  @Async
  Task<Long> longest(List<Task<String>> texts) {
    return Task.of(texts.stream().filter(text -> await(text).length() > 3).count());
  }
}
