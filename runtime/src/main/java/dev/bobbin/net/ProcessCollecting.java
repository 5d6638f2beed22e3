package dev.bobbin.net;

import dev.bobbin.Bobbin;
import dev.bobbin.Task;
import dev.bobbin.internal.Routine;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Reads both outputs of a process at once, as it may fill either before it ends the other. */
final class ProcessCollecting extends Routine<AsyncProcess.Output> {

  private final AsyncProcess process;

  ProcessCollecting(AsyncProcess process) {
    super("AsyncProcess.output");
    this.process = process;
  }

  Task<AsyncProcess.Output> start() {
    return begin();
  }

  @Override
  protected @Nullable CompletionStage<?> step(int at, @Nullable Object arrived) {
    if (at == 0) {
      return await(
          Bobbin.<Object>all(
              List.of(
                  process.onExit(),
                  process.stdout().readAllBytes(),
                  process.stderr().readAllBytes())),
          1);
    }
    return arrived instanceof List<?> all
        ? Task.of(
            new AsyncProcess.Output((Integer) all.get(0), (byte[]) all.get(1), (byte[]) all.get(2)))
        : null;
  }
}
