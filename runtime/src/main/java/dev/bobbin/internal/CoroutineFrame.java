package dev.bobbin.internal;

import dev.bobbin.AsyncCloseable;
import dev.bobbin.Coroutine;
import dev.bobbin.Task;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The coroutine frame: what a suspended async method keeps. The weaver generates a subclass for
 * each async method, with a field for each value; names and descriptors here are its contract.
 *
 * @hidden
 */
public abstract class CoroutineFrame extends Coroutine<Object> {

  /** The answer of {@link Coroutine#poll} for a stage that is not done. */
  public static final Object PENDING = pendingMark();

  protected CoroutineFrame() {}

  /** The generated description of the method; see {@link FrameText}. */
  protected abstract String plan();

  // === Called by the method's body, as are the inherited poll, value and others ===

  /** The same in a method that may have opened scopes, which throw exceptions of their own. */
  public final @Nullable Object pollInScope(CompletionStage<?> stage) throws Throwable {
    return pollInScopes(stage);
  }

  /** What a close of an AsyncCloseable awaits. */
  public static CompletionStage<?> closing(Object closed) {
    return closeShielded((AsyncCloseable) closed);
  }

  /**
   * Asked when a loop of the method has used up its awaits of done stages.
   *
   * @return how many more may follow; negative if the method has to let others run first
   */
  public static int refill(CompletionStage<?> stage) {
    return awaitsLeft(stage);
  }

  /** What {@code await(yieldNow())} awaits: one and the same for all, as nobody else gets it. */
  public static CompletionStage<?> yielding() {
    return nextTurn();
  }

  /** The suspension point that the method is at; 0 before the first. */
  public final int label() {
    return labelNow();
  }

  /** The outcome that a resumption goes on with. */
  public final @Nullable Object arrived() throws Throwable {
    return takeArrived();
  }

  /** The same in a method that may have opened scopes. */
  public final @Nullable Object arrivedInScope() throws Throwable {
    return takeArrivedInScopes();
  }

  /** Links the frame to the stage that it waits for; called once the frame is filled. */
  public final CoroutineFrame suspend(CompletionStage<?> stage, int label) {
    suspendAt(stage, label);
    return this;
  }

  /** The same for a body whose result is the value, where it is not a task. */
  public final CoroutineFrame suspendValued(CompletionStage<?> stage, int label) {
    return suspend(stage, valued(label)); // where debuggers break, too
  }

  // === Called by the method's entry, as is the inherited toTask ===

  /** Runs the first step of a method that wants its frame from the start. */
  public final Object start() {
    startNow();
    return this;
  }

  @SuppressWarnings("unchecked")
  public static CompletionStage<Object> toStage(@Nullable Object result) {
    return (CompletionStage<Object>) nonNull(result);
  }

  @SuppressWarnings("unchecked")
  public static CompletableFuture<Object> toCompletableFuture(@Nullable Object result) {
    return result instanceof CompletableFuture<?> future
        ? (CompletableFuture<Object>) future
        : ((CompletionStage<Object>) nonNull(result)).toCompletableFuture();
  }

  @SuppressWarnings("unchecked")
  public static Future<Object> toFuture(@Nullable Object result) {
    return (Future<Object>) nonNull(result);
  }

  /** The end of a void method's call: a suspended frame is on its own now. */
  public static void detach(@Nullable Object result) {
    if (result instanceof CoroutineFrame frame) {
      frame.detached();
    }
  }

  public static Task<Object> failed(Throwable failure) {
    return failedCall(explained(failure));
  }

  public static CompletableFuture<Object> failedFuture(Throwable failure) {
    return CompletableFuture.failedFuture(explained(failure));
  }

  public static void detachFailed(Throwable failure) {
    reportDetached(explained(failure));
  }

  private static Throwable explained(Throwable failure) {
    return failure instanceof LinkageError ? Abi.explained(failure, callingClass()) : failure;
  }

  private static @Nullable Class<?> callingClass() {
    return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
        .walk(
            frames ->
                frames
                    .<@Nullable Class<?>>map(StackWalker.StackFrame::getDeclaringClass)
                    .filter(type -> type != CoroutineFrame.class)
                    .findFirst()
                    .orElse(null));
  }

  // === Called by the test kit ===

  /**
   * Calls a void async method.
   *
   * @return the task that nobody gets otherwise; a done one if the call did not suspend
   */
  public static Task<?> restOfVoidCall(Callable<?> call) throws Exception {
    return restOfVoid(call);
  }

  private static Object nonNull(@Nullable Object result) {
    if (result == null) {
      throw nullReturned();
    }
    return result;
  }

  // === Asked by the loop ===

  @Override
  protected final StackTraceElement lineOf(int label) {
    return FrameText.line(plan(), label);
  }

  @Override
  protected final boolean isVoid() {
    return FrameText.isVoid(plan());
  }

  @Override
  protected final String method() {
    return FrameText.method(plan());
  }
}
