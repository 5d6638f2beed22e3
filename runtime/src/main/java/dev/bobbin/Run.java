package dev.bobbin;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** One run of a loop on the calling thread. */
final class Run<T> {

  private final LoopCore loop;
  private final ForkTask<T> main;

  /** What the interrupts of this thread cancelled main with. */
  private @Nullable CancellationException interrupt;

  Run(LoopCore loop, AsyncCallable<T> operation) {
    this.loop = loop;
    this.main = new ForkTask<>(loop.context(), operation);
  }

  T call() {
    loop.thread.attach();
    ShutdownHook hook = ShutdownHook.register(loop, main);
    try {
      loop.ready(main);
      while (!main.isDone() && !loop.shutdown.isClosed()) {
        checkInterrupt();
        loop.turns(Long.MAX_VALUE, main);
      }
    } finally {
      if (hook != null) {
        hook.remove();
      }
      loop.thread.detach();
    }
    return outcome();
  }

  /** The first interrupt cancels main; a later one does so again. */
  private void checkInterrupt() {
    if (Thread.interrupted()) {
      if (interrupt == null) {
        interrupt = new CancellationException("the thread of the loop was interrupted");
      }
      Cancellation.deliver(main, interrupt);
    }
  }

  private T outcome() {
    if (main.isFailed()) {
      AsyncTrace.tidy((Throwable) Objects.requireNonNull(main.outcome));
    }
    if (interrupt == null) {
      return main.join();
    }
    if (main.isCancelled() && main.outcome == interrupt) {
      InterruptedException thrown = new InterruptedException("run was interrupted");
      thrown.initCause(interrupt);
      throw Failures.sneaky(thrown);
    }
    Thread.currentThread().interrupt(); // main made something else of it
    return main.value();
  }
}
