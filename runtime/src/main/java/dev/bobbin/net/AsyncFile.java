package dev.bobbin.net;

import dev.bobbin.AsyncCloseable;
import dev.bobbin.Bobbin;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.UninterruptedCall;
import dev.bobbin.internal.Routine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * An open file, see {@link AsyncFiles#open}: a {@link FileChannel} for tasks.
 *
 * <pre>{@code
 * try (var file = await(AsyncFiles.open(path))) {
 *   ByteBuffer header = ByteBuffer.allocate(64);
 *   await(file.read(header, 0));
 * }
 * }</pre>
 *
 * <p>Calls that name a position may be under way side by side. Those without one go on where the
 * last one ended, and so are made one after the other. A buffer belongs to a call until its task is
 * done. About cancelling see {@link AsyncFiles}: what has begun is carried out, and the file stays
 * open. After {@link #closeAsync} all calls fail with {@link ClosedChannelException}.
 */
public final class AsyncFile implements AsyncCloseable {

  private final Path path;
  private final FileChannel channel;
  private final List<Task<?>> underWay = new ArrayList<>();
  private @Nullable Task<?> sequential;
  private @Nullable Task<Void> closing;

  AsyncFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Reads from a position on.
   *
   * @return how many bytes, at least one if there is room for one; -1 at the end
   */
  public Task<Integer> read(ByteBuffer into, long position) {
    return call(() -> channel.read(into, position));
  }

  /**
   * Reads on.
   *
   * @return as {@link #read(ByteBuffer, long)}
   * @throws IllegalStateException while another call without a position is under way
   */
  public Task<Integer> read(ByteBuffer into) {
    return sequentially(() -> channel.read(into));
  }

  /** Writes all of the buffer, from a position on; in a file opened to append, at its end. */
  public Task<Void> write(ByteBuffer all, long position) {
    return call(
        () -> {
          for (long at = position; all.hasRemaining(); ) {
            at += channel.write(all, at);
          }
          return null;
        });
  }

  /**
   * Writes all of the buffer, behind what was read or written last.
   *
   * @throws IllegalStateException while another call without a position is under way
   */
  public Task<Void> write(ByteBuffer all) {
    return sequentially(
        () -> {
          while (all.hasRemaining()) {
            channel.write(all);
          }
          return null;
        });
  }

  /**
   * From here on the next call without a position reads or writes.
   *
   * @throws IllegalStateException while another call without a position is under way
   */
  public Task<Void> position(long position) {
    return sequentially(
        () -> {
          channel.position(position);
          return null;
        });
  }

  /** How many bytes the file has. */
  public Task<Long> size() {
    return call(channel::size);
  }

  /** Cuts the file down to a size. */
  public Task<Void> truncate(long size) {
    return call(
        () -> {
          channel.truncate(size);
          return null;
        });
  }

  /**
   * Done when all that was written is on the disk itself.
   *
   * @param metaData also times and the like
   */
  public Task<Void> force(boolean metaData) {
    return call(
        () -> {
          channel.force(metaData);
          return null;
        });
  }

  /** Closes the file when the calls under way have ended. */
  @Override
  public Task<Void> closeAsync() {
    if (closing == null) {
      closing = Bobbin.uncancellable(() -> new Closing().start());
    }
    return closing;
  }

  /** The same; where no loop runs on the thread, it closes at once. */
  @Override
  public void close() {
    if (EventLoop.currentOrNull() != null) {
      AsyncCloseable.super.close(); // which says why not
    }
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private <T> Task<T> sequentially(UninterruptedCall<T> io) {
    if (sequential != null && !sequential.isDone()) {
      throw new IllegalStateException(
          "a call without a position is under way on " + path + ": await it before the next one");
    }
    Task<T> task = call(io);
    sequential = task;
    return task;
  }

  private <T> Task<T> call(UninterruptedCall<T> io) {
    if (closing != null) {
      return Task.failed(new ClosedChannelException());
    }
    underWay.removeIf(Task::isDone);
    Task<T> task = AsyncFiles.call(io);
    underWay.add(task);
    return task;
  }

  private final class Closing extends Routine<Void> {

    Closing() {
      super("AsyncFile.close");
    }

    Task<Void> start() {
      return begin();
    }

    @Override
    protected @Nullable CompletionStage<?> step(int at, @Nullable Object arrived) {
      if (at == 0) {
        return await(Bobbin.settle(underWay), 1);
      }
      return AsyncFiles.call(
          () -> {
            channel.close();
            return null;
          });
    }
  }

  @Override
  public String toString() {
    return "AsyncFile[" + path + (closing == null ? "]" : ", closed]");
  }
}
