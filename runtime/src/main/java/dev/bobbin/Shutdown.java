package dev.bobbin;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * How a loop ends: cancel, wait, cancel again, name what is left.
 *
 * <pre>
 *        request()            close(), when all tasks have ended or were abandoned
 * OPEN ------------> STOPPING -----------------------------------------------------> CLOSED
 * </pre>
 */
final class Shutdown {

  private enum Phase {
    OPEN,
    STOPPING,
    CLOSED
  }

  /** How often who waits for the end looks whether the host is still there. */
  private static final long LOOK_MILLIS = 100;

  private final LoopCore loop;

  // === Shared with other threads ===

  private volatile Phase phase = Phase.OPEN;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  // === Confined to the loop thread ===

  private boolean begun;
  private boolean abandoned;

  /** Whether a future or another loop has ever waited for a task of this one. */
  private boolean awaitedOutside;

  Shutdown(LoopCore loop) {
    this.loop = loop;
  }

  // === From any thread ===

  /** For messages. */
  String phase() {
    return phase.name().toLowerCase(Locale.ROOT);
  }

  boolean isStopping() {
    return phase != Phase.OPEN;
  }

  boolean isClosed() {
    return phase == Phase.CLOSED;
  }

  /** Until the end the loop's own code may start what it needs to clean up. */
  boolean refuses(boolean inLoop) {
    return phase == Phase.CLOSED || (phase == Phase.STOPPING && !inLoop);
  }

  void requireOpen() {
    if (phase != Phase.OPEN) {
      throw new IllegalStateException(loop + " cannot be used any more");
    }
  }

  CompletionStage<Void> closed() {
    return closed.copy();
  }

  /** The first request counts. */
  void request(Duration grace) {
    if (phase != Phase.OPEN) {
      return;
    }
    phase = Phase.STOPPING;
    if (loop.inLoop()) {
      loop.attend();
      loop.ready(new Beginning(grace));
    } else {
      loop.door.post(new Beginning(grace));
    }
  }

  /** Begins the shutdown from the ready queue, behind what was accepted before. */
  private final class Beginning extends Waiter {
    private final Duration grace;

    Beginning(Duration grace) {
      this.grace = grace;
    }

    @Override
    @Nullable Waiter step() {
      begin(grace);
      return null;
    }
  }

  // === On the loop's thread ===

  private void begin(Duration grace) {
    if (begun) {
      return; // asked for by two threads at once
    }
    begun = true;
    // Not dividedBy, which would load BigDecimal when the simplest program ends.
    Duration half = Duration.ofNanos(Delays.nanos(grace) / 2);
    if (loop.debug != null) {
      loop.debug.endsWith(listed());
    }
    cancelAll();
    // Each run of a program comes by here, and a lambda costs it a millisecond.
    Runnable later =
        new Runnable() {
          @Override
          public void run() {
            secondHalf(grace.minus(half));
          }
        };
    loop.addTimer(half, new Callback(loop, later));
  }

  private void secondHalf(Duration rest) {
    cancelAll();
    loop.addTimer(rest, new Callback(loop, this::abandon));
  }

  private void cancelAll() {
    if (loop.live() == 0) {
      return; // as at the end of most programs
    }
    Cancellation.deliverToAll(
        listed(), new CancellationException("cancelled by the shutdown of " + loop));
  }

  private Set<AbstractTask<?>> listed() {
    Set<AbstractTask<?>> tasks = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Task<?> task : new TaskTree(loop).listed()) {
      tasks.add((AbstractTask<?>) task);
    }
    return tasks;
  }

  private void abandon() {
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
            TaskState.DONE | TaskState.FAILED | TaskState.CANCELLED,
            new CancellationException(task.name() + " was abandoned when its loop was closed"));
      }
    }
  }

  /** Asked at the end of each turn. */
  boolean isOver() {
    return phase == Phase.STOPPING && (abandoned || (begun && loop.live() == 0));
  }

  /** The last callbacks that were accepted run before the loop is closed for good. */
  void close() {
    loop.door.shut();
    phase = Phase.CLOSED;
    runRest();
    if (loop.live() > 0) {
      abandon();
    }
    runWaiters();
    if (awaitedOutside) {
      tellOutside();
    }
    loop.leaves.dissolveLines();
    loop.detached();
    closed.complete(null);
  }

  /** To be called when a waiter is added that is not of this loop. */
  void awaitedOutside() {
    awaitedOutside = true;
  }

  /** A sleep, or a wait for an item, is no code that was cancelled: it just never ends. */
  private void tellOutside() {
    List<Waiter> stranded = new ArrayList<>();
    for (AbstractTask<?> task : new TaskTree(loop).all()) {
      for (Waiter at = task.firstWaiter(); at != null; at = at.next) {
        stranded.add(at);
      }
    }
    stranded.forEach(Waiter::stranded);
  }

  /** Callbacks are run, operations not begun any more. */
  private void runRest() {
    for (int left = loop.readyQueue.size(); left > 0; left--) {
      Object entry = Objects.requireNonNull(loop.readyQueue.poll());
      if (!(entry instanceof ForkTask<?> fork && fork.neverBegins())) {
        loop.runEntry(entry);
      }
    }
  }

  /** Of tasks that were abandoned; nobody who waited for them suspends again. */
  private void runWaiters() {
    ReadyQueue queue = loop.readyQueue;
    for (Object entry = queue.poll(); entry != null; entry = queue.poll()) {
      if (entry instanceof Waiter) {
        loop.runEntry(entry);
      }
    }
  }

  // === On a thread that is not the loop's ===

  /** Waits for the end, and drives the loop to it if nobody else does. */
  void await() {
    if (!isClosed() && !loop.isDriven()) {
      loop.thread.driveToEnd();
    }
    boolean interrupted = false;
    while (true) {
      try {
        if (loop.isHosted()) {
          awaitHost();
        } else {
          closed.get();
        }
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

  /** The host may be gone before the loop's end, and then cannot bring it about. */
  private void awaitHost() throws InterruptedException, ExecutionException {
    while (!closed.isDone()) {
      try {
        closed.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException notYet) {
        loop.driveIfHostIsGone();
      }
    }
  }
}
