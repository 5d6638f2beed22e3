package dev.bobbin;

import java.util.ArrayDeque;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Stands on this loop for a task of another one; both talk through their mailboxes. */
final class RemoteTask<T> extends LeafTask<T> {

  private final AbstractTask<T> remote;

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
                  }
                });
    if (!posted && !remote.isDone()) {
      complete(
          DONE | FAILED,
          new IllegalStateException(remote + " will never end: its loop was closed"));
    } else if (!posted) {
      arrive();
    }
  }

  /** Waits on the other loop. */
  private final class Messenger extends Waiter {
    @Override
    @Nullable Waiter step() {
      home().door.post(RemoteTask.this::arrive);
      return null;
    }
  }

  private void arrive() {
    if (!isDone()) {
      int kind = remote.stateAcquire() & (DONE | FAILED | CANCELLED);
      complete(kind, remote.outcome);
    }
  }

  @Override
  boolean acceptCancel(CancellationException cancellation, ArrayDeque<AbstractTask<?>> onward) {
    return remote.isDone()
        ? false
        : remote
            .home()
            .door
            .post(
                () -> {
                  if (!remote.isDone()) {
                    Cancellation.deliver(remote, cancellation);
                  }
                });
  }

  @Override
  String describe() {
    return "task " + remote.name() + " of " + remote.homeOrNull();
  }
}
