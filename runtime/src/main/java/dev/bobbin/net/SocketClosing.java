package dev.bobbin.net;

import dev.bobbin.Task;
import dev.bobbin.TimerHandle;
import dev.bobbin.internal.Routine;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Sends what is pending, then closes. */
final class SocketClosing extends Routine<Void> {

  private final AsyncSocket socket;
  private final Task<Void> drained;
  private @Nullable TimerHandle limit;

  private SocketClosing(AsyncSocket socket, Task<Void> drained) {
    super("AsyncSocket.closeAsync");
    this.socket = socket;
    this.drained = drained;
  }

  static Task<Void> of(AsyncSocket socket, SocketOutput output) {
    Task<Void> drained = output.drained();
    if (drained.isDone()) {
      socket.shut();
      return drained;
    }
    return new SocketClosing(socket, drained).begin();
  }

  @Override
  protected @Nullable CompletionStage<?> step(int at, @Nullable Object arrived) {
    if (at == 0) {
      limit = socket.poller().eventLoop().schedule(AsyncSocket.LINGER, socket::abort);
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
    socket.shut();
  }
}
