package demo;

import static dev.bobbin.Bobbin.await;

import dev.bobbin.Async;
import dev.bobbin.Task;

public final class Latest {
  private Latest() {}

  @Async
  static Task<Integer> one(Task<Integer> stage) {
    return Task.of(await(stage));
  }
}
