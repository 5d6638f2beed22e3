package dev.bobbin;

import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** How anything gets into a loop from outside, and how the loop sleeps until something does. */
final class Door {

  /** Letters of other threads that join a turn: a flood of them must not starve anybody. */
  private static final int LETTERS_A_TURN = 1024;

  private final LoopCore loop;

  // === Shared with other threads ===

  private final Mailbox mailbox = new Mailbox();

  /** Null until the loop has a channel; never changed then. */
  volatile @Nullable Poller poller;

  // === Confined to the loop thread ===

  /** Letters that have not joined a turn yet. */
  final ReadyQueue inbox = new ReadyQueue();

  Door(LoopCore loop) {
    this.loop = loop;
  }

  // === From any thread ===

  /** Accepts what a user wants to be run in a later turn. */
  void submit(Object entry) {
    submit(entry, loop.inLoop());
  }

  void submit(Object entry, boolean inLoop) {
    if (loop.shutdown.refuses(inLoop)) {
      throw new RejectedExecutionException(loop + " is " + loop.shutdown.phase());
    }
    if (inLoop) {
      loop.readyQueue.add(entry);
      loop.wakeHost();
    } else if (!post(entry)) {
      throw new RejectedExecutionException(loop + " is closed");
    }
  }

  void submitTimer(Callback timer) {
    if (loop.inLoop() && !loop.shutdown.isClosed()) {
      timer.enter();
      loop.wakeHost();
    } else {
      submit((Runnable) timer::enter);
    }
  }

  boolean post(Runnable callback) {
    return post((Object) callback);
  }

  /** For the runtime's own messages; false if the loop is closed. */
  boolean post(Object entry) {
    Mailbox.Posted posted = mailbox.post(entry);
    if (posted == Mailbox.Posted.REFUSED) {
      return false;
    }
    if (posted == Mailbox.Posted.WAKE_UP) {
      wakeUp();
    }
    loop.wakeHost();
    return true;
  }

  private void wakeUp() {
    Poller channels = poller;
    if (channels == null) {
      loop.thread.wakeUp();
    } else {
      channels.wakeUp();
    }
  }

  /** Whether no other thread has left anything since the mail was taken. */
  boolean isQuiet() {
    return mailbox.isEmpty();
  }

  // === On the loop's thread ===

  boolean isEmpty() {
    return inbox.size() == 0 && mailbox.isEmpty();
  }

  /** Whether there will be nothing to look at until there is mail. */
  boolean isPlain() {
    return inbox.size() == 0 && poller == null;
  }

  void takeMail() {
    int before = inbox.size();
    mailbox.drainTo(inbox);
    loop.meter.counters.posted(inbox.size() - before);
    for (int i = Math.min(inbox.size(), LETTERS_A_TURN); i > 0; i--) {
      Object letter = inbox.poll();
      if (letter != null) {
        loop.readyQueue.add(letter);
      }
    }
  }

  /** Nothing gets in any more; what was accepted before becomes ready. */
  void shut() {
    mailbox.close(inbox);
    for (int left = inbox.size(); left > 0; left--) {
      loop.readyQueue.add(Objects.requireNonNull(inbox.poll()));
    }
  }

  void park(long nanos) {
    inbox.trim();
    boolean slept = nanos > 0 && inbox.size() == 0 && mailbox.park();
    try {
      if (slept) {
        loop.eventLoop.idle(nanos);
      } else {
        pollChannels();
      }
    } finally {
      if (!mailbox.unpark() && slept) {
        loop.meter.counters.wokenUp();
      }
    }
  }

  /** For some nanoseconds, or until a channel is ready or another thread wakes this one. */
  void sleep(long nanos) {
    Poller channels = poller;
    if (channels != null) {
      channels.await(nanos);
    } else if (nanos == Long.MAX_VALUE) {
      LockSupport.park(loop);
    } else {
      LockSupport.parkNanos(loop, nanos);
    }
  }

  boolean pollChannels() {
    Poller channels = poller;
    return channels != null && channels.poll();
  }

  void closeChannels() {
    Poller channels = poller;
    if (channels != null) {
      channels.close();
    }
  }
}
