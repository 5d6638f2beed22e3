package dev.bobbin;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The forks of a group that are under way, in order: a list linked through its elements. */
final class GroupForks {

  private @Nullable GroupTask<?> oldest;
  private @Nullable GroupTask<?> newest;
  private int size;

  int size() {
    return size;
  }

  void add(GroupTask<?> fork) {
    GroupTask<?> previous = newest;
    fork.previousInGroup = previous;
    if (previous == null) {
      oldest = fork;
    } else {
      previous.nextInGroup = fork;
    }
    newest = fork;
    size++;
  }

  void remove(GroupTask<?> fork) {
    GroupTask<?> previous = fork.previousInGroup;
    GroupTask<?> next = fork.nextInGroup;
    if (previous == null) {
      oldest = next;
    } else {
      previous.nextInGroup = next;
    }
    if (next == null) {
      newest = previous;
    } else {
      next.previousInGroup = previous;
    }
    fork.previousInGroup = null;
    fork.nextInGroup = null;
    size--;
  }

  /** Cancels all, each with an exception of its own, which gets the lines of its awaits. */
  void cancel(Scope scope, String message) {
    forEach(fork -> Cancellation.deliver(fork, new ScopeCancellation(scope, message)));
  }

  void forEach(Consumer<GroupTask<?>> action) {
    for (GroupTask<?> fork = oldest; fork != null; ) {
      GroupTask<?> next = fork.nextInGroup;
      action.accept(fork);
      fork = next;
    }
  }
}
