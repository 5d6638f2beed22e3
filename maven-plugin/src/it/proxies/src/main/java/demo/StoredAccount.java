package demo;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;

import dev.bobbin.Async;
import dev.bobbin.Task;
import java.time.Duration;

public class StoredAccount implements Account {
  private final int stored = 7;

  @Override
  @Async
  public Task<Integer> balance() {
    await(sleep(Duration.ofMillis(1)));
    return Task.of(stored);
  }
}
