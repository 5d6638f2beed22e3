package dev.bobbin.samples;

import static dev.bobbin.Bobbin.all;
import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.sleep;

import dev.bobbin.Async;
import dev.bobbin.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Many things at once: a hundred orders are priced together, and the counters that they share are
 * plain ints, because all of it runs on one thread and only an {@code await} lets others run.
 */
public final class FanOut {

  private int underWay;
  private int mostUnderWay;

  private FanOut() {}

  @Async
  Task<Integer> price(int order) {
    underWay++; // no lock and no atomic: between two awaits nobody else runs
    mostUnderWay = Math.max(mostUnderWay, underWay);
    await(sleep(Duration.ofMillis(100))); // a slow price list
    underWay--;
    return Task.of(order * 2);
  }

  @Async
  Task<Integer> total(int orders) {
    List<Task<Integer>> prices = new ArrayList<>();
    for (int order = 1; order <= orders; order++) {
      prices.add(price(order)); // started, not waited for
    }
    return Task.of(await(all(prices)).stream().mapToInt(Integer::intValue).sum());
  }

  public static void main(String[] args) {
    FanOut shop = new FanOut();
    System.out.println("total: " + run(() -> shop.total(100)));
    System.out.println("at once: " + shop.mostUnderWay + ", still under way: " + shop.underWay);
  }
}
