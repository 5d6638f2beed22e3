package dev.bobbin.jmh;

import java.util.List;

/** The classes of {@link GeneratedClasses} as a user of EA Async writes them. */
final class EaClasses {
  private static final String SOURCE =
      """
      import static com.ea.async.Async.await;
      import java.util.*;
      import java.util.concurrent.*;
      class Orders# {
        private final Map<String, Integer> stock = new HashMap<>();
        private long total#;
        CompletableFuture<Integer> price(String article, int count) {
          int price = await(lookUp(article, #));
          if (count > 10) {
            price -= price / 10;
          }
          return CompletableFuture.completedFuture(price * count);
        }
        CompletableFuture<List<String>> order(List<String> articles, String customer) {
          List<String> done = new ArrayList<>();
          int sum = 0;
          for (String article : articles) {
            int left = stock.getOrDefault(article, 0);
            if (left > 0) {
              sum += await(price(article, left));
              done.add(article + " for " + customer);
            }
          }
          total# += sum;
          return CompletableFuture.completedFuture(done);
        }
        CompletableFuture<Long> settle(String customer, long limit) {
          long paid = 0;
          try {
            paid = await(lookUp(customer, 2)) + (long) await(price(customer, 3));
          } catch (IllegalStateException e) {
            stock.remove(customer);
            CompletableFuture<Long> failed = new CompletableFuture<>();
            failed.completeExceptionally(e);
            return failed;
          } finally {
            total# -= paid;
          }
          return CompletableFuture.completedFuture(Math.min(paid, limit));
        }
        CompletableFuture<Integer> lookUp(String key, int factor) {
          return CompletableFuture.completedFuture(stock.merge(key, factor, Integer::sum));
        }
      }
      """;

  private EaClasses() {}

  static List<byte[]> withAsyncMethods(int count) {
    return GeneratedClasses.compile(SOURCE, count, "8");
  }
}
