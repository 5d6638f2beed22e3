package demo;

import static java.util.concurrent.CompletableFuture.supplyAsync;

import java.util.concurrent.CompletableFuture;

/** A library that knows nothing of Bobbin. */
public final class Prices {
  private Prices() {}

  public static CompletableFuture<Integer> of(String article) {
    return supplyAsync(article::length);
  }
}
