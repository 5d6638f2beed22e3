package dev.bobbin;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Why a group has failed, in one exception, and whether its owner has been told. */
final class GroupFailure {

  private @Nullable RuntimeException exception;
  private boolean unseen;
  private @Nullable Set<Throwable> known;

  /** Null while the group has not failed. */
  @Nullable RuntimeException exception() {
    return exception;
  }

  boolean isUnseen() {
    return unseen;
  }

  /** What a fork, the joiner or an inner group failed with: the cause, if it is the first. */
  void add(Throwable thrown) {
    if (exception == null) {
      note(thrown);
      becomes(new TaskGroup.FailedException(thrown));
    } else if (note(thrown)) {
      exception.addSuppressed(thrown);
    }
  }

  /** The group fails with an exception as it is. */
  void becomes(RuntimeException first) {
    exception = first;
    unseen = true;
    note(first);
  }

  /** Whether it is new; to look through all that are suppressed would take long. */
  private boolean note(Throwable thrown) {
    if (known == null) {
      known = Collections.newSetFromMap(new IdentityHashMap<>());
    }
    return known.add(thrown);
  }

  void seen() {
    unseen = false;
  }

  /** The exception, about to be thrown by an await of the owner. */
  RuntimeException thrown(RuntimeException failure) {
    if (unseen && failure instanceof TaskGroup.FailedException failed) {
      failed.thrownHere();
    }
    unseen = false;
    return failure;
  }
}
