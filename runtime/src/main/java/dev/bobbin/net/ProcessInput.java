package dev.bobbin.net;

import dev.bobbin.AsyncCloseable;
import dev.bobbin.Task;
import dev.bobbin.stream.AsyncStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/**
 * What a process reads as its standard input; see {@link AsyncProcess#stdin}.
 *
 * <p>A write is done when the process has taken the bytes, or the pipe to it has: a process that
 * does not read makes the writer wait. Writes are carried out in the order of the calls. One that
 * is cancelled while it waits for others is not carried out; one that has begun goes on without the
 * task that waited for it, so that the process never sees half of it.
 */
public final class ProcessInput implements AsyncCloseable {

  private final OutputStream out;

  /** The end of the last write or of closing; it never fails. */
  private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

  private boolean closed;

  ProcessInput(OutputStream out) {
    this.out = out;
  }

  /**
   * Writes all of the buffer, which is free again when this returns.
   *
   * @return fails with IOException if the process has ended or reads no more ("Broken pipe"), or
   *     this was closed
   */
  public Task<Void> write(ByteBuffer all) {
    byte[] bytes = new byte[all.remaining()];
    all.get(bytes);
    return Task.from(send(bytes));
  }

  /** The same for text, in UTF-8. */
  public Task<Void> write(String text) {
    return Task.from(send(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Writes piece after piece, each when the process has taken the one before. */
  public Task<Void> write(AsyncStream<ByteBuffer> pieces) {
    return pieces.forEach(this::write);
  }

  /** Tells the process that there is no more to read, behind what is still being written. */
  @Override
  public Task<Void> closeAsync() {
    return Task.from(end().copy());
  }

  /** A write that begins when those before it are over, unless it was cancelled by then. */
  CompletableFuture<Void> send(byte[] bytes) {
    if (closed) {
      return CompletableFuture.failedFuture(
          new IOException("the process's standard input was closed"));
    }
    CompletableFuture<Void> written = new CompletableFuture<>();
    last = last.thenRunAsync(() -> write(bytes, written), PipeThreads.ALL);
    return written;
  }

  private void write(byte[] bytes, CompletableFuture<Void> written) {
    if (written.isDone()) {
      return; // cancelled
    }
    try {
      out.write(bytes);
      out.flush();
      written.complete(null);
    } catch (Throwable broken) {
      written.completeExceptionally(broken);
    }
  }

  /** Closes behind the writes. */
  CompletableFuture<Void> end() {
    if (!closed) {
      closed = true;
      last = last.thenRunAsync(this::closePipe, PipeThreads.ALL);
    }
    return last;
  }

  private void closePipe() {
    try {
      out.close();
    } catch (IOException broken) {
      // The process has ended or reads no more; who wrote what it did not read was told.
    }
  }
}
