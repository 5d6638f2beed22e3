package dev.bobbin.sync;

/** The queue was closed: nothing goes in any more, and nothing is left to take out. */
public final class QueueClosedException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  QueueClosedException(String message) {
    super(message);
  }
}
