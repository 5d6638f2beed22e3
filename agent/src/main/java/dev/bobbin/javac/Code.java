package dev.bobbin.javac;

import dev.bobbin.weave.Slug;
import org.jspecify.annotations.Nullable;

/**
 * The code that a piece of source belongs to: the body of a method or lambda, or an initialiser.
 *
 * @param isAsync whether it will be woven
 * @param forbids why it may not await, or null if it may, or if nothing is known
 * @param detail what is special about that, for the message
 */
record Code(boolean isAsync, @Nullable Slug forbids, String detail) {

  static final Code ASYNC = new Code(true, null, "");

  /** Nothing is said of awaits here: javac has reported an error, or this plugin has. */
  static final Code UNKNOWN = new Code(false, null, "");

  static Code plain(Slug forbids) {
    return new Code(false, forbids, "");
  }

  /** Whether it is async code inside of a synchronized block or method. */
  boolean holdsMonitor() {
    return isAsync && forbids == Slug.AWAIT_IN_SYNCHRONIZED;
  }

  /** The code of a synchronized block in this code. */
  Code holding(String monitor) {
    return isAsync && forbids == null ? new Code(true, Slug.AWAIT_IN_SYNCHRONIZED, monitor) : this;
  }
}
