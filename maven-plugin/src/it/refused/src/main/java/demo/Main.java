package demo;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;

import dev.bobbin.Async;
import dev.bobbin.NotWovenException;
import dev.bobbin.Task;

public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.out.println(run(() -> good(Task.of("good"))));
    try {
      System.out.println(run(() -> Bad.guarded(Task.of("bad"))));
    } catch (NotWovenException expected) {
      System.out.println("not woven");
    }
  }

  @Async
  static Task<String> good(Task<String> stage) {
    return Task.of(await(stage));
  }
}
