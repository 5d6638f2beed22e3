package dev.bobbin;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * How a request to cancel gets from the task that was asked to where it takes effect: down the
 * chain of awaits, without recursion, to the leaf, which ends with the CancellationException at
 * once; the exception then comes up as any other failure does, from finally block to finally block.
 *
 * <p>A coroutine that does not wait just now, or whose awaited outcome has arrived, cannot be
 * interrupted: the request waits here for its next suspending await. Confined to the loop's thread.
 */
final class Cancellation {

  /** By coroutine: the request that waits for it or, later, that was delivered to it. */
  private final TaskMap<CancellationException> requests = new TaskMap<>();

  /** Coroutines whose await closed a circle of tasks that wait for each other. */
  private final IdentityHashMap<AbstractTask<?>, Boolean> circles = new IdentityHashMap<>();

  /** How the cancellation that is being delivered came, if it came from another loop. */
  RemoteTask.@Nullable Hops hops;

  /**
   * Of a cancellation that was asked for: its text says by whom, and the lines of the awaits that
   * it interrupts are added. Where it was asked for is told in debug mode only, because a server
   * may cancel a million tasks, and the lines of their stacks would cost more than all the rest.
   */
  private static final StackTraceElement[] NO_LINES = new StackTraceElement[0];

  private record Branch(AbstractTask<?> task, @Nullable Coroutine<?> above) {}

  /** From any thread; false if the task's loop is closed. */
  static boolean request(AbstractTask<?> task, String reason) {
    LoopCore loop = task.home();
    CancellationException cancellation = new CancellationException(message(task, reason));
    if (!loop.settings.debug()) {
      cancellation.setStackTrace(NO_LINES);
    }
    if (loop.inLoop()) {
      deliver(task, cancellation);
      return true;
    }
    return loop.door.post(
        () -> {
          if (!task.isDone()) {
            deliver(task, cancellation);
          }
        });
  }

  private static String message(AbstractTask<?> task, String reason) {
    Task<?> by = Task.current();
    return task.name()
        + " was cancelled"
        + (by == null ? "" : " by " + by.name())
        + (reason.isEmpty() ? "" : ": " + reason);
  }

  /** On the loop's thread, for a task that is not done. */
  static void deliver(AbstractTask<?> task, CancellationException cancellation) {
    deliver(task, cancellation, null);
  }

  /** The same for one that comes from another loop. */
  void deliverRemote(
      AbstractTask<?> task, CancellationException cancellation, RemoteTask.Hops cameBy) {
    RemoteTask.Hops outer = hops;
    hops = cameBy;
    try {
      deliver(task, cancellation);
    } finally {
      hops = outer;
    }
  }

  /** On the loop's thread, for tasks some of which may wait for others of them. */
  static void deliverToAll(Collection<AbstractTask<?>> tasks, CancellationException cancellation) {
    Set<AbstractTask<?>> passed = Collections.newSetFromMap(new IdentityHashMap<>());
    for (AbstractTask<?> task : tasks) {
      if (!task.isDone()) {
        deliver(task, cancellation, passed);
      }
    }
  }

  /** Cancels what the owner of a scope awaits, without having cancelled the owner. */
  static void interrupt(
      Coroutine<?> owner, AbstractTask<?> awaited, ScopeCancellation cancellation) {
    deliver(new Branch(awaited, owner), cancellation, null);
  }

  private static void deliver(
      AbstractTask<?> task,
      CancellationException cancellation,
      @Nullable Set<AbstractTask<?>> passed) {
    deliver(new Branch(task, null), cancellation, passed);
  }

  private static void deliver(
      Branch first, CancellationException cancellation, @Nullable Set<AbstractTask<?>> passed) {
    ArrayDeque<Branch> branches = new ArrayDeque<>();
    branches.add(first);
    while (!branches.isEmpty()) {
      follow(branches.remove(), cancellation, branches, passed);
    }
  }

