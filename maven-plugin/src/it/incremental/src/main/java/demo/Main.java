package demo;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;

import dev.bobbin.Task;

public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.out.println(
        run(
            () -> {
              String name = await(Edited.name());
              return Task.of("Hello, " + name);
            }));
  }
}
