package dev.bobbin.weave.model;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.MethodInsnNode;

/**
 * One {@code await}.
 *
 * @param label numbered from 1 in bytecode order; 0 is the method's start
 * @param line its source line, 0 if the class has none
 * @param awaited the call that made the awaited stage, for people to read; empty if it was none
 * @param inLoop whether control can come back to it, so that its awaits of done stages are counted
 * @param state the types before the call, without its arguments
 * @param saved what is kept in the coroutine frame meanwhile
 */
public record SuspensionPoint(
    int label,
    MethodInsnNode call,
    int line,
    String awaited,
    boolean inLoop,
    FlowState state,
    List<SavedValue> saved) {

  public SuspensionPoint {
    saved = List.copyOf(saved);
  }

  /** A point is equal to itself only; what a record brings costs a starting JVM milliseconds. */
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return label;
  }

  /** Whether {@code await(stage, declared)} was called, with a class on top of the stage. */
  public boolean hasDeclaredException() {
    return call.desc.equals(RuntimeNames.AWAIT_DECLARED_DESCRIPTOR);
  }
}
