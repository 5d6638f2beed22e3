package demo;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static java.util.concurrent.CompletableFuture.delayedExecutor;
import static java.util.concurrent.CompletableFuture.supplyAsync;

import dev.bobbin.Async;
import dev.bobbin.Task;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Greets a name that takes a moment to be known. */
public final class Greeting {
  private Greeting() {}

  public static void main(String[] args) {
    var name = supplyAsync(() -> "world", delayedExecutor(50, TimeUnit.MILLISECONDS));
    System.out.println(run(() -> greet(name)));
  }

  @Async
  static Task<String> greet(CompletionStage<String> name) {
    String greeting = "Hello";
    return Task.of(greeting + ", " + await(name));
  }
}
