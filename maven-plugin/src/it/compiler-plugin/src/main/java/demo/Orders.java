package demo;

import static dev.bobbin.Bobbin.await;

import dev.bobbin.Async;
import dev.bobbin.Task;
import java.util.List;

class Orders {

  @Async
  Task<Void> save(String order) {
    return Task.done();
  }

  @Async
  Task<Void> saveAll(List<String> orders) {
    save("first");
    orders.forEach(order -> await(save(order)));
    return Task.done();
  }
}
