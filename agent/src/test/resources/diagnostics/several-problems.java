import static dev.bobbin.Bobbin.await;

import dev.bobbin.Async;
import dev.bobbin.Task;

class Example {
  final String text = await(Task.of("in the constructor"));

  @Async
  int number() {
    return await(Task.of(1));
  }

  void plain(Runnable other) {
    await(Task.of(2));
    other.run();
    await(Task.of(3));
  }

  @Async
  synchronized Task<Void> locked() {
    Runnable runnable = () -> await(Task.of(4));
    return Task.from(await(Task.of(Task.done())));
  }

  @Async
  Task<String> fine() {
    return Task.of(await(Task.of("fine")));
  }
}
