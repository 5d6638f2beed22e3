package dev.bobbin.samples.web;

/** There is no database server to start; the message says how to get one. */
final class MissingServerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MissingServerException(String message) {
    super(message);
  }
}
