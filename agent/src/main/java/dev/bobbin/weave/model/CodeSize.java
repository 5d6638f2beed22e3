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

  /**
   * Whether it may be longer: a quick answer, which is no for nearly every method.
   *
   * @param switches what all its switches may take, see {@link #ofSwitch}
   */
  public static boolean mayExceed(long limit, MethodNode method, long switches) {
    long left = (limit - switches) / LONGEST_INSTRUCTION;
    if (method.instructions.size() <= left) { // labels and lines included
      return false;
    }
    for (AbstractInsnNode at = method.instructions.getFirst(); at != null; at = at.getNext()) {
      if (at.getOpcode() >= 0 && --left < 0) {
        return true;
      }
    }
    return left < 0;
  }

  /** At most so many bytes does a switch take; 0 for any other instruction. */
  public static int ofSwitch(AbstractInsnNode instruction) {
    if (instruction instanceof TableSwitchInsnNode table) {
      return ofSwitch(table.labels.size());
    }
    return instruction instanceof LookupSwitchInsnNode lookup ? ofSwitch(lookup.labels.size()) : 0;
  }

  /** The same for a switch with so many cases. */
  public static int ofSwitch(int cases) {
    return SWITCH_HEAD + 8 * cases;
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
