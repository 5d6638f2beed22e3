package app;

import static dev.bobbin.Bobbin.all;
import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;
import static dev.bobbin.Bobbin.timeout;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.sync.AsyncLock;
import dev.bobbin.sync.AsyncQueue;
import dev.bobbin.sync.Permit;
import java.time.Duration;
import java.util.List;

public class Shop {
  static final AsyncLock stock = new AsyncLock();
  static final AsyncQueue<String> orders = AsyncQueue.bounded(10);

  @Async
  static Task<Void> clerk() {
    while (true) {
      await(pack(await(orders.take())));
    }
  }

  @Async
  static Task<Void> pack(String order) {
    try (Permit permit = await(stock.acquire())) {
      await(sleep(Duration.ofSeconds(40)));
    }
    return Task.done();
  }

  @Async
  static Task<Void> serve(String customer) {
    await(pack(customer));
    return Task.done();
  }

  @Async
  static Task<Void> clock() throws Exception {
    while (true) {
      await(sleep(Duration.ofMillis(5)));
      Thread.sleep(Integer.getInteger("blocks", 0));
    }
  }

  @Async
  static Task<Void> main() throws Exception {
    Task<Void> ada = timeout(Duration.ofHours(1), () -> serve("Ada").named("Ada"));
    Task<Void> bob = serve("Bob").named("Bob");
    await(all(List.of(ada, bob, clerk().named("clerk"), clock().named("clock"))));
    return Task.done();
  }

  public static void main(String[] args) {
    try (var loop = EventLoop.builder().name("shop").build()) {
      loop.run(Shop::main);
    }
  }
}
