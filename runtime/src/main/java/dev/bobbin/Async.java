package dev.bobbin;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method that may {@link Bobbin#await await}. It returns {@link Task}, {@code
 * CompletionStage}, {@code CompletableFuture}, {@code Future} or void.
 *
 * <p>A call runs the body on the caller's stack up to its first await that has to wait, then
 * returns a task; the event loop goes on with the body when the awaited stage is done. The call
 * itself never throws: exceptions are in the task. Those of a void method go to the loop's
 * exception handler, and to the caller where no loop runs. The counterpart of Python's {@code async
 * def}, with eager start.
 *
 * <p>The method has to be woven, by the agent or at build time. Lambdas need no annotation: one
 * that awaits and returns a stage is async by itself.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.CLASS)
public @interface Async {}
