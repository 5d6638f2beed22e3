package dev.bobbin.jmh;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;

/**
 * A queue between the tasks of one thread, as those write it who have futures and nothing else: the
 * least that does it. Compiled for Java 8, too, beside what EA Async weaves.
 */
final class FutureChannel<T> {
  private final int capacity;
  private final ArrayDeque<T> items = new ArrayDeque<>();
  private final ArrayDeque<CompletableFuture<T>> takers = new ArrayDeque<>();
  private final ArrayDeque<CompletableFuture<Void>> putters = new ArrayDeque<>();
  private final CompletableFuture<Void> done = CompletableFuture.completedFuture(null);

  /**
   * @param capacity how many items there may be whose putters need not wait
   */
  FutureChannel(int capacity) {
    this.capacity = capacity;
  }

  CompletableFuture<Void> put(T item) {
    CompletableFuture<T> taker = takers.poll();
    if (taker != null) {
      taker.complete(item);
      return done;
    }
    items.add(item);
    if (items.size() <= capacity) {
      return done;
    }
    CompletableFuture<Void> putter = new CompletableFuture<>();
    putters.add(putter);
    return putter;
  }

  CompletableFuture<T> take() {
    T item = items.poll();
    if (item == null) {
      CompletableFuture<T> taker = new CompletableFuture<>();
      takers.add(taker);
      return taker;
    }
    CompletableFuture<Void> putter = putters.poll();
    if (putter != null) {
      putter.complete(null);
    }
    return CompletableFuture.completedFuture(item);
  }
}
