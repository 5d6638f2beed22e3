package demo.app;

import static dev.bobbin.Bobbin.all;
import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.sleep;

import demo.api.Users;
import dev.bobbin.Async;
import dev.bobbin.Task;
import java.time.Duration;
import java.util.List;

public final class Main implements Users {
  public static void main(String[] args) {
    Users users = new Main();
    System.out.println(run(() -> all(List.of(users.greeting(1), users.greeting(2)))));
  }

  @Override
  @Async
  public Task<String> name(int id) {
    await(sleep(Duration.ofMillis(1)));
    return Task.of("user " + id);
  }
}
