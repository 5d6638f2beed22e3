package demo.api;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;

import dev.bobbin.Async;
import dev.bobbin.Task;
import java.time.Duration;

/** An async method that every implementation inherits, over one that each has to bring. */
public interface Users {
  Task<String> name(int id);

  @Async
  default Task<String> greeting(int id) {
    await(sleep(Duration.ofMillis(1)));
    return Task.of("Hello, " + await(name(id)));
  }
}
