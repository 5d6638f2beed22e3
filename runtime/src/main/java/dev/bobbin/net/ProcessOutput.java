package dev.bobbin.net;

import dev.bobbin.Task;
import dev.bobbin.internal.Routine;
import dev.bobbin.stream.AsyncStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What a process writes to its standard output or standard error; see {@link AsyncProcess#stdout}.
 *
 * <p>It is read when it is asked for: a process that writes more than a pipe holds waits until
 * somebody reads. A cancelled read loses nothing, the next one goes on where it would have. There
 * is one reader at a time, and one way of reading for one output: {@link #lines} look ahead.
 *
 * <p>The end is where the process and all that inherited the pipe from it have closed it. What the
 * process itself wrote is always read; but where something that it left behind, a daemon, holds the
 * pipe, the end is there a second after the end of the process at the latest, and what the daemon
 * writes from then on is lost. After the {@link AsyncProcess} was closed, reading fails with {@link
 * ClosedChannelException}.
 */
public final class ProcessOutput {

  private final PipeReader pipe;
  private ByteBuffer current = ByteBuffer.allocate(0);
  private boolean ended;
  private @Nullable Task<?> asking;

  ProcessOutput(InputStream in, CompletableFuture<?> exit) {
    this.pipe = new PipeReader(in, exit);
    pipe.watchExit();
  }

  /**
   * Reads what there is, and waits only for the first byte.
   *
   * @return how many bytes; 0 only if the buffer has no room, -1 at the end
   * @throws IllegalStateException while another read is under way
   */
  public Task<Integer> read(ByteBuffer into) {
    return reading(
        new Taking<Integer>("ProcessOutput.read") {
          @Override
          @Nullable Integer arrived() {
            if (!into.hasRemaining()) {
              return 0;
            }
            int count = Math.min(into.remaining(), current.remaining());
            into.put(current.slice().limit(count));
            current.position(current.position() + count);
            return count;
          }

          @Override
          Integer end() {
            return -1;
          }
        });
  }

  /**
   * All that comes until the end; it has to fit into memory.
   *
   * @throws IllegalStateException while another read is under way
   */
  public Task<byte[]> readAllBytes() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    return reading(
        new Taking<byte[]>("ProcessOutput.readAllBytes") {
          @Override
          byte @Nullable [] arrived() {
            all.write(current.array(), current.position(), current.remaining());
            current.position(current.limit());
            return null;
          }

          @Override
          byte[] end() {
            return all.toByteArray();
          }
        });
  }

  /** The lines that come, in UTF-8; see {@link #lines(Charset)}. */
  public AsyncStream<String> lines() {
    return lines(StandardCharsets.UTF_8);
  }

  /**
   * The lines that come, as they come and without their ends; what is no text becomes the charset's
   * replacement. To end the stream early leaves the process alone.
   */
  public AsyncStream<String> lines(Charset charset) {
    return AsyncStream.iterating(() -> new OutputLines(this, charset));
  }

  /** The bytes at hand, at least one; none at the end. They have to be taken before the next. */
  Task<ByteBuffer> next() {
    return reading(
        new Taking<ByteBuffer>("ProcessOutput.lines") {
          @Override
          ByteBuffer arrived() {
            ByteBuffer taken = current;
            current = ByteBuffer.allocate(0);
            return taken;
          }

          @Override
          ByteBuffer end() {
            return ByteBuffer.allocate(0);
          }
        });
  }

  /** On any thread, when the process has ended. */
  void close() {
    pipe.close();
  }

  private <T> Task<T> reading(Taking<T> reading) {
    if (asking != null && !asking.isDone()) {
      throw new IllegalStateException(
          "a read of this output is under way: it is read by one task at a time");
    }
    Task<T> task = reading.start();
    asking = task;
    return task;
  }

  /** Takes bytes as they come, until it has a result. */
  private abstract class Taking<T> extends Routine<T> {

    Taking(String name) {
      super(name);
    }

    /** Takes of the current bytes; null to get more. */
    abstract @Nullable T arrived();

    /** The result at the end of the output. */
    abstract T end();

    final Task<T> start() {
      return begin();
    }

    @Override
    protected final @Nullable CompletionStage<?> step(int at, @Nullable Object arrived)
        throws Throwable {
      if (at > 0) {
        ByteBuffer read = pipe.take();
        ended = read == null;
        current = read == null ? current : read;
      }
      while (true) {
        if (current.hasRemaining()) {
          T result = arrived();
          if (result != null) {
            return Task.of(result);
          }
        } else if (ended) {
          return Task.of(end());
        } else {
          return await(pipe.arrival(), 1);
        }
      }
    }
  }
}
