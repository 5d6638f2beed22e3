package dev.bobbin.weave;

/** Bytes that are no class file, or one of a version that is not known yet. */
public final class ClassFileException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ClassFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
