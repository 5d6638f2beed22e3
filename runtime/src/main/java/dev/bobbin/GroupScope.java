package dev.bobbin;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link TaskGroup} does. It is aborted, once, when it has failed, its joiner needs no more,
 * or somebody cancels it: then its forks are cancelled, and none is begun any more.
 */
final class GroupScope<T, R> extends Scope {

  private static final AtomicLong NUMBERS = new AtomicLong();

  private final Joiner<? super T, ? extends R> joiner;
  private final GroupForks forks = new GroupForks();
  private final GroupPatience patience;

  /** The group that the owner itself belongs to. */
  final @Nullable GroupScope<?, ?> parent;

  private final @Nullable Duration limit;
  private @Nullable String name;

  private boolean forked;
  private int beginning;
  private boolean aborted;
  private String reason = "";

  /** By {@link #cancel}, or from outside: to close without a join is no mistake then. */
  private boolean cancelled;

  /** The owner may still be interrupted by the cancel. */
  private boolean cancelUnseen;

  private final GroupFailure failure = new GroupFailure();

  private @Nullable JoinTask<R> join;
  private @Nullable Task<R> joined;
  private @Nullable CloseTask close;
  private @Nullable Task<Void> closed;

  GroupScope(
      Coroutine<?> owner,
      Joiner<? super T, ? extends R> joiner,
      @Nullable String name,
      @Nullable Duration limit) {
    super(owner);
    this.joiner = joiner;
    this.name = name;
    this.limit = limit;
    this.patience = new GroupPatience(this, forks);
    this.parent = owner.insideGroup(this);
    loop.scopes.add(this);
    if (limit != null) {
      loop.addTimer(limit, this);
    }
  }

  // === Forks ===

  <U extends T> Task<U> fork(AsyncCallable<U> operation) {
    requireMember();
    requireJoinable();
    TaskContext inherited = loop.context();
    TaskContext context = inherited.group() == this ? inherited : inherited.inside(this);
    GroupTask<U> fork = new GroupTask<>(context, this, operation);
    if (aborted) {
      return fork.refuse();
    }
    if (joiner.onFork(fork)) {
      abort("its joiner needs no more");
      return fork.refuse();
    }
    forked = true;
    forks.add(fork);
    beginning++;
    try {
      return fork.callNow();
    } finally {
      beginning--;
    }
  }

  private void requireMember() {
    if (!loop.inLoop()) {
      throw new IllegalStateException(
          "fork into " + this + " on " + Thread.currentThread() + ": use EventLoop.fork there");
    }
    AbstractTask<?> forking = loop.currentTask();
    TaskContext context = forking == null ? null : forking.context;
    GroupScope<?, ?> group = context == null ? null : context.group();
    while (group != null && group != this) {
      group = group.parent;
    }
    if (group == null && forking != owner) {
      throw new IllegalStateException(
          "fork into "
              + this
              + (forking == null ? " in a callback" : " by " + forking)
              + ", which does not belong to it: fork in the method that opened it, in what it"
              + " calls, or in its forks");
    }
  }

  private void requireJoinable() {
    String past =
        !isOpen()
            ? " after it was closed"
            : joined != null || (join != null && loop.currentTask() == owner)
                ? " after its join"
                : aborted && failure() != null ? " after it has failed" : null;
    if (past != null) {
      throw new IllegalStateException("fork into " + this + past + ": open a new group");
    }
  }

  /** A fork has ended, in a step of its own or while it was begun. */
  void ended(GroupTask<?> fork) {
    forks.remove(fork);
    boolean fails = joiner instanceof FailFast && fork.isFailed() && !fork.isCancelled();
    if (fails) {
      failure.add((Throwable) Objects.requireNonNull(fork.outcome));
    }
    if (complete(fork) || fails) {
      abortBy(fails ? "one of its forks failed: " + fork.outcome : "its joiner needs no more");
    }
    if (forks.size() == 0) {
      quiet();
    }
  }

  @SuppressWarnings("unchecked") // only forks of this group come here
  private boolean complete(GroupTask<?> fork) {
    try {
      return joiner.onComplete((Task<? extends T>) fork);
    } catch (Throwable broken) {
      failure.add(broken);
      return true;
    }
  }

  private void quiet() {
    patience.end();
    if (join != null && joined == null) {
      join.end();
      joined = join;
      failure.seen();
      loop.timers.remove(this);
    }
    if (close != null) {
      close.end(failureOfClose());
    }
  }

  // === The end of the forks ===

  /** In a fork's first step, so inside of the call of {@link #fork}, nothing is aborted yet. */
  private void abortBy(String why) {
    if (beginning == 0) {
      abort(why);
    } else if (!aborted) {
      loop.ready(
          new Waiter() {
            @Override
            @Nullable Waiter step() {
              abortLater(why);
              return null;
            }
          });
    }
  }

