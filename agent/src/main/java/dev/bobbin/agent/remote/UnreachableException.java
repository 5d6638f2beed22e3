package dev.bobbin.agent.remote;

import org.jspecify.annotations.Nullable;

/** A JVM cannot be looked into; the message tells which one, why, and what to do. */
public final class UnreachableException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * Tells what cannot be done.
   *
   * @param what the JVM, and that it cannot be looked into
   */
  public UnreachableException(String what, String why, String fix, @Nullable Throwable cause) {
    super(what + "\n    why: " + why + "\n    fix: " + fix, cause);
  }
}
