package dev.bobbin.samples.generators;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;

import dev.bobbin.Task;
import java.io.IOException;

/** Prints what the three lessons of this package find. */
public final class Generators {

  private Generators() {}

  public static void main(String[] args) throws IOException {
    System.out.println("-- lazy sequences, without any event loop");
    LazySequences.print();
    try (Store store = Store.open()) {
      run(
          () -> {
            System.out.println("-- streams: who makes waits for who takes");
            await(new Readings().print());
            System.out.println("-- streams through an HTTP client that knows Flow");
            await(new Transfers(store).print());
            return Task.done();
          });
    }
  }
}
