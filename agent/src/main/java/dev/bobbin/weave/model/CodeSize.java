package dev.bobbin.weave.model;

import org.objectweb.asm.commons.CodeSizeEvaluator;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;

/** How many bytes of bytecode a method has, before it is written. */
public final class CodeSize {

  /** A conditional jump that has to be widened: its opposite, and {@code goto_w}. */
  private static final int LONGEST_INSTRUCTION = 8;

  /** Opcode, padding, default and the two bounds. */
  private static final int SWITCH_HEAD = 16;

  private CodeSize() {}

  /** Whether it may be longer: a quick answer, which is no for nearly every method. */
  public static boolean mayExceed(int limit, MethodNode method) {
    int most = 0;
    for (AbstractInsnNode at = method.instructions.getFirst(); at != null; at = at.getNext()) {
      if (at.getOpcode() >= 0) {
        most += most(at);
      }
    }
    return most > limit;
  }

  private static int most(AbstractInsnNode instruction) {
    if (instruction instanceof TableSwitchInsnNode table) {
      return SWITCH_HEAD + 4 * table.labels.size();
    }
    if (instruction instanceof LookupSwitchInsnNode lookup) {
      return SWITCH_HEAD + 8 * lookup.labels.size();
    }
    return LONGEST_INSTRUCTION;
  }

  /** As many as there may be at most. */
  public static int of(MethodNode method) {
    return Exact.of(method);
  }

  /** Apart, so that a start that need not know it is spared loading the evaluator. */
  private static final class Exact {
    static int of(MethodNode method) {
      CodeSizeEvaluator evaluator = new CodeSizeEvaluator(null);
      method.instructions.accept(evaluator);
      return evaluator.getMaxSize();
    }
  }
}
