package dev.bobbin.weave.plan;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.LocalVariableNode;
import org.objectweb.asm.tree.MethodNode;

/** Names of local variables, from the debug table of the class file. */
public final class VariableNames {

  private VariableNames() {}

  /** The variable in a slot at an instruction; null if the table names none. */
  public static @Nullable String at(MethodNode method, int slot, AbstractInsnNode instruction) {
    if (method.localVariables == null) {
      return null;
    }
    InsnList code = method.instructions;
    int at = code.indexOf(instruction);
    for (LocalVariableNode variable : method.localVariables) {
      if (variable.index == slot
          && code.indexOf(variable.start) <= at
          && at < code.indexOf(variable.end)) {
        return variable.name;
      }
    }
    return null;
  }
}
