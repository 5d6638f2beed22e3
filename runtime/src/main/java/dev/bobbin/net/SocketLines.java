package dev.bobbin.net;

import dev.bobbin.Task;
import dev.bobbin.internal.Routine;
import dev.bobbin.stream.AsyncIterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The lines that come in at a socket. */
final class SocketLines implements AsyncIterator<String> {

  private final AsyncSocket socket;
  private @Nullable String line;

  SocketLines(AsyncSocket socket) {
    this.socket = socket;
  }

  @Override
  public Task<Boolean> hasNext() {
    return line != null ? Task.of(true) : new Asking().start();
  }

  @Override
  public String next() {
    String next = line;
    if (next == null) {
      throw new NoSuchElementException("hasNext() did not give true: await it before each next()");
    }
    line = null;
    return next;
  }

  private final class Asking extends Routine<Boolean> {

    Asking() {
      super("AsyncSocket.lines");
    }

    Task<Boolean> start() {
      return begin();
    }

    @Override
    protected @Nullable CompletionStage<?> step(int at, @Nullable Object arrived) {
      if (at == 0) {
        return await(socket.readLine(), 1);
      }
      line = (String) arrived;
      return Task.of(line != null);
    }
  }
}
