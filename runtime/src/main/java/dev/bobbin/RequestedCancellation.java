package dev.bobbin;

import java.util.concurrent.CancellationException;

/**
 * The cancellation that a call of {@code cancel} sends. Its text says who called; where, it says in
 * debug mode only: a server may cancel a million tasks, and walking the caller's stack for each
 * would cost more than all the rest. The lines of the awaits that it interrupts are added.
 */
final class RequestedCancellation extends CancellationException {

  private static final long serialVersionUID = 1L;

  private RequestedCancellation(String message) {
    super(message);
  }

  static CancellationException of(String message, boolean debug) {
    return debug ? new CancellationException(message) : new RequestedCancellation(message);
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
