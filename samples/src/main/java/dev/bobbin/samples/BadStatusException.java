package dev.bobbin.samples;

import java.io.IOException;

/** The server answered, but not with a page. */
final class BadStatusException extends IOException {

  private static final long serialVersionUID = 1;

  private final int status;

  BadStatusException(int status) {
    super("status " + status);
    this.status = status;
  }

  /** Whether the server says that it may be different next time. */
  boolean isTemporary() {
    return status >= 500 || status == 429;
  }
}