  private static void follow(
      Branch branch,
      CancellationException cancellation,
      ArrayDeque<Branch> branches,
      @Nullable Set<AbstractTask<?>> passed) {
    AbstractTask<?> at = branch.task();
    Coroutine<?> above = branch.above();
    while (passed == null || passed.add(at)) {
      if (at.isDone()) {
        // An outcome on its way is not replaced; a cancellation on its way is not doubled.
        if (above != null && !at.isCancelled()) {
          above.home().cancellations.keep(above, cancellation);
        }
        return;
      }
      at.state |= TaskState.CANCEL_REQUESTED;
      if ((at.state & TaskState.SCOPED) != 0) {
        at.home().scopes.asked(at, cancellation);
      }
      if (at.home().cancellations.circles.remove(at) != null && at instanceof Coroutine<?> one) {
        one.interrupt(cancellation);
        return;
      }
      if (at instanceof Coroutine<?> coroutine && (at.state & TaskState.TAIL) == 0) {
        above = coroutine;
      }
      AbstractTask<?> next = at.waitsFor();
      if (next == null) {
        ArrayDeque<AbstractTask<?>> onward = new ArrayDeque<>();
        if (!at.acceptCancel(cancellation, onward) && above != null) {
          above.home().cancellations.keep(above, cancellation);
        }
        for (AbstractTask<?> child : onward) {
          branches.add(new Branch(child, above));
        }
        return;
      }
      if (at instanceof Promise<?> promise) {
        promise.passesOn(cancellation);
      }
      at = next;
    }
  }

  /** A coroutine with a pending request, or with scopes, has begun to wait. */
  void suspends(Coroutine<?> task) {
    boolean scoped = (task.state & TaskState.SCOPED) != 0;
    if (scoped && task.home().scopes.groupInterrupts(task)) {
      return;
    }
    CancellationException requested = take(task);
    if (requested != null) {
      deliver(task, requested);
    } else if (scoped) {
      task.home().scopes.deadlineInterrupts(task);
    }
  }

  static boolean isOfScope(CancellationException cancellation, AbstractTask<?> owner) {
    Scope scope = cancellation instanceof ScopeCancellation own ? own.scope() : null;
    return scope != null && scope.owner == owner;
  }

  /**
   * The request waits for the coroutine's next suspending await; of two the first counts. Scopes
   * remember themselves that they have to interrupt their owner.
   */
  void keep(AbstractTask<?> task, CancellationException cancellation) {
    if (!isOfScope(cancellation, task) && (task.state & TaskState.CANCEL_PENDING) == 0) {
      task.state |= TaskState.CANCEL_PENDING;
      requests.put(task, cancellation);
    }
  }

  /**
   * The task ended without having seen the request: those above it that were asked too still do.
   */
  void passOn(AbstractTask<?> ended, @Nullable Waiter waiters) {
    CancellationException request = requests.get(ended);
    for (Waiter waiter = waiters; waiter != null && request != null; waiter = waiter.next) {
      waiter.unseen(request);
      AbstractTask<?> above = waiter.waitingTask();
      if (above != null && (above.state & TaskState.CANCEL_REQUESTED) != 0) {
        keep(above, request);
      }
    }
  }

  /** The request that waits, which counts as delivered from now on. */
  @Nullable CancellationException take(AbstractTask<?> task) {
    if ((task.state & TaskState.CANCEL_PENDING) == 0) {
      return null;
    }
    task.state &= ~TaskState.CANCEL_PENDING;
    return requests.get(task);
  }

  /** A coroutine that was asked to cancel is about to see this exception. */
  void delivered(AbstractTask<?> task, CancellationException cancellation) {
    task.state &= ~TaskState.CANCEL_PENDING;
    requests.put(task, cancellation);
  }

  /** The request that was delivered to the task, if any. */
  @Nullable CancellationException deliveredTo(AbstractTask<?> task) {
    return (task.state & TaskState.CANCEL_PENDING) != 0 ? null : requests.get(task);
  }

  void forget(AbstractTask<?> task) {
    requests.remove(task);
    circles.remove(task);
  }

  void closesCircle(AbstractTask<?> task) {
    circles.put(task, Boolean.TRUE);
  }

  /** Tasks in circles cannot be found from any leaf. */
  Iterable<AbstractTask<?>> circles() {
    return circles.keySet();
  }
}
