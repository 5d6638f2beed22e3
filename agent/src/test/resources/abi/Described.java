package fixture;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;

import dev.bobbin.Async;
import dev.bobbin.AsyncCallable;
import dev.bobbin.Task;
import java.time.Duration;

interface Described {

  @Async
  default Task<String> described() {
    await(sleep(Duration.ofMillis(1)));
    return Task.of(getClass().getSimpleName() + await(after(() -> Task.of(" lives"))));
  }

  @Async
  static <T> Task<T> after(AsyncCallable<T> callable) {
    await(sleep(Duration.ofMillis(1)));
    try {
      return Task.of(await(callable.call()));
    } catch (Exception e) {
      return Task.failed(e);
    }
  }
}
