package demo;

import static dev.bobbin.Bobbin.await;

import dev.bobbin.Async;
import dev.bobbin.Task;

final class Bad {
  private Bad() {}

  @Async
  static synchronized Task<String> guarded(Task<String> stage) {
    return Task.of(await(stage));
  }
}
