package dev.bobbin.net;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads a pipe, a piece each time when it is asked to, on a thread that nothing interrupts: whoever
 * waits may give up, and the piece is there for who asks next.
 *
 * <p>A read that is stuck when the process has ended waits for something else that holds the pipe.
 * It is given up, twice half a second later: all that the process wrote was there before its end,
 * and a JVM that was stopped meanwhile has had time to read it.
 */
final class PipeReader {

  /** What a pipe of Linux holds by default. */
  private static final int PIECE = 64 * 1024;

  private static final Executor LATER =
      CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS, PipeThreads.ALL);

  private final InputStream in;
  private final CompletableFuture<?> exit;

  /** The read under way or not taken yet; null at the end of it is the end of the pipe. */
  private volatile @Nullable CompletableFuture<@Nullable ByteBuffer> reading;

  private volatile boolean closed;

  PipeReader(InputStream in, CompletableFuture<?> exit) {
    this.in = in;
    this.exit = exit;
  }

  /** To be called once, so that the end of the process is not missed. */
  void watchExit() {
    exit.whenComplete((status, failure) -> giveUpLater());
  }

  /** Done when {@link #take} has something, also if that is a failure. */
  CompletionStage<?> arrival() {
    CompletableFuture<@Nullable ByteBuffer> begun = reading;
    if (begun == null) {
      begun = begin();
    }
    return begun.handle((piece, failure) -> null);
  }

  private CompletableFuture<@Nullable ByteBuffer> begin() {
    CompletableFuture<@Nullable ByteBuffer> begun = new CompletableFuture<>();
    reading = begun;
    if (closed) {
      begun.completeExceptionally(new ClosedChannelException());
      return begun;
    }
    PipeThreads.ALL.execute(() -> read(begun));
    if (exit.isDone()) {
      giveUpLater();
    }
    return begun;
  }

  private void read(CompletableFuture<@Nullable ByteBuffer> begun) {
    try {
      byte[] piece = new byte[PIECE];
      int count = in.read(piece);
      begun.complete(count < 0 ? null : ByteBuffer.wrap(piece, 0, count));
    } catch (Throwable broken) {
      begun.completeExceptionally(broken);
    }
  }

  /** What was read, once; null at the end. */
  @Nullable ByteBuffer take() throws Throwable {
    CompletableFuture<@Nullable ByteBuffer> done = Objects.requireNonNull(reading);
    reading = null;
    try {
      return done.join();
    } catch (CompletionException failed) {
      throw Objects.requireNonNull(failed.getCause());
    }
  }

  private void giveUpLater() {
    CompletableFuture<@Nullable ByteBuffer> stuck = reading;
    if (stuck != null && !stuck.isDone()) {
      LATER.execute(() -> LATER.execute(() -> stuck.complete(null)));
    }
  }

  /** Gives the pipe back; a read that waits fails. Blocks. */
  void close() {
    closed = true;
    CompletableFuture<@Nullable ByteBuffer> waiting = reading;
    if (waiting != null) {
      waiting.completeExceptionally(new AsynchronousCloseException());
    }
    try {
      in.close();
    } catch (IOException broken) {
      // It was only read, so nothing is lost.
    }
  }
}
