package demo;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.sleep;

import dev.bobbin.Task;
import java.time.Duration;

/** An async lambda among the test classes, which calls an async method of the main classes. */
public final class GreetingCheck {
  private GreetingCheck() {}

  public static void main(String[] args) {
    System.out.println(
        run(
            () -> {
              await(sleep(Duration.ofMillis(1)));
              String greeting = await(Greeting.greet(Task.of("test")));
              return Task.of(greeting.length());
            }));
  }
}
