import dev.bobbin.Async;
import dev.bobbin.AsyncCloseable;
import dev.bobbin.Task;
import dev.bobbin.TaskGroup;

class Example {
  private final Object lock = new Object();

  @Async
  Task<Void> block(AsyncCloseable resource, AutoCloseable unknown) throws Exception {
    synchronized (lock) {
      resource.close();
      unknown.close();
    }
    resource.close();
    return Task.done();
  }

  @Async
  synchronized Task<Void> method() {
    try (var group = TaskGroup.open()) {
      return Task.done();
    }
  }
}
