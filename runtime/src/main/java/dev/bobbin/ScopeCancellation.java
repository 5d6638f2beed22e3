package dev.bobbin;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The cancellation that a scope sends to its children and to what its owner awaits. It is all that
 * they see; where it comes up to the owner's own await, that throws the scope's exception instead.
 */
final class ScopeCancellation extends CancellationException {

  private static final long serialVersionUID = 1L;

  /** Shared by all of a scope: who keeps an exception does not keep the scope and its owner. */
  static final class Link {
    @Nullable Scope scope;
  }

  private final transient Link link;

  ScopeCancellation(Scope scope, String message) {
    super(message);
    this.link = scope.link;
  }

  /** Null once the scope is closed. */
  @Nullable Scope scope() {
    return link.scope;
  }

  /** A group may make a million of them; the lines of the awaits that it interrupts are added. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
