package dev.bobbin.net;

import dev.bobbin.Bobbin;
import dev.bobbin.Task;
import dev.bobbin.internal.Routine;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A process from its start to its end, whatever that is. */
final class ProcessRun extends Routine<AsyncProcess.Output> {

  private static final int STARTED = 1;
  private static final int COLLECTED = 2;
  private static final int CLOSED = 3;

  private final ProcessBuilder builder;
  private final byte[] input;
  private @Nullable AsyncProcess process;
  private @Nullable Task<AsyncProcess.Output> result;

  ProcessRun(ProcessBuilder builder, byte[] input) {
    super("AsyncProcess.run");
    this.builder = builder;
    this.input = input;
  }

  Task<AsyncProcess.Output> start() {
    return begin();
  }

  @Override
  protected @Nullable CompletionStage<?> step(int at, @Nullable Object arrived) {
    if (at == 0) {
      return await(AsyncProcess.start(builder), STARTED);
    }
    if (at == STARTED && arrived instanceof AsyncProcess started) {
      process = started;
      return await(started.output(input), COLLECTED);
    }
    if (at == COLLECTED && arrived instanceof AsyncProcess.Output output) {
      return closing(Task.of(output));
    }
    return result;
  }

  @Override
  protected @Nullable CompletionStage<?> failed(int at, Throwable failure) throws Throwable {
    if (process == null || at == CLOSED) {
      throw failure;
    }
    return closing(Task.failed(failure));
  }

  private @Nullable CompletionStage<?> closing(Task<AsyncProcess.Output> outcome) {
    AsyncProcess started = process;
    result = outcome;
    return started == null ? outcome : await(Bobbin.uncancellable(started::closeAsync), CLOSED);
  }
}
