package dev.bobbin.weave.model;

import java.util.List;
import org.objectweb.asm.Opcodes;

/**
 * What the verifier knows before an instruction.
 *
 * @param locals one element a slot; the second slot of a long or double is TOP
 * @param stack one element a value, the top last
 */
public record FlowState(List<Object> locals, List<Object> stack) {

  public FlowState {
    locals = List.copyOf(locals);
    stack = List.copyOf(stack);
  }

  /** The type in a slot; TOP beyond the known ones. */
  public Object local(int slot) {
    return slot < locals.size() ? locals.get(slot) : Opcodes.TOP;
  }

  public boolean mentionsUninitialized() {
    return locals.stream().anyMatch(VerifierTypes::isUninitialized)
        || stack.stream().anyMatch(VerifierTypes::isUninitialized);
  }

  /** The same locals with {@code count} values taken off the stack. */
  public FlowState popped(int count) {
    return new FlowState(locals, stack.subList(0, stack.size() - count));
  }
}
