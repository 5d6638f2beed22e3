package dev.bobbin;

import java.util.ArrayDeque;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** A group's owner waits for its forks. */
final class JoinTask<R> extends AbstractTask<R> {

  private final GroupScope<?, R> group;

  /** Who joins was asked to cancel, or is interrupted by another one of its scopes. */
  private @Nullable CancellationException request;

  /** The group's outcome was certain before the request came. */
  private boolean decidedBefore;

  JoinTask(GroupScope<?, R> group) {
    super(group.loop.context());
    this.group = group;
  }

  /** All forks have ended. */
  void end() {
    RuntimeException failure = group.failure();
    Scope outer = outerScope();
    if (request != null && !decidedBefore && (failure == null || outer != null)) {
      if (failure != null && outer != null) {
        outer.suppress(failure);
      }
      complete(DONE | FAILED | CANCELLED, request);
    } else {
      AbstractTask<R> outcome = group.outcome();
      complete(outcome.kind(), outcome.outcome); // a request that is left goes on to the owner
    }
  }

  /** Where the request comes from, if it is not for the owner itself. */
  private @Nullable Scope outerScope() {
    Scope scope = request instanceof ScopeCancellation own ? own.scope() : null;
    return scope != null && scope.owner == group.owner ? scope : null;
  }

  @Override
  boolean acceptCancel(CancellationException cancellation, ArrayDeque<AbstractTask<?>> onward) {
    if (cancellation instanceof ScopeCancellation own && own.scope() == group) {
      return true; // the forks know, and the failure is going to be the outcome
    }
    if (request == null) {
      request = cancellation;
      decidedBefore = group.isDecided();
    }
    home().cancellations.keep(this, cancellation);
    group.cancelForks(onward);
    return true;
  }

  @Override
  @Nullable Waiter step() {
    throw new AssertionError("the forks go on for it");
  }

  @Override
  String describe() {
    return "join of " + group.name();
  }
}
