package demo;

import static dev.bobbin.Bobbin.await;

import dev.bobbin.Task;

final class Worse {
  final String name;

  Worse(Task<String> stage) {
    name = await(stage);
  }

  static String outside(Task<String> stage) {
    return await(stage);
  }
}
