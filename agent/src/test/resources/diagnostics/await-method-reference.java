import dev.bobbin.Async;
import dev.bobbin.Bobbin;
import dev.bobbin.Task;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

class Example {
  @Async
  Task<String> map(Task<String> text) {
    Function<CompletionStage<String>, String> function = Bobbin::await;
    return Task.of(function.apply(text));
  }
}
