import static dev.bobbin.Bobbin.await;

import dev.bobbin.Async;
import dev.bobbin.Task;
import java.util.concurrent.RunnableFuture;

class Example {
  @Async
  String text(Task<String> text) {
    return await(text);
  }

  @Async
  RunnableFuture<String> future() {
    return null;
  }
}
