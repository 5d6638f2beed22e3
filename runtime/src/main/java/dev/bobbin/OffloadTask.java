package dev.bobbin;

import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Blocking or CPU-bound code on a thread of an executor. Cancelling it interrupts the thread; the
 * task ends only when the code has returned, so that nobody uses what it still works on.
 */
final class OffloadTask<T> extends LeafTask<T> implements Runnable {

  private final Callable<T> code;
  private final @Nullable OffloadLimit limit;
  private final @Nullable Bindings bindings = Bindings.current();

  // === Confined to the loop thread ===

  private boolean submitted;

  // === Shared with the executor's thread, under this object's lock ===

  private boolean started;
  private boolean interrupting;
  private @Nullable Thread runner;
  private @Nullable CancellationException cancellation;

  private OffloadTask(LoopCore loop, Callable<T> code, @Nullable OffloadLimit limit) {
    super(loop);
    this.code = Objects.requireNonNull(code, "code");
    this.limit = limit;
  }

  static <T> Task<T> on(Executor executor, Callable<T> code) {
    OffloadTask<T> task = new OffloadTask<>(CurrentLoop.require(), code, null);
    task.begin();
    task.submit(executor);
    return task;
  }

  static <T> Task<T> within(OffloadLimit limit, LoopCore loop, Callable<T> code) {
    OffloadTask<T> task = new OffloadTask<>(loop, code, limit);
    task.begin();
    limit.admit(task);
    return task;
  }

  private void begin() {
    enrol();
    becomeLive();
    home().callBegan();
  }

  @Override
  void left() {
    home().callEnded();
  }

  void submit(Executor executor) {
    submitted = true;
    try {
      executor.execute(this);
    } catch (Throwable refused) {
      end(DONE | FAILED, refused);
    }
  }

  @Override
  public void run() {
    if (!claim()) {
      return; // cancelled before it started
    }
    try {
      T value = Bindings.with(bindings, code);
      release();
      home().door.post(() -> end(DONE, value));
    } catch (Throwable failure) {
      release();
      home().door.post(() -> arriveFailure(failure));
    }
  }

  private synchronized boolean claim() {
    if (cancellation != null) {
      return false;
    }
    started = true;
    runner = Thread.currentThread();
    return true;
  }

  /** After this no interrupt of ours reaches the thread, which may go on with other work. */
  private synchronized void release() {
    runner = null;
    while (interrupting) {
      try {
        wait();
      } catch (InterruptedException ours) {
        // it has come, and the loop looks again
      }
    }
    if (cancellation != null) {
      Thread.interrupted();
    }
  }

  /**
   * On a thread that may wait: to interrupt a virtual thread that reads a file waits, on JDK 25,
   * until that has read something. Nor may who holds the lock wait: a dump asks for it.
   */
  private void interrupt() {
    Thread interrupted;
    synchronized (this) {
      interrupted = runner;
    }
    try {
      if (interrupted != null) {
        interrupted.interrupt();
      }
    } finally {
      synchronized (this) {
        interrupting = false;
        notifyAll();
      }
    }
  }

  /** Code that gave way to the interrupt was cancelled; any other end is its own. */
  private void arriveFailure(Throwable failure) {
    CancellationException requested = requested();
    if (requested != null && isInterruption(failure)) {
      end(DONE | FAILED | CANCELLED, requested);
    } else {
      end(kindOf(failure), failure);
    }
  }

  private synchronized @Nullable CancellationException requested() {
    return cancellation;
  }

  private static boolean isInterruption(Throwable failure) {
    return failure instanceof InterruptedException || failure instanceof ClosedByInterruptException;
  }

  private void end(int kind, @Nullable Object result) {
    if (!isDone()) {
      CancellationException unheeded = (kind & CANCELLED) == 0 ? requested() : null;
      if (unheeded != null) {
        home().cancellations.keep(this, unheeded); // who waits for the code still sees it
      }
      complete(kind, result);
      if (limit != null) {
        limit.ended();
      }
    }
  }

  @Override
  boolean acceptCancel(CancellationException request, ArrayDeque<AbstractTask<?>> onward) {
    boolean runs;
    synchronized (this) {
      if (started && code instanceof UninterruptedCall) {
        return false; // the request waits for the next await of who waits for this
      }
      if (cancellation == null) {
        cancellation = request;
      }
      if (runner != null && !interrupting) {
        interrupting = true;
        BlockingThreads.THREADS.execute(this::interrupt);
      }
      runs = started;
    }
    if (submitted && !runs) {
      end(DONE | FAILED | CANCELLED, request);
    } else if (!runs && limit != null) {
      limit.withdraw(this);
      complete(DONE | FAILED | CANCELLED, request);
    }
    return true;
  }

  @Override
  boolean isListed() {
    return true;
  }

  @Override
  synchronized String describe() {
    Thread thread = runner;
    return thread != null
        ? "call on thread " + nameOf(thread)
        : started ? "call that has returned" : "call that has not started";
  }

  /** Virtual threads have none as a rule. */
  private static String nameOf(Thread thread) {
    return thread.getName().isEmpty() ? "#" + thread.getId() : thread.getName();
  }
}
