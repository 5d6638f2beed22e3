package dev.bobbin.process;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A child process and its two streams. They are read and written on a thread of their own, because
 * nothing but the end of the process interrupts that, and a call has to be cancellable.
 */
final class Child {

  private record Exchange(Request request, CompletableFuture<Reply> reply) {}

  private final Process process;
  private final @Nullable ArgumentFile arguments;
  private final SynchronousQueue<Exchange> exchanges = new SynchronousQueue<>();

  Child(Process process, @Nullable ArgumentFile arguments, String name) {
    this.process = process;
    this.arguments = arguments;
    Thread talker = new Thread(this::talk, name + " to " + process.pid());
    talker.setDaemon(true);
    talker.start();
    process.onExit().thenRun(talker::interrupt);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Sends a request and waits for the reply.
   *
   * @throws IOException if the child ended meanwhile
   * @throws OutOfMemoryError if the reply does not fit into this heap; the child is of no use then
   */
  Reply exchange(Request request) throws InterruptedException, IOException {
    Exchange exchange = new Exchange(request, new CompletableFuture<>());
    while (!exchanges.offer(exchange, 100, TimeUnit.MILLISECONDS)) {
      if (!process.isAlive()) {
        throw new IOException("it had ended before");
      }
    }
    try {
      return exchange.reply().get();
    } catch (ExecutionException broken) {
      if (broken.getCause() instanceof IOException ended) {
        throw ended;
      }
      throw (Error) broken.getCause();
    }
  }

  private void talk() {
    try (DataOutputStream out = new DataOutputStream(process.getOutputStream());
        DataInputStream in = new DataInputStream(process.getInputStream())) {
      while (talkOnce(out, in)) {
        // until the pipe breaks
      }
    } catch (InterruptedException | IOException ended) {
      // the process has ended: exchange() tells it to who waits
    }
  }

  private boolean talkOnce(DataOutputStream out, DataInputStream in)
      throws InterruptedException, IOException {
    Exchange exchange = exchanges.take();
    try {
      out.writeInt(exchange.request().code().length);
      out.write(exchange.request().code());
      out.flush();
      return exchange.reply().complete(Reply.read(in, System.err));
    } catch (IOException | Error broken) {
      exchange.reply().completeExceptionally(broken);
      return false;
    }
  }

  /** Why there is no reply. */
  ProcessPool.DiedException died(Request request, @Nullable Throwable broken) {
    return new ProcessPool.DiedException(
        "process "
            + process.pid()
            + " ended with status "
            + process.exitValue()
            + " while it ran "
            + request.name()
            + "; see what it wrote to standard error",
        broken);
  }

  /** Kills the process and waits for its end, which is a matter of milliseconds. */
  void destroy() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Ends the process, which has nothing to do. */
  void end() {
    try {
      process.getOutputStream().close();
    } catch (IOException ended) {
      // so it has ended
    }
    awaitEnd();
  }

  /** Not by process.onExit(): that is told on the common pool, behind whatever computes there. */
  private void awaitEnd() {
    boolean interrupted = false;
    while (true) {
      try {
        process.waitFor();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (arguments != null) {
      arguments.delete(); // it may have ended before it could
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
