package dev.bobbin;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Exceptions stay the objects that they are. */
final class Failures {

  private Failures() {}

  /** The exception inside the layers that futures put around it. */
  static Throwable peel(Throwable failure) {
    Throwable inner = failure;
    while (inner.getCause() != null
        && (inner instanceof CompletionException || inner instanceof ExecutionException)) {
      inner = inner.getCause();
    }
    return inner;
  }

  /** Throws a checked exception where none is declared. */
  @SuppressWarnings("unchecked")
  static <X extends Throwable> RuntimeException sneaky(Throwable failure) throws X {
    throw (X) failure;
  }

  /** Adds a suppressed exception unless it is already there somewhere. */
  static void suppress(Throwable failure, @Nullable Throwable other) {
    if (other == null || mentions(failure, other, 8) || mentions(other, failure, 8)) {
      return;
    }
    failure.addSuppressed(other);
  }

  private static boolean mentions(Throwable failure, Throwable other, int depth) {
    if (failure == other) {
      return true;
    }
    if (depth == 0) {
      return false;
    }
    if (failure.getCause() != null && mentions(failure.getCause(), other, depth - 1)) {
      return true;
    }
    for (Throwable suppressed : failure.getSuppressed()) {
      if (mentions(suppressed, other, depth - 1)) {
        return true;
      }
    }
    return false;
  }

  static boolean isCancellation(@Nullable Object failure) {
    return failure instanceof CancellationException;
  }

  /** For the async method that is running: it returned null for a stage. */
  static NullPointerException nullReturned() {
    String method =
        StackWalker.getInstance()
            .walk(
                frames ->
                    frames
                        .filter(frame -> !isOurs(frame.getClassName()))
                        .findFirst()
                        .map(frame -> frame.getClassName() + "." + frame.getMethodName())
                        .orElse("an async method"));
    return new NullPointerException(
        method + " returned null instead of a stage: return Task.of(value) or Task.done()");
  }

  private static boolean isOurs(String className) {
    return className.equals(Failures.class.getName())
        || className.equals(Coroutine.class.getName())
        || className.startsWith("dev.bobbin.internal.");
  }
}
