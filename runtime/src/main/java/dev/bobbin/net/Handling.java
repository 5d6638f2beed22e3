package dev.bobbin.net;

import dev.bobbin.AsyncFunction;
import dev.bobbin.Task;
import dev.bobbin.TaskGroup;
import dev.bobbin.internal.Routine;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One connection of a server: the handler, then the end of the socket, whatever comes. */
final class Handling extends Routine<Object> {

  private static final int SECURED = 1;
  private static final int HANDLED = 2;
  private static final int CLOSED = 3;

  private final AsyncSocket socket;
  private final @Nullable Tls tls;
  private final AsyncFunction<AsyncSocket, ?> handler;
  private @Nullable Throwable thrown;

  Handling(AsyncSocket socket, @Nullable Tls tls, AsyncFunction<AsyncSocket, ?> handler) {
    super("AsyncServer.handle");
    this.socket = socket;
    this.tls = tls;
    this.handler = handler;
  }

  Task<Object> start() {
    return begin();
  }

  @Override
  protected @Nullable CompletionStage<?> step(int at, @Nullable Object arrived) throws Throwable {
    return switch (at) {
      case 0 -> tls == null ? handle() : await(socket.startTls(tls), SECURED);
      case SECURED -> handle();
      case HANDLED -> await(socket.closeAsync(), CLOSED);
      default -> end();
    };
  }

  private @Nullable CompletionStage<?> handle() throws Exception {
    return await(
        Objects.requireNonNull(handler.apply(socket), "the handler returned null for a stage"),
        HANDLED);
  }

  @Override
  protected @Nullable CompletionStage<?> failed(int at, Throwable failure) throws Throwable {
    if (thrown == null) {
      thrown = failure;
    }
    if (at == CLOSED) {
      return end();
    }
    if (failure instanceof CancellationException) {
      socket.abort();
    }
    return await(socket.closeAsync(), CLOSED);
  }

  private CompletionStage<?> end() throws Throwable {
    if (thrown instanceof CancellationException cancelled) {
      throw cancelled;
    }
    if (thrown != null && !isOfTheConnection(thrown)) {
      socket.connection().poller().reportFailure(this, thrown);
    }
    return Task.done();
  }

  /** In a group of the handler's, the failure of the socket is the cause of the group's. */
  private boolean isOfTheConnection(Throwable failure) {
    Throwable cause = failure.getCause();
    return socket.connection().brokeWith(failure)
        || (failure instanceof TaskGroup.FailedException
            && cause != null
            && socket.connection().brokeWith(cause));
  }
}
