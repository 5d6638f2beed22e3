package dev.bobbin;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/** What a {@link Deadline} does. */
final class DeadlineScope extends Scope {

  private Duration limit;
  private long deadline;
  private boolean expired;
  private final List<Throwable> failures = new ArrayList<>();

  DeadlineScope(Coroutine<?> owner, Duration limit) {
    super(owner);
    this.limit = limit;
    this.deadline = loop.deadline(limit);
    loop.scopes.add(this);
    if (limit.isZero() || limit.isNegative()) {
      due();
    } else {
      loop.timers.add(deadline, this);
    }
  }

  void extend(Duration by) {
    requireOwner("extend");
    if (expired || !isOpen()) {
      throw new IllegalStateException(
          this + " cannot be extended any more: use a new Deadline for a new block");
    }
    limit = Delays.sum(limit, by);
    deadline = Delays.moved(deadline, by, loop.nanoTime());
    loop.timers.remove(this);
    loop.timers.add(deadline, this);
  }

  void close() {
    if (!isOpen()) {
      throw new IllegalStateException(
          this + " was closed before: it limits one block, make a new one with Deadline.after");
    }
    requireOwner("close");
    leave();
  }

  boolean expired() {
    return expired;
  }

  @Override
  public void due() {
    expired = true;
    endInner();
    interruptOwner();
  }

  @Override
  boolean interrupts() {
    return expired;
  }

  @Override
  Throwable thrown(CancellationException arrived) {
    TimeoutException timeout = new TimeoutException("not done within " + limit, arrived);
    failures.forEach(timeout::addSuppressed);
    return timeout;
  }

  @Override
  String reason() {
    return "the deadline of " + limit + " is over";
  }

  @Override
  void suppress(Throwable failure) {
    failures.add(failure);
  }

  @Override
  void endedFromOutside(String reason) {}

  @Override
  public String toString() {
    return "Deadline[" + limit + ", " + (expired ? "expired" : isOpen() ? "open" : "closed") + "]";
  }
}
