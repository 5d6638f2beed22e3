package dev.bobbin.process;

import dev.bobbin.AsyncCloseable;
import dev.bobbin.Bobbin;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs CPU-bound code in JVMs of its own, beside this one: it can neither freeze the loop nor fill
 * this heap, and if it crashes it crashes alone. The counterpart of Python's {@code
 * ProcessPoolExecutor}. Where such isolation is not needed, {@link Bobbin#compute} costs less.
 *
 * <pre>{@code
 * try (var pool = ProcessPool.of(4)) {
 *   Task<Long> primes = pool.call(() -> countPrimes(1_000_000));
 *   System.out.println(await(primes));
 * }
 * }</pre>
 *
 * <p>The code and all that it refers to are copied, by Java serialization, when {@link #call} is
 * called; the result is copied back. What they print goes to this JVM's standard error. The child
 * JVMs start when they are first needed, with the class path or module path, the options and the
 * agents of this JVM, and end with it at the latest.
 *
 * <p>A pool may be used from several loops and threads.
 */
public final class ProcessPool implements AsyncCloseable {

  /** Code for another process. A lambda is one if all that it captures is serializable. */
  @FunctionalInterface
  public interface Call<T extends @Nullable Object> extends Callable<T>, Serializable {}

  /** A child process ended, by itself or killed, while it ran a call. */
  public static final class DiedException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    DiedException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  private static final AtomicInteger POOLS = new AtomicInteger();

  private final Builder settings;
  private final List<Worker> workers = Collections.synchronizedList(new ArrayList<>());
  private final ThreadPoolExecutor executor;

  private ProcessPool(Builder settings) {
    this.settings = settings;
    String name = "bobbin-process-" + POOLS.incrementAndGet() + "-";
    ChildCommand command = new ChildCommand(settings.jvmOptions, settings.inputFilter);
    this.executor =
        new ThreadPoolExecutor(
            settings.processes,
            settings.processes,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(settings.maxQueued),
            work -> {
              Worker worker = new Worker(work, name + (workers.size() + 1), command);
              workers.add(worker);
              return worker;
            });
  }

  /** A pool of at most so many child JVMs. */
  public static ProcessPool of(int processes) {
    return builder().processes(processes).build();
  }

  /** For a pool whose JVMs need options, or whose calls carry other classes. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Runs code in a child process. Calls that find all of them busy wait, first come first served.
   *
   * <p>Cancelling the task while the code runs destroys the child, and the task ends when the child
   * has ended; while it waits, it never starts.
   *
   * @return fails with what the code threw; with {@link DiedException} if the child ended; with
   *     {@link java.io.NotSerializableException} if the code or its result cannot be copied, {@link
   *     OutOfMemoryError} where the result has no room in this heap; with {@link
   *     RejectedExecutionException} if too many calls wait, or after {@link #closeAsync}
   * @throws IllegalStateException if no loop runs on this thread
   */
  @SuppressWarnings("unchecked")
  public <T extends @Nullable Object> Task<T> call(Call<T> code) {
    Objects.requireNonNull(code, "code");
    Request request;
    try {
      request = Request.of(code);
    } catch (IOException | RuntimeException | StackOverflowError cannotBeCopied) {
      return Task.failed(cannotBeCopied);
    }
    return (Task<T>) Bobbin.on(this::execute, () -> Worker.current().call(request));
  }

  private void execute(Runnable work) {
    try {
      executor.execute(work);
    } catch (RejectedExecutionException refused) {
      String why =
          executor.isShutdown()
              ? " is closed"
              : " lets at most "
                  + settings.maxQueued
                  + " calls wait: make fewer at a time, as Bobbin.forEach does, or raise maxQueued";
      throw new RejectedExecutionException(this + why, refused);
    }
  }

  /**
   * Accepts no more calls, lets the accepted ones end, then ends the child processes. To end at
   * once, cancel the calls.
   *
   * @return done when all children have ended
   */
  @Override
  public Task<Void> closeAsync() {
    executor.shutdown();
    return Bobbin.blocking(this::awaitEnd);
  }

  @Override
  public void close() {
    if (EventLoop.currentOrNull() != null) {
      AsyncCloseable.super.close(); // which says why not
    }
    executor.shutdown();
    boolean interrupted = false;
    while (true) {
      try {
        awaitEnd();
        break;
      } catch (InterruptedException e) {
        interrupted = true; // the children end when their calls have, and nobody is left alone
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private @Nullable Void awaitEnd() throws InterruptedException {
    executor.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    for (Worker worker : List.copyOf(workers)) {
      worker.join();
    }
    return null;
  }

  @Override
  public String toString() {
    return "ProcessPool["
        + settings.processes
        + " processes, "
        + executor.getActiveCount()
        + " busy, "
        + executor.getQueue().size()
        + " calls waiting"
        + (executor.isShutdown() ? ", closed]" : "]");
  }

  /** Settings of a pool; each has a default. */
  public static final class Builder {

    private int processes = Runtime.getRuntime().availableProcessors();
    private int maxQueued = 1024;
    private List<String> jvmOptions = List.of();
    private String inputFilter = "";

    private Builder() {}

    /** How many children there may be; by default as many as there are processors. */
    public Builder processes(int most) {
      this.processes = positive(most, "processes");
      return this;
    }

    /** How many calls may wait for a child; by default 1024. */
    public Builder maxQueued(int calls) {
      this.maxQueued = positive(calls, "maxQueued");
      return this;
    }

    /**
     * Options for the children's JVMs, behind those of this one. Their standard output carries
     * replies, so what they would log there is turned off: log to standard error, {@code
     * -Xlog:gc:stderr}, or to a file.
     */
    public Builder jvmOptions(String... options) {
      this.jvmOptions = List.of(options);
      return this;
    }

    /**
     * Which classes may be deserialized, here and in the children: a pattern as {@link
     * ObjectInputFilter.Config#createFilter} reads it. By default the filter of the JVM holds, if
     * one is set.
     */
    public Builder inputFilter(String pattern) {
      ObjectInputFilter.Config.createFilter(pattern); // which checks it
      this.inputFilter = pattern;
      return this;
    }

    /** A pool as described; its processes start with the first calls. */
    public ProcessPool build() {
      Builder copy = new Builder();
      copy.processes = processes;
      copy.maxQueued = maxQueued;
      copy.jvmOptions = jvmOptions;
      copy.inputFilter = inputFilter;
      return new ProcessPool(copy);
    }

    private static int positive(int value, String what) {
      if (value < 1) {
        throw new IllegalArgumentException(what + " is " + value + ", not positive");
      }
      return value;
    }
  }
}
