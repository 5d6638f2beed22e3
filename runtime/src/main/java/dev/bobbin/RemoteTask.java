package dev.bobbin;

import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Stands on this loop for a task of another one; both talk through their mailboxes. */
final class RemoteTask<T> extends LeafTask<T> {

  private final AbstractTask<T> remote;

  /** The last request to cancel. */
  private @Nullable CancellationException requested;

  /** The last one that reached the task; written on its loop, and read here once it is done. */
  private @Nullable CancellationException delivered;

  RemoteTask(LoopCore loop, AbstractTask<T> remote) {
    super(loop);
    this.remote = remote;
  }

  void listen() {
    boolean posted =
        remote
            .home()
            .door
            .post(
                () -> {
                  if (remote.isDone()) {
                    home().door.post(this::arrive);
                  } else {
                    remote.addWaiter(new Messenger());
                    remote.home().shutdown.awaitedOutside();
                  }
                });
    if (!posted && !remote.isDone()) {
      unreachable();
    } else if (!posted) {
      arrive();
    }
  }

  private void unreachable() {
    if (!isDone()) {
      complete(
          DONE | FAILED,
          new IllegalStateException(remote + " will never end: its loop was closed"));
    }
  }

  /** Waits on the other loop. */
  private final class Messenger extends Waiter {
    @Override
    @Nullable Waiter step() {
      home().door.post(RemoteTask.this::arrive);
      return null;
    }

    @Override
    void unseen(CancellationException request) {
      delivered = null;
    }

    @Override
    void stranded() {
      home().door.post(RemoteTask.this::unreachable);
    }
  }

  private void arrive() {
    if (!isDone()) {
      int kind = remote.stateAcquire() & (DONE | FAILED | CANCELLED);
      if (requested != null && requested != delivered && (kind & CANCELLED) == 0) {
        home().cancellations.keep(this, requested); // it came too late: whoever waits still sees it
      }
      if ((kind & FAILED) != 0) {
        AsyncTrace.appendHere((Throwable) Objects.requireNonNull(remote.outcome), this, home());
      }
      complete(kind, remote.outcome);
    }
  }

  @Override
  boolean acceptCancel(CancellationException cancellation, ArrayDeque<AbstractTask<?>> onward) {
    if (remote.isDone()) {
      return false;
    }
    Hops before = home().cancellations.hops;
    if (before != null && before.include(this)) { // tasks of several loops wait for each other
      complete(DONE | FAILED | CANCELLED, cancellation);
      return true;
    }
    requested = cancellation;
    return remote.home().door.post(() -> deliver(cancellation, new Hops(this, before)));
  }

  /** On the other loop. */
  private void deliver(CancellationException cancellation, Hops hops) {
    if (!remote.isDone()) {
      delivered = cancellation;
      remote.home().cancellations.deliverRemote(remote, cancellation, hops);
    }
  }

  /** From loop to loop, the way of a cancellation. */
  record Hops(RemoteTask<?> last, @Nullable Hops before) {

    boolean include(RemoteTask<?> task) {
      for (Hops at = this; at != null; at = at.before) {
        if (at.last == task) {
          return true;
        }
      }
      return false;
    }
  }

  @Override
  String describe() {
    return "task " + remote.name() + " of " + remote.homeOrNull();
  }
}
