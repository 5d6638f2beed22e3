package demo;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;

import dev.bobbin.Async;
import dev.bobbin.Task;
import java.time.Duration;

public interface Account {
  Task<Integer> balance();

  @Async
  default Task<String> statement() {
    await(sleep(Duration.ofMillis(1)));
    return Task.of("balance: " + await(balance()));
  }
}
