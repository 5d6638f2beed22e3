import static dev.bobbin.Bobbin.await;

import com.acme.Missing;
import dev.bobbin.Async;
import dev.bobbin.Bobbin;
import dev.bobbin.Task;
import java.util.function.Supplier;

class Example extends Missing implements com.acme.Absent<String> {
  final Unknown field = await(unknown);

  @Async
  Unknown returnsSomethingUnknown(Task<String> text) {
    return await(text);
  }

  @Async
  Task<Unknown> argument(Task<Unknown> text, Unknown... more) {
    Unknown value = await(text);
    value.method(() -> await(text));
    Unknown lambda = other -> await(other);
    Supplier<Unknown> supplier = () -> await(text);
    Object notFunctional = () -> await(text);
    var nothing = () -> await(text);
    text.unknown();
    unknown(await(text));
    await();
    await(1);
    Bobbin.await(text).unknown().more(() -> Bobbin.await(text));
    Object reference = Unknown::await;
    new Unknown() {
      String field = await(text);
    };
    synchronized (unknown) {
      await(Task.of(1));
    }
    return unknown;
  }

  @Async
  @SuppressWarnings(UNKNOWN)
  Task<Void> suppressed() {
    argument(null);
    return Task.done();
  }

  @Missing
  @Async
  Task<Void> annotated() {
    return Task.of(await(null, Unknown.class));
  }

  void plain() {
    await(Task.of(2));
  }
}
