package demo;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.sleep;

import dev.bobbin.Async;
import dev.bobbin.Task;
import java.time.Duration;

public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.out.println(run(() -> greet(Main.class.getModule().getName())));
  }

  @Async
  static Task<String> greet(String name) {
    await(sleep(Duration.ofMillis(1)));
    return Task.of("Hello, module " + name);
  }
}
