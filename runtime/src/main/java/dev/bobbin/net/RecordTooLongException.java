package dev.bobbin.net;

import java.io.IOException;
import java.io.Serial;

/**
 * A line, or what ends with a delimiter, is longer than its reader allows. Nothing was taken: other
 * reads give the bytes that have arrived.
 */
public final class RecordTooLongException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  private final int limit;

  RecordTooLongException(String message, int limit) {
    super(message + " of " + limit + " bytes");
    this.limit = limit;
  }

  /** In bytes. */
  public int limit() {
    return limit;
  }
}
