import dev.bobbin.Async;
import dev.bobbin.Task;

abstract class Example {
  @Async
  abstract Task<String> text();

  @Async
  native Task<String> nativeText();
}
