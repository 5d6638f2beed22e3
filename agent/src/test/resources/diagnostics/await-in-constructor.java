import static dev.bobbin.Bobbin.await;

import dev.bobbin.Task;

class Example {
  final String text;

  Example(Task<String> text) {
    this.text = await(text);
  }
}
