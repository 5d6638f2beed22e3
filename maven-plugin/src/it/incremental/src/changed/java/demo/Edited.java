package demo;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;

import dev.bobbin.Async;
import dev.bobbin.Task;
import java.time.Duration;

final class Edited {
  private Edited() {}

  @Async
  static Task<String> name() {
    await(sleep(Duration.ofMillis(1)));
    return Task.of("second");
  }
}
