package dev.bobbin;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait for one thing of a primitive, such as the items of a queue, in the order in which
 * they came. Public only because the primitives are in other packages; not for users.
 *
 * <p>While somebody stands in it, the line is in its loop's {@link Leaves}: so a wait need not be,
 * and what it costs is one object.
 *
 * @hidden
 */
public final class WaitingLine<P extends Promise<?>> {

  private final Object owner;
  private final String purpose;

  // === Confined to the loop thread ===

  private @Nullable Promise<?> first;

  /** Null while just one waits, which spares the line that never grows a write. */
  private @Nullable Promise<?> last;

  /** The loop of those who wait; without any, of the last use. */
  private @Nullable LoopCore loop;

  @Nullable WaitingLine<?> previousLine;
  @Nullable WaitingLine<?> nextLine;

  /**
   * An empty line.
   *
   * @param owner the primitive, whose text is part of messages and dumps
   * @param purpose what one does who stands here: "take from"
   */
  public WaitingLine(Object owner, String purpose) {
    this.owner = owner;
    this.purpose = purpose;
  }

  /** Who has waited longest, or null. */
  @SuppressWarnings("unchecked") // only a P joins
  public @Nullable P first() {
    return (P) first;
  }

  public boolean isEmpty() {
    return first == null;
  }

  /** How many wait; for people, as it counts them one by one. */
  public int size() {
    int size = 0;
    for (Promise<?> at = first; at != null; at = (Promise<?>) at.next) {
      size++;
    }
    return size;
  }

  /**
   * To be called by each operation of the primitive: in debug mode it fails on a thread that is not
   * the loop's.
   */
  public void enter() {
    LoopCore known = loop;
    if (known == null) {
      loop = CurrentLoop.get();
    } else if (known.settings.debug()) {
      requireLoop(known);
    }
  }

  /**
   * To be called before anything changes by which one who waits may go on: it fails, in all modes,
   * on a thread that is not the loop's.
   */
  public void beforeWaking() {
    LoopCore known = loop;
    if (first != null && known != null) {
      requireLoop(known);
    }
  }

  /** Whether checks that cost time are wanted. */
  public boolean isDebug() {
    return loop != null && loop.settings.debug();
  }

  /**
   * To be called by a primitive that gives a permit: in debug mode one that is never given back is
   * told of when the loop ends.
   *
   * @param to who gets it
   */
  public void lent(Object permit, @Nullable Task<?> to) {
    DebugNotes notes = loop == null ? null : loop.debug;
    if (notes != null) {
      notes.lent(permit, (AbstractTask<?>) to);
    }
  }

  /** To be called when a permit is given back. */
  public void givenBack(Object permit) {
    DebugNotes notes = loop == null ? null : loop.debug;
    if (notes != null) {
      notes.givenBack(permit);
    }
  }

  private void requireLoop(LoopCore known) {
    if (known.isHere()) {
      return;
    }
    if (first == null && known.shutdown.isClosed()) {
      loop = CurrentLoop.get(); // one that outlives its loop, and serves another one now
      return;
    }
    throw new IllegalStateException(
        owner
            + " belongs to "
            + known
            + " and was used on thread "
            + Thread.currentThread().getName()
            + ": get there with loop.execute(...) or loop.fork(...)");
  }

  void add(Promise<?> promise, LoopCore on) {
    if (first == null) {
      first = promise;
      if (loop != on) {
        loop = on;
      }
      on.leaves.add(this);
    } else {
      if (loop != on) {
        throw new IllegalStateException(
            "tasks of "
                + loop
                + " wait to "
                + this
                + ", so those of "
                + on
                + " cannot: it serves one loop; go there with loop.fork(...)");
      }
      Promise<?> before = last == null ? first : last;
      promise.previous = before;
      before.next = promise;
      last = promise;
    }
  }

  /** Writes as little as it can: writing a reference costs more than reading one. */
  void remove(Promise<?> promise) {
    Promise<?> before = promise.previous;
    Promise<?> behind = (Promise<?>) promise.next;
    if (before == null && behind == null) {
      first = null;
      if (loop != null) {
        loop.leaves.remove(this);
      }
      return;
    }
    if (before != null) {
      before.next = behind;
      promise.previous = null;
    } else {
      first = behind;
    }
    if (behind == null) {
      last = before == first ? null : before;
      return;
    }
    behind.previous = before;
    promise.next = null;
    if (before == null && behind == last) {
      last = null;
    }
  }

  void dissolve() {
    for (Promise<?> at = first; at != null; at = first) {
      at.leave();
    }
  }

  void forEach(Consumer<? super AbstractTask<?>> action) {
    for (Promise<?> at = first; at != null; at = (Promise<?>) at.next) {
      action.accept(at);
    }
  }

  @Override
  public String toString() {
    return purpose + " " + owner;
  }
}
