import static dev.bobbin.Bobbin.await;

import dev.bobbin.Task;

class Example {
  Task<Integer> length(Task<String> text) {
    return Task.of(await(text).length());
  }
}
