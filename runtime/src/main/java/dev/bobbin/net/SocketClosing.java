package dev.bobbin.net;

import dev.bobbin.Task;
import dev.bobbin.TimerHandle;
import dev.bobbin.internal.Routine;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Sends what is pending, then closes. */
final class SocketClosing extends Routine<Void> {

  private final Connection connection;
  private final Task<Void> drained;
  private @Nullable TimerHandle limit;

  private SocketClosing(Connection connection, Task<Void> drained) {
    super("AsyncSocket.closeAsync");
    this.connection = connection;
    this.drained = drained;
  }

  static Task<Void> of(Connection connection, SocketOutput output) {
    Task<Void> drained = output.drained();
    if (drained.isDone()) {
      connection.shut();
      return drained;
    }
    return new SocketClosing(connection, drained).begin();
  }

  @Override
  protected @Nullable CompletionStage<?> step(int at, @Nullable Object arrived) {
    if (at == 0) {
      limit = connection.poller().eventLoop().schedule(AsyncSocket.LINGER, connection::abort);
      return await(drained, 1);
    }
    end();
    return Task.done();
  }

  @Override
  protected @Nullable CompletionStage<?> failed(int at, Throwable failure) throws Throwable {
    end();
    throw failure;
  }

  private void end() {
    if (limit != null) {
      limit.cancel();
    }
    connection.shut();
  }
}
