package dev.bobbin;

import java.util.concurrent.CompletionStage;

/** An async operation without arguments, mostly a lambda that awaits. */
@FunctionalInterface
public interface AsyncCallable<T> {

  /** Starts the operation; an exception thrown here counts as the operation's failure. */
  CompletionStage<T> call() throws Exception;
}
