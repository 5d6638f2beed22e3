package dev.bobbin.samples;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.sleep;
import static dev.bobbin.Bobbin.timeout;

import dev.bobbin.Async;
import dev.bobbin.Task;
import dev.bobbin.TimeoutException;
import java.time.Duration;

/**
 * A limit on how long to wait. What takes too long is cancelled where it waits, its {@code finally}
 * runs, and only then does the caller see the {@link TimeoutException}.
 */
public final class Timeout {

  private Timeout() {}

  @Async
  static Task<String> search(String what, Duration takes) {
    System.out.println("searching for " + what);
    try {
      await(sleep(takes));
      return Task.of("found " + what);
    } finally {
      System.out.println("closing the search for " + what); // also when it is cancelled
    }
  }

  @Async
  static Task<String> searchAtMost(Duration limit, String what, Duration takes) {
    try {
      return Task.of(await(timeout(limit, () -> search(what, takes))));
    } catch (TimeoutException tooLong) {
      return Task.of("gave up on " + what);
    }
  }

  public static void main(String[] args) {
    run(
        () -> {
          Duration limit = Duration.ofMillis(500);
          System.out.println(await(searchAtMost(limit, "keys", Duration.ofMillis(10))));
          System.out.println(await(searchAtMost(limit, "treasure", Duration.ofHours(1))));
          return Task.done();
        });
  }
}
