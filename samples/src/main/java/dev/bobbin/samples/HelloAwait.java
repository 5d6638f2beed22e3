package dev.bobbin.samples;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.sleep;

import dev.bobbin.Async;
import dev.bobbin.Task;
import java.time.Duration;

/**
 * The smallest program that waits without blocking: two greetings sleep at the same time, on one
 * thread.
 */
public final class HelloAwait {

  private HelloAwait() {}

  @Async
  static Task<String> greet(String name, Duration delay) {
    await(sleep(delay)); // suspends this method; the thread is free for others
    System.out.println(name + " is up");
    return Task.of("Hello, " + name + "!");
  }

  @Async
  static Task<String> greetBoth() {
    Task<String> ada = greet("Ada", Duration.ofMillis(400)); // runs up to its await
    Task<String> bob = greet("Bob", Duration.ofMillis(200)); // so both sleep at the same time
    return Task.of(await(ada) + " " + await(bob));
  }

  public static void main(String[] args) {
    System.out.println(run(HelloAwait::greetBoth)); // this thread is the event loop meanwhile
  }
}
