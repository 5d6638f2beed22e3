package dev.bobbin.net;

import dev.bobbin.AsyncCloseable;
import dev.bobbin.Bobbin;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Another program that runs beside this one: a {@link Process} for tasks. The counterpart of {@code
 * asyncio.create_subprocess_exec}.
 *
 * <pre>{@code
 * var log = await(timeout(ofSeconds(10), () -> AsyncProcess.run("git", "log", "--oneline")));
 * if (log.status() == 0) {
 *   show(log.text());
 * }
 *
 * try (var process = await(AsyncProcess.start("tail", "-f", "log"))) {
 *   await(process.stdout().lines().take(10).forEach(line -> show(line)));
 * } // tail has ended
 * }</pre>
 *
 * <p>What the program is given, its directory, environment and where its streams lead, is said by a
 * {@link ProcessBuilder}. Streams that lead elsewhere have nothing to read here, and writing fails.
 *
 * <p>Closing ends the program with all that it started. To cancel a task that waits here leaves the
 * program alone, but for {@link #run}; a try-with-resources statement, which the cancellation
 * leaves, closes it. Programs run in real time: in a test with virtual time, a time limit for one
 * is over at once.
 */
public final class AsyncProcess implements AsyncCloseable {

  /** How long a program that is closed may take to end by itself. */
  private static final Duration CLOSE_GRACE = Duration.ofSeconds(2);

  /**
   * What became of a program.
   *
   * @param status what it returned; on Unix 128 and the number of the signal that ended it
   * @param stdout what it wrote to its standard output
   * @param stderr what it wrote to its standard error; nothing if that was redirected
   */
  public record Output(int status, byte[] stdout, byte[] stderr) {

    /** What it wrote to its standard output, as text in UTF-8. */
    public String text() {
      return new String(stdout, StandardCharsets.UTF_8);
    }

    /** What it wrote to its standard error, as text in UTF-8. */
    public String errorText() {
      return new String(stderr, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
      return "Output[status "
          + status
          + ", "
          + stdout.length
          + " bytes of output, "
          + stderr.length
          + " bytes of errors]";
    }
  }

  private final Process process;
  private final String program;
  private final CompletableFuture<Integer> exit = new CompletableFuture<>();
  private final ProcessInput stdin;
  private final ProcessOutput stdout;
  private final ProcessOutput stderr;
  private @Nullable CompletableFuture<Void> closing;

  private AsyncProcess(Process process, String program) {
    this.process = process;
    this.program = program;
    this.stdin = new ProcessInput(process.getOutputStream());
    this.stdout = new ProcessOutput(process.getInputStream(), exit);
    this.stderr = new ProcessOutput(process.getErrorStream(), exit);
    // Not process.onExit(): that is told on the common pool, behind whatever computes there.
    PipeThreads.ALL.execute(this::waitForExit);
  }

  private void waitForExit() {
    try {
      exit.complete(process.waitFor());
    } catch (Throwable broken) {
      exit.completeExceptionally(broken);
    }
  }

  // === Beginning ===

  /** Starts a program with its arguments. */
  public static Task<AsyncProcess> start(String... command) {
    return start(new ProcessBuilder(command));
  }

  /**
   * Starts a program.
   *
   * @param builder not to be changed before the task is done
   * @return fails with the IOException of {@link ProcessBuilder#start}, which names the program and
   *     the directory, if there is no such program; a cancellation comes before the start or after
   *     the task is done, so that no program is left alone
   */
  public static Task<AsyncProcess> start(ProcessBuilder builder) {
    return AsyncFiles.call(
        () -> new AsyncProcess(builder.start(), String.join(" ", builder.command())));
  }

  /** Runs a program that reads nothing; see {@link #run(ProcessBuilder, byte[])}. */
  public static Task<Output> run(String... command) {
    return run(new ProcessBuilder(command));
  }

  /** Runs a program that reads nothing; see {@link #run(ProcessBuilder, byte[])}. */
  public static Task<Output> run(ProcessBuilder builder) {
    return run(builder, new byte[0]);
  }

  /**
   * Runs a program to its end. Cancelling the task, by {@link Bobbin#timeout} say, closes the
   * program as {@link #closeAsync} does, and the task ends when it has ended.
   *
   * @param input what it gets to read
   */
  public static Task<Output> run(ProcessBuilder builder, byte[] input) {
    return new ProcessRun(builder, input).start();
  }

  // === Talking ===

  /** What the program reads. */
  public ProcessInput stdin() {
    return stdin;
  }

  /** What the program writes; it waits, once the pipe is full, until that is read. */
  public ProcessOutput stdout() {
    return stdout;
  }

  /** What the program writes about errors; to be read beside the output, or sent elsewhere. */
  public ProcessOutput stderr() {
    return stderr;
  }

  /** Closes the input, then collects both outputs until the program has ended. */
  public Task<Output> output() {
    return output(new byte[0]);
  }

  /**
   * Writes the input and closes it, collects both outputs meanwhile, and waits for the end of the
   * program. An input that it does not read to the end is no failure.
   *
   * @throws IllegalStateException while an output is being read
   */
  public Task<Output> output(byte[] input) {
    if (input.length > 0) {
      stdin.send(input);
    }
    stdin.end();
    return new ProcessCollecting(this).start();
  }

  // === Ending ===

  /**
   * Waits for the end of the program. The outputs may have more to read then. A cancelled wait
   * leaves the program alone.
   *
   * @return its status, on Unix 128 and the number of the signal that ended it
   */
  public Task<Integer> onExit() {
    return Task.from(exit.copy());
  }

  /** Whether it has not ended. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** The number that the operating system gave it. */
  public long pid() {
    return process.pid();
  }

  /**
   * Asks the program and all that it started to end (SIGTERM) and kills (SIGKILL) those that have
   * not within the grace time. A program that has ended by itself is left alone, with what it left
   * behind. What it wrote can still be read.
   *
   * @param grace zero or negative kills at once
   * @return its status
   */
  public Task<Integer> destroy(Duration grace) {
    return Task.from(
        CompletableFuture.runAsync(() -> endTree(grace), PipeThreads.ALL).thenCompose(v -> exit));
  }

  private void endTree(Duration grace) {
    try {
      new ProcessTree(process).end(grace);
    } catch (InterruptedException e) {
      throw new CompletionException(e);
    }
  }

  /**
   * {@link #destroy} with a grace time of two seconds; then the outputs are closed. To let the
   * program end by itself, await {@link #onExit} or {@link #output} before. Cancelling does not
   * keep it from being closed.
   */
  @Override
  public Task<Void> closeAsync() {
    return Task.from(closing().copy());
  }

  /** The same; where no loop runs on the thread, it blocks. */
  @Override
  public void close() {
    if (EventLoop.currentOrNull() != null) {
      AsyncCloseable.super.close(); // which says why not
    }
    closing().join();
  }

  private synchronized CompletableFuture<Void> closing() {
    CompletableFuture<Void> begun = closing;
    if (begun == null) {
      stdin.end();
      begun = CompletableFuture.runAsync(this::end, PipeThreads.ALL);
      closing = begun;
    }
    return begun;
  }

  private void end() {
    endTree(CLOSE_GRACE);
    stdout.close();
    stderr.close();
  }

  @Override
  public String toString() {
    return "AsyncProcess["
        + program
        + ", process "
        + pid()
        + (process.isAlive() ? ", running]" : ", ended with status " + process.exitValue() + "]");
  }
}
