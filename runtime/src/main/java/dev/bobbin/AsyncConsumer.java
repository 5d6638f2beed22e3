package dev.bobbin;

import java.util.concurrent.CompletionStage;

/** An async operation on a value whose result does not matter, mostly a lambda that awaits. */
@FunctionalInterface
public interface AsyncConsumer<A> {

  /** Starts the operation; an exception thrown here counts as the operation's failure. */
  CompletionStage<?> accept(A argument) throws Exception;
}
