package dev.bobbin.agent.debug;

/** The JVM did not do what it was asked for; steps are not followed any further then. */
final class TargetException extends Exception {
  private static final long serialVersionUID = 1L;

  TargetException(String message) {
    super(message);
  }
}
