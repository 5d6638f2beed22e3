package dev.bobbin.samples;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.sleep;

import dev.bobbin.Async;
import dev.bobbin.AsyncCallable;
import dev.bobbin.Task;
import java.io.IOException;
import java.time.Duration;

/**
 * Trying again is a loop with a catch in it, as in blocking code. Exceptions arrive as they were
 * thrown; naming the class in {@code await} lets a checked one be caught.
 */
public final class Retry {

  private int calls;

  private Retry() {}

  @Async
  Task<String> unreliable() {
    await(sleep(Duration.ofMillis(10)));
    calls++;
    return calls < 3 ? Task.failed(new IOException("call " + calls + " failed")) : Task.of("fine");
  }

  @Async
  static <T> Task<T> retrying(int attempts, Duration firstPause, AsyncCallable<T> operation)
      throws Exception {
    Duration pause = firstPause;
    for (int attempt = 1; attempt < attempts; attempt++) {
      try {
        return Task.of(await(operation.call(), IOException.class));
      } catch (IOException e) {
        System.out.println(e.getMessage() + ", trying again in " + pause.toMillis() + " ms");
      }
      await(sleep(pause));
      pause = pause.multipliedBy(2);
    }
    return Task.of(await(operation.call())); // the last attempt's failure is the caller's
  }

  public static void main(String[] args) {
    Retry service = new Retry();
    System.out.println(run(() -> retrying(5, Duration.ofMillis(20), service::unreliable)));
  }
}
