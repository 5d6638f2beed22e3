package demo.old;

import static dev.bobbin.Bobbin.await;

import dev.bobbin.Async;
import dev.bobbin.Task;

public final class Old {
  private Old() {}

  @Async
  static Task<Integer> one(Task<Integer> stage) {
    return Task.of(await(stage));
  }
}
