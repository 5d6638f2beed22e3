package dev.bobbin.weave.model;

import java.util.Optional;

/** What an async method may return, and how its entry turns the body's result into it. */
public enum ReturnKind {
  TASK('T', "Ldev/bobbin/Task;", "toTask", "failed"),
  STAGE('S', "Ljava/util/concurrent/CompletionStage;", "toStage", "failed"),
  COMPLETABLE_FUTURE(
      'C', "Ljava/util/concurrent/CompletableFuture;", "toCompletableFuture", "failedFuture"),
  FUTURE('F', "Ljava/util/concurrent/Future;", "toFuture", "failed"),
  VOID('V', "V", "detach", "detachFailed");

  private final char letter;
  private final String descriptor;
  private final String converter;
  private final String failure;

  ReturnKind(char letter, String descriptor, String converter, String failure) {
    this.letter = letter;
    this.descriptor = descriptor;
    this.converter = converter;
    this.failure = failure;
  }

  /** The kind of a method with this descriptor, or empty if no async method may return that. */
  public static Optional<ReturnKind> of(String methodDescriptor) {
    String returned = methodDescriptor.substring(methodDescriptor.indexOf(')') + 1);
    for (ReturnKind kind : values()) {
      if (kind.descriptor.equals(returned)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** The letter that stands for it in a frame's plan text. */
  public char letter() {
    return letter;
  }

  public String descriptor() {
    return descriptor;
  }

  /** The runtime's method from the body's result to what the entry returns. */
  public String converter() {
    return converter;
  }

  /** The runtime's method from an exception of the first step to what the entry returns. */
  public String failure() {
    return failure;
  }

  /** The return descriptor of {@link #failure()}. */
  public String failureDescriptor() {
    return this == STAGE || this == FUTURE ? TASK.descriptor : descriptor;
  }
}