  /** The owner may be past its join by now, or past the block: what it does there goes on. */
  private void abortLater(String why) {
    if (joined == null && isOpen()) {
      abort(why);
    } else {
      aborted = true;
    }
  }

  private void abort(String why) {
    if (!aborted) {
      aborted = true;
      reason = name() + " is cancelled: " + why;
      forks.cancel(this, reason);
      patience.begin();
      endInner();
      if (interrupts()) {
        interruptOwner();
      }
    }
  }

  void cancel(String by) {
    if (isOpen() && !aborted && joined == null) {
      cancelled = true;
      cancelUnseen = true;
      abort(by);
    }
  }

  @Override
  void endedFromOutside(String why) {
    if (!aborted) {
      cancelled = true;
      abort(why);
    }
  }

  /** Who joins is cancelled or interrupted, and with it all forks. */
  void cancelForks(ArrayDeque<AbstractTask<?>> onward) {
    if (!aborted) {
      aborted = true;
      cancelled = true;
      reason = name() + " is cancelled: its join was";
      patience.begin();
    }
    forks.forEach(onward::add);
  }

  @Override
  public void due() {
    if (!aborted && joined == null) {
      failure.becomes(new TimeoutException(name() + " was not done within " + limit, null));
      abort("its time limit of " + limit + " is over");
    }
  }

  // === Join and close ===

  Task<R> join() {
    requireOwner("join");
    if (joined != null) {
      return joined;
    }
    if (!isOpen()) {
      throw new IllegalStateException("join of " + this + " after it was closed");
    }
    if (forks.size() == 0) {
      joined = outcome();
      loop.timers.remove(this);
      return joined;
    }
    if (join == null) {
      join = new JoinTask<>(this);
    }
    return join;
  }

  /** The value or the failure, when all forks have ended. */
  AbstractTask<R> outcome() {
    if (failure() == null) {
      try {
        return new DoneTask<>(joiner.result());
      } catch (TaskGroup.FailedException failed) {
        failure.becomes(failed);
      } catch (Throwable thrown) {
        failure.add(thrown);
      }
    }
    failure.seen();
    return DoneTask.failed(Objects.requireNonNull(failure()));
  }

  Task<Void> close() {
    if (closed != null) {
      return closed;
    }
    requireOwner("close");
    cancelled |= owner.isCancelRequested();
    leave();
    owner.leaveGroup(this);
    if (forks.size() == 0) {
      Throwable thrown = failureOfClose();
      closed = thrown == null ? Task.done() : Task.failed(thrown);
    } else {
      close = new CloseTask(this);
      closed = close;
      abort("it is closed");
    }
    return closed;
  }

  /** What the owner has not been told yet. */
  private @Nullable Throwable failureOfClose() {
    if (joined != null || !forked) {
      return null;
    }
    if (failure() != null) {
      boolean isNew = failure.isUnseen();
      failure.seen();
      return isNew ? failure() : null;
    }
    if (cancelled) {
      return null;
    }
    CancellationException asked = loop.cancellations.take(owner);
    return asked != null
        ? asked
        : new IllegalStateException(
            this + " was closed without a join: await(group.join()) at the end of its block");
  }

  // === As a scope of its owner ===

  @Override
  boolean interrupts() {
    return aborted && (failure() == null ? cancelUnseen : failure.isUnseen());
  }

  @Override
  Throwable thrown(CancellationException arrived) {
    cancelUnseen = false;
    RuntimeException failed = failure();
    return failed == null ? arrived : failure.thrown(failed);
  }

  @Override
  String reason() {
    return reason;
  }

  @Override
  void suppress(Throwable thrown) {
    failure.add(thrown);
  }

  // === Asked by its tasks ===

  @Nullable RuntimeException failure() {
    return failure.exception();
  }

  /** Whether it is certain how it ends, whatever comes. */
  boolean isDecided() {
    return failure() != null || (aborted && !cancelled);
  }

  boolean isAborted() {
    return aborted || !isOpen();
  }

  /** The task that ends when the last fork has. */
  @Nullable AbstractTask<?> waiting() {
    return join != null && joined == null ? join : close;
  }

  String name() {
    if (name == null) {
      name = "group-" + NUMBERS.incrementAndGet();
    }
    return name;
  }

  @Override
  public String toString() {
    return "TaskGroup["
        + name()
        + ", "
        + (isOpen() ? aborted ? "cancelled" : joined != null ? "joined" : "open" : "closed")
        + ", "
        + forks.size()
        + " forks under way]";
  }
}
