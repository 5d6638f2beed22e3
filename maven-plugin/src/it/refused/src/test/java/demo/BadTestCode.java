package demo;

import static dev.bobbin.Bobbin.await;

import dev.bobbin.Task;

final class BadTestCode {
  private BadTestCode() {}

  static String outside(Task<String> stage) {
    return await(stage);
  }
}
