package dev.bobbin;

import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** How a loop ends: cancel, wait, cancel again, name what is left. */
final class Shutdown {

  private final EventLoop loop;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  // === Confined to the loop thread ===

  private boolean begun;
  private boolean abandoned;

  Shutdown(EventLoop loop) {
    this.loop = loop;
  }

  CompletionStage<Void> closed() {
    return closed.copy();
  }

  /** From any thread, once. */
  void request(Duration grace) {
    if (loop.inLoop()) {
      loop.ready(new Step(() -> begin(grace)));
    } else {
      loop.post(new Step(() -> begin(grace)));
    }
  }

  /** A step of the shutdown in the ready queue, behind what was accepted before. */
  private static final class Step extends Waiter {
    private final Runnable code;

    Step(Runnable code) {
      this.code = code;
    }

    @Override
    @Nullable Waiter step() {
      code.run();
      return null;
    }
  }

  private void begin(Duration grace) {
    begun = true;
    Duration half = grace.dividedBy(2);
    cancelAll();
    loop.addTimer(half, new Callback(loop, () -> secondHalf(grace.minus(half))));
  }

  private void secondHalf(Duration rest) {
    cancelAll();
    loop.addTimer(rest, new Callback(loop, this::abandon));
  }

  private void cancelAll() {
    Cancellation.deliverToAll(
        listed(), new CancellationException("cancelled by the shutdown of " + loop));
  }

  private Set<AbstractTask<?>> listed() {
    Set<AbstractTask<?>> tasks = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Task<?> task : loop.tasks()) {
      tasks.add((AbstractTask<?>) task);
    }
    return tasks;
  }

  void abandon() {
    Set<AbstractTask<?>> left = listed();
    abandoned = true;
    for (AbstractTask<?> task : left) {
      AbstractTask<?> next = task.waitsFor();
      boolean waitsForAnother = next != null && next.isListed() && left.contains(next);
      if (!waitsForAnother) {
        loop.report(
            task,
            new IllegalStateException(
                task + " did not end within the grace time of the shutdown and was abandoned"));
      }
    }
    for (AbstractTask<?> task : left) {
      if (!task.isDone()) {
        // Nobody will run its code again; who joins it must not wait for ever.
        task.complete(
            AbstractTask.DONE | AbstractTask.FAILED | AbstractTask.CANCELLED,
            new CancellationException(task.name() + " was abandoned when its loop was closed"));
      }
    }
  }

  /** On the loop's thread, at the end of a turn. */
  boolean isOver() {
    return abandoned || (begun && loop.live() == 0);
  }

  void finish() {
    closed.complete(null);
  }

  /** On a thread that is not the loop's; drives the loop if nobody else does. */
  void await() {
    if (!loop.isClosed() && !loop.isDriven()) {
      loop.driveToEnd();
    }
    boolean interrupted = false;
    while (true) {
      try {
        closed.get();
        break;
      } catch (InterruptedException e) {
        interrupted =
            true; // the loop ends within its grace time; leaving it half closed helps nobody
      } catch (ExecutionException e) {
        throw new AssertionError("closing does not fail", e);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  static void join(Thread thread) {
    boolean interrupted = false;
    while (true) {
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
}
