package dev.bobbin;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What other threads leave at a loop's {@link Door}: a stack with one atomic operation a letter,
 * taken as a whole and turned round.
 */
final class Mailbox {

  /** A letter; the marks are letters without content. */
  private static final class Letter {
    final @Nullable Object content;
    @Nullable Letter next;

    Letter(@Nullable Object content) {
      this.content = content;
    }
  }

  /*
   *           empty                  post() from another thread
   * RUNNING ----------> PARKED ------------------------------------> RUNNING, woken by the poster
   *    |  ^               |
   *    |  +---------------+ ready() by the loop itself
   *    |
   *    +---> CLOSED  close(); post() refuses from here on
   *
   * Only the post that replaces PARKED pays for waking the loop up.
   */
  private static final Letter PARKED = new Letter(null);

  private static final Letter CLOSED = new Letter(null);

  private static final VarHandle TOP;

  static {
    try {
      TOP = MethodHandles.lookup().findVarHandle(Mailbox.class, "top", Letter.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The last letter, or a mark; a field itself, as every turn looks at it. */
  private volatile @Nullable Letter top;

  /** How a post turned out. */
  enum Posted {
    ACCEPTED,
    WAKE_UP,
    REFUSED
  }

  Posted post(Object content) {
    Letter letter = new Letter(content);
    while (true) {
      Letter before = top;
      if (before == CLOSED) {
        return Posted.REFUSED;
      }
      letter.next = before == PARKED ? null : before;
      if (TOP.compareAndSet(this, before, letter)) {
        return before == PARKED ? Posted.WAKE_UP : Posted.ACCEPTED;
      }
    }
  }

  boolean isEmpty() {
    Letter now = top;
    return now == null || now == PARKED || now == CLOSED;
  }

  /** Takes all letters, in the order in which each thread posted them. */
  void drainTo(ReadyQueue inbox) {
    if (!isEmpty()) {
      deliver((Letter) TOP.getAndSet(this, (Letter) null), inbox);
    }
  }

  /** Announces that the loop is about to sleep; false if there is mail. */
  boolean park() {
    return top == PARKED || TOP.compareAndSet(this, (Letter) null, PARKED);
  }

  /** The loop is awake; false if there is mail, or it was not announced. */
  boolean unpark() {
    return TOP.compareAndSet(this, PARKED, (Letter) null);
  }

  /** Refuses all letters from now on; the last ones are taken. */
  void close(ReadyQueue inbox) {
    Letter last = (Letter) TOP.getAndSet(this, CLOSED);
    if (last != CLOSED && last != PARKED) {
      deliver(last, inbox);
    }
  }

  private static void deliver(@Nullable Letter newest, ReadyQueue inbox) {
    Letter oldest = null;
    Letter letter = newest;
    while (letter != null) {
      Letter older = letter.next;
      letter.next = oldest;
      oldest = letter;
      letter = older;
    }
    for (Letter at = oldest; at != null; at = at.next) {
      if (at.content != null) {
        inbox.add(at.content);
      }
    }
  }
}
