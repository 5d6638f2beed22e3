package demo;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.sleep;

import dev.bobbin.Async;
import dev.bobbin.Task;
import java.time.Duration;

/** Record patterns, unnamed variables, a pattern switch, each around an await. */
public final class Main {
  sealed interface Shape permits Circle, Box {}

  record Circle(int radius) implements Shape {}

  record Box(int width, int height) implements Shape {}

  private Main() {}

  public static void main(String[] args) {
    System.out.println(run(() -> area(new Box(3, 4))));
  }

  @Async
  static Task<Integer> area(Shape shape) {
    int area =
        switch (shape) {
          case Circle(int radius) when radius > 0 -> 3 * await(later(radius)) * radius;
          case Circle _ -> 0;
          case Box(int width, int height) -> await(later(width)) * height;
        };
    return Task.of(area);
  }

  @Async
  static Task<Integer> later(int value) {
    await(sleep(Duration.ofMillis(1)));
    return Task.of(value);
  }
}
