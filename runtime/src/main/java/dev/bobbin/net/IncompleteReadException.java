package dev.bobbin.net;

import java.io.EOFException;
import java.io.Serial;

/** The input ended in the middle of what was to be read. */
public final class IncompleteReadException extends EOFException {

  @Serial private static final long serialVersionUID = 1L;

  private final byte[] partial;

  IncompleteReadException(String message, byte[] partial) {
    super(message);
    this.partial = partial;
  }

  /** The bytes that came before the end. They were taken: no other read gives them. */
  public byte[] partial() {
    return partial.clone();
  }
}
