package dev.bobbin;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** The open scopes of a loop, by the method that opened them. Confined to the loop's thread. */
final class Scopes {

  private final LoopCore loop;
  private final TaskMap<Owned> owners = new TaskMap<>();

  Scopes(LoopCore loop) {
    this.loop = loop;
  }

  private static final class Owned {
    @Nullable Scope innermost;

    /** A request to cancel the owner itself that came since its last await began. */
    @Nullable CancellationException asked;

    /** The outermost of those that interrupt: what it ends, ends the others too. */
    @Nullable Scope outermostInterrupting(Class<? extends Scope> type) {
      Scope outermost = null;
      for (Scope scope = innermost; scope != null; scope = scope.outer) {
        if (type.isInstance(scope) && scope.interrupts()) {
          outermost = scope;
        }
      }
      return outermost;
    }
  }

  /** The method that is running, to be the owner of a scope. */
  static Coroutine<?> opener(String call) {
    AbstractTask<?> task = CurrentLoop.require().currentTask();
    if (task instanceof Coroutine<?> coroutine && (task.state & TaskState.FRAMED) != 0) {
      return coroutine;
    }
    throw new IllegalStateException(
        call
            + " belongs right into the async method whose awaits it is to interrupt, one with"
            + " @Async or a lambda that awaits; it was called in "
            + (task == null ? "a callback" : task));
  }

  void add(Scope scope) {
    Owned owned = owners.get(scope.owner);
    if (owned == null) {
      owned = new Owned();
      owners.put(scope.owner, owned);
    }
    scope.outer = owned.innermost;
    owned.innermost = scope;
    scope.owner.state |= TaskState.SCOPED;
  }

  void remove(Scope closed) {
    Owned owned = owners.get(closed.owner);
    if (owned == null) {
      return;
    }
    if (owned.innermost == closed) {
      owned.innermost = closed.outer;
    }
    for (Scope scope = owned.innermost; scope != null; scope = scope.outer) {
      if (scope.outer == closed) {
        scope.outer = closed.outer;
      }
    }
    if (owned.innermost == null) {
      owners.remove(closed.owner);
      closed.owner.state &= ~TaskState.SCOPED;
    }
  }

  @Nullable Scope innermost(AbstractTask<?> owner) {
    Owned owned = owners.get(owner);
    return owned == null ? null : owned.innermost;
  }

  /** The owner ended with open scopes: nobody would ever end what is in them. */
  void ownerEnded(AbstractTask<?> owner) {
    Owned owned = owners.remove(owner);
    for (Scope scope = owned == null ? null : owned.innermost; scope != null; scope = scope.outer) {
      scope.abandon();
      if (!loop.shutdown.isStopping()) { // which may have given the owner up inside of the block
        loop.report(
            owner,
            new IllegalStateException(
                scope + " was not closed: open it in a try-with-resources statement"));
      }
    }
  }

  /** A request to cancel passes by an owner. */
  void asked(AbstractTask<?> owner, CancellationException request) {
    Owned owned = owners.get(owner);
    if (owned != null) {
      owned.asked = request;
    }
  }

  /**
   * An owner begins to wait.
   *
   * @return whether a failed group has interrupted it, before any request to cancel
   */
  boolean groupInterrupts(Coroutine<?> owner) {
    Owned owned = owned(owner);
    owned.asked = null;
    Scope group = owned.outermostInterrupting(GroupScope.class);
    if (group != null) {
      group.interruptOwner();
    }
    return group != null;
  }

  /** An owner begins to wait, and neither a group nor a request to cancel interrupts it. */
  void deadlineInterrupts(Coroutine<?> owner) {
    Scope deadline = owned(owner).outermostInterrupting(DeadlineScope.class);
    if (deadline != null) {
      deadline.interruptOwner();
    }
  }

  private Owned owned(Coroutine<?> owner) {
    return Objects.requireNonNull(owners.get(owner), "has no scope");
  }

  /**
   * What the owner's await throws in place of a cancellation that came up to it.
   *
   * @param waited whether that await had to wait, so that limits that are over have interrupted it
   */
  Throwable thrown(Coroutine<?> owner, CancellationException arrived, boolean waited) {
    Owned owned = owned(owner);
    Scope own = ownScope(owner, arrived);
    CancellationException asked = owned.asked;
    Scope group =
        own instanceof GroupScope<?, ?> ? own : owned.outermostInterrupting(GroupScope.class);
    if (own instanceof DeadlineScope && asked != null) {
      loop.cancellations.delivered(owner, asked); // from outside wins over the limit
      return asked;
    }
    if (own instanceof DeadlineScope) {
      Scope outermost = owned.outermostInterrupting(DeadlineScope.class);
      return (outermost == null ? own : outermost).thrown(arrived);
    }
    if (group == null) {
      // Who was cancelled already, by a limit of its own say, goes on with that exception.
      Scope limit =
          waited && asked == null ? owned.outermostInterrupting(DeadlineScope.class) : null;
      return limit == null ? arrived : limit.thrown(arrived);
    }
    Throwable thrown = group.thrown(arrived);
    if (asked != null && thrown != arrived) {
      loop.cancellations.keep(owner, asked); // a failure wins, and the request stays
    }
    return thrown;
  }

  private static @Nullable Scope ownScope(Coroutine<?> owner, CancellationException arrived) {
    Scope scope = arrived instanceof ScopeCancellation cancellation ? cancellation.scope() : null;
    return scope != null && scope.owner == owner ? scope : null;
  }
}
