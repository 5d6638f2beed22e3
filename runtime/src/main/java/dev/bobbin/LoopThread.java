package dev.bobbin;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Which thread runs a loop's turns: one at a time, for a turn, for a run, or to the loop's end. */
final class LoopThread {

  private static final VarHandle DRIVER;

  static {
    try {
      DRIVER = MethodHandles.lookup().findVarHandle(LoopThread.class, "driver", Thread.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final LoopCore loop;

  // === Shared with other threads ===

  /** The thread whose turns these are; null between the runs of a loop without one of its own. */
  private volatile @Nullable Thread driver;

  private volatile @Nullable Thread own;

  LoopThread(LoopCore loop) {
    this.loop = loop;
  }

  // === From any thread ===

  boolean isCurrent() {
    return driver == Thread.currentThread();
  }

  boolean isTaken() {
    return driver != null;
  }

  /** What the thread is doing; nothing if there is none. */
  StackTraceElement[] stack() {
    Thread thread = driver;
    return thread == null ? new StackTraceElement[0] : thread.getStackTrace();
  }

  void wakeUp() {
    Thread sleeping = driver;
    if (sleeping != null) {
      LockSupport.unpark(sleeping);
    }
  }

  void start(String name) {
    Thread thread = new Thread(this::runOwn, name);
    claim(thread);
    own = thread;
    thread.start();
  }

  /** Waits for the end of the loop's own thread, if it has one. */
  void joinOwn() {
    Thread thread = own;
    boolean interrupted = false;
    while (thread != null) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  // === On the thread that drives, or is about to ===

  /** From here on this thread is the loop's. */
  void attach() {
    claim(Thread.currentThread());
    CurrentLoop.set(loop);
  }

  private void claim(Thread thread) {
    if (!tryClaim(thread)) {
      throw new IllegalStateException(loop + " runs already, on another thread");
    }
  }

  /** The same; false if another thread is. */
  boolean tryAttach() {
    boolean claimed = tryClaim(Thread.currentThread());
    if (claimed) {
      CurrentLoop.set(loop);
    }
    return claimed;
  }

  private boolean tryClaim(Thread thread) {
    boolean claimed = DRIVER.compareAndSet(this, (Thread) null, thread);
    if (claimed) {
      loop.attached();
    }
    return claimed;
  }

  void detach() {
    CurrentLoop.set(null);
    driver = null;
  }

  /** One turn on this thread, which may be inside of another turn. */
  int runOnce(long maxWaitNanos) {
    if (isCurrent()) {
      return turnInside(maxWaitNanos);
    }
    CurrentLoop.requireNone();
    attach();
    try {
      return loop.turn(maxWaitNanos);
    } finally {
      detach();
    }
  }

  /** A turn inside of a step of this loop, in which a turn of another one may be under way. */
  int turnInside(long maxWaitNanos) {
    LoopCore outer = CurrentLoop.set(loop);
    try {
      return loop.turn(maxWaitNanos);
    } finally {
      CurrentLoop.set(outer);
    }
  }

  private void runOwn() {
    CurrentLoop.set(loop);
    VirtualMachineError fatal = null;
    try {
      while (!loop.shutdown.isClosed()) {
        Thread.interrupted(); // of no meaning here, and parking needs it cleared
        try {
          loop.turns(Long.MAX_VALUE, null);
        } catch (VirtualMachineError error) {
          if (fatal != null) {
            throw error;
          }
          fatal = error;
          loop.shutdown.request(loop.settings.shutdownGrace()); // or who waits would for ever
        }
      }
    } finally {
      detach();
    }
    if (fatal != null) {
      throw fatal;
    }
  }

  /** On a thread that closes a loop which nobody drives. */
  void driveToEnd() {
    LoopCore outer = CurrentLoop.set(null);
    boolean interrupted = false;
    attach();
    try {
      while (!loop.shutdown.isClosed()) {
        interrupted |= Thread.interrupted(); // parking needs it cleared
        loop.turns(Long.MAX_VALUE, null);
      }
    } finally {
      detach();
      if (outer != null) {
        CurrentLoop.set(outer);
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
