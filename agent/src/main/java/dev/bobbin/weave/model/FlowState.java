package dev.bobbin.weave.model;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.TypeInsnNode;

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
    return mentions(stack) || mentions(locals);
  }

  /** Where the objects were made that are not initialised yet: first the stack's, each once. */
  public Set<TypeInsnNode> uninitialized() {
    if (!mentionsUninitialized()) {
      return Set.of();
    }
    Set<TypeInsnNode> sites = new LinkedHashSet<>();
    collectUninitialized(stack, sites);
    collectUninitialized(locals, sites);
    return sites;
  }

  private static boolean mentions(List<Object> types) {
    for (int i = 0; i < types.size(); i++) {
      if (types.get(i) instanceof TypeInsnNode) {
        return true;
      }
    }
    return false;
  }

  private static void collectUninitialized(List<Object> types, Set<TypeInsnNode> sites) {
    for (Object type : types) {
      if (type instanceof TypeInsnNode site) {
        sites.add(site);
      }
    }
  }

  /** The same locals with {@code count} values taken off the stack. */
  public FlowState popped(int count) {
    return count == 0 ? this : new FlowState(locals, stack.subList(0, stack.size() - count));
  }
}
