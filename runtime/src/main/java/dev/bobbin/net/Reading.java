package dev.bobbin.net;

import dev.bobbin.Promise;
import dev.bobbin.Task;
import dev.bobbin.WaitingLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A wait for input. What arrived is handed over in one piece, or stays for the next read. */
abstract class Reading<T> extends Promise<T> {

  Reading(WaitingLine<?> line) {
    super(line);
  }

  /** Something has arrived; takes it if it is enough. */
  abstract void attempt();

  void refuse(IOException failure) {
    fail(failure);
  }

  /** Who reads, for messages. */
  final String reader() {
    Task<?> task = awaitedBy();
    return task == null ? "another task" : task.name();
  }

  /** Until there is anything, or the end. */
  static final class Any extends Reading<Void> {

    private final SocketInput input;

    Any(WaitingLine<?> line, SocketInput input) {
      super(line);
      this.input = input;
    }

    @Override
    void attempt() {
      if (input.isReadable()) {
        complete(null);
      }
    }
  }

  /** For at least one byte. */
  static final class Some extends Reading<Integer> {

    private final SocketInput input;
    private final ByteBuffer into;

    Some(WaitingLine<?> line, SocketInput input, ByteBuffer into) {
      super(line);
      this.input = input;
      this.into = into;
    }

    @Override
    void attempt() {
      try {
        int n = input.readNow(into);
        if (n != 0) {
          complete(n);
        }
      } catch (IOException e) {
        fail(e);
      }
    }
  }

  /** For all that a cut needs. */
  static final class Whole<T> extends Reading<T> {

    private final SocketInput input;
    private final Cut<T> cut;

    Whole(WaitingLine<?> line, SocketInput input, Cut<T> cut) {
      super(line);
      this.input = input;
      this.cut = cut;
    }

    @Override
    void attempt() {
      try {
        if (input.cutNow(cut)) {
          complete(result());
        }
      } catch (IOException e) {
        fail(e);
      }
    }

    private @Nullable T result() {
      return cut.result();
    }
  }
}
