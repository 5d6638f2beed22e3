import static dev.bobbin.Bobbin.await;

import dev.bobbin.Async;
import dev.bobbin.Task;

class Example {
  private final Object lock = new Object();

  @Async
  Task<String> block(Task<String> text) {
    synchronized (lock) {
      synchronized (this) {
        notifyAll();
      }
      return Task.of(await(text));
    }
  }

  @Async
  synchronized Task<String> method(Task<String> text) {
    return Task.of(await(text));
  }

  @Async
  Task<String> inFinally(Task<String> text) {
    synchronized (lock) {
      try {
        notifyAll();
      } finally {
        await(text);
      }
    }
    return Task.of("");
  }

  @Async
  Task<String> notHeldAnyMore(Task<String> text) {
    try {
      synchronized (lock) {
        lock.notifyAll();
      }
    } catch (RuntimeException failure) {
      await(text);
    } finally {
      await(text);
    }
    return Task.of(await(text));
  }

  @Async
  static synchronized Task<String> staticMethod(Task<String> text) {
    return Task.of(await(text));
  }

  @Async
  Task<String> nestedOnOneObject(Task<String> text) {
    Object held = lock;
    synchronized (held) {
      synchronized (held) {
        held = this;
        held.hashCode();
      }
      return Task.of(await(text));
    }
  }
}
