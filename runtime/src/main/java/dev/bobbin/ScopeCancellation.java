package dev.bobbin;

import java.util.concurrent.CancellationException;

/**
 * The cancellation that a scope sends to its children and to what its owner awaits. It is all that
 * they see; where it comes up to the owner's own await, that throws the scope's exception instead.
 */
final class ScopeCancellation extends CancellationException {

  private static final long serialVersionUID = 1L;

  final transient Scope scope;

  ScopeCancellation(Scope scope, String message) {
    super(message);
    this.scope = scope;
  }

  /** A group may make a million of them; the lines of the awaits that it interrupts are added. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
