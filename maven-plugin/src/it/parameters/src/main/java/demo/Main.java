package demo;

import static dev.bobbin.Bobbin.await;

import dev.bobbin.Async;
import dev.bobbin.Task;

public final class Main {
  private Main() {}

  @Async
  static Task<Integer> one(Task<Integer> stage) {
    return Task.of(await(stage));
  }
}
