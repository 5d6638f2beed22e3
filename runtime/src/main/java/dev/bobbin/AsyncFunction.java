package dev.bobbin;

import java.util.concurrent.CompletionStage;

/** An async operation on a value, mostly a lambda that awaits. */
@FunctionalInterface
public interface AsyncFunction<A, T> {

  /** Starts the operation; an exception thrown here counts as the operation's failure. */
  CompletionStage<T> apply(A argument) throws Exception;
}
