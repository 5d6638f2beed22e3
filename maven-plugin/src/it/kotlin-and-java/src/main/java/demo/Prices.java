package demo;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;

import dev.bobbin.Async;
import dev.bobbin.Task;
import java.time.Duration;

/** Called from Kotlin, which is compiled first. */
public final class Prices {
  @Async
  public Task<Integer> of(String article) {
    await(sleep(Duration.ofMillis(1)));
    return Task.of(article.length());
  }
}
