package dev.bobbin;

import org.jspecify.annotations.Nullable;

/**
 * The time given to an operation is over. Unchecked, unlike {@link
 * java.util.concurrent.TimeoutException}, because nothing declares what await throws. Its cause
 * shows where the operation waited.
 */
public final class TimeoutException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * For time limits of your own.
   *
   * @param cause where the operation waited, if that is known
   */
  public TimeoutException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
