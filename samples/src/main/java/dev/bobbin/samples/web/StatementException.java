package dev.bobbin.samples.web;

import org.jspecify.annotations.Nullable;

/** The server refused a statement or broke it off. */
final class StatementException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String state;

  /**
   * @param state the five characters that SQL defines
   */
  StatementException(@Nullable String state, Throwable cause) {
    super(cause.getMessage(), cause);
    this.state = state == null ? "" : state;
  }

  /** A key is there already, for instance. */
  boolean isViolation() {
    return state.startsWith("23");
  }

  /** It took longer than the server lets statements take, or somebody cancelled it. */
  boolean isBrokenOff() {
    return state.equals("57014") || state.equals("70100");
  }
}
