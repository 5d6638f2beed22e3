import static dev.bobbin.Bobbin.await;

import dev.bobbin.Task;

class Example {
  static final String TEXT = await(Task.of("text"));
}
