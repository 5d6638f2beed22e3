package dev.bobbin.weave.flow;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.TryCatchBlockNode;

/**
 * The control flow graph of a method, one node an instruction (labels, lines and frames included,
 * which just pass on), with an edge from every instruction to each handler that covers it.
 */
final class ControlFlow {

  private static final int[] NOWHERE = {};

  private final InsnList instructions;
  private final int[][] successors;
  private final int[][] handlers;
  private final BitSet reachable;
  private final boolean jumpsBack;

  private ControlFlow(InsnList instructions, int[][] successors, int[][] handlers) {
    this.instructions = instructions;
    this.successors = successors;
    this.handlers = handlers;
    this.reachable = reach(successors);
    this.jumpsBack = jumpsBack(successors);
  }

  static ControlFlow of(MethodNode method) {
    InsnList instructions = method.instructions;
    int[][] handlers = handlers(method);
    int[][] successors = new int[instructions.size()][];
    for (int i = 0; i < successors.length; i++) {
      successors[i] = append(normalSuccessors(instructions, i), handlers[i]);
    }
    return new ControlFlow(instructions, successors, handlers);
  }

  int size() {
    return successors.length;
  }

  AbstractInsnNode instruction(int index) {
    return instructions.get(index);
  }

  int indexOf(AbstractInsnNode instruction) {
    return instructions.indexOf(instruction);
  }

  /** Where control may go from here, the handlers last. */
  int[] successors(int index) {
    return successors[index];
  }

  /** The handlers that cover this instruction. */
  int[] handlers(int index) {
    return handlers[index];
  }

  /** Whether control can get here from the method's start. */
  boolean isReachable(int index) {
    return reachable.get(index);
  }

  /** The instructions that control can reach from the method's start. */
  BitSet reachable() {
    return (BitSet) reachable.clone();
  }

  /** Whether any edge leads upwards: without one there are no loops. */
  boolean jumpsBack() {
    return jumpsBack;
  }

  private static BitSet reach(int[][] successors) {
    BitSet seen = new BitSet(successors.length);
    int[] work = new int[successors.length];
    int waiting = 0;
    if (successors.length > 0) {
      seen.set(0);
      work[waiting++] = 0;
    }
    while (waiting > 0) {
      for (int next : successors[work[--waiting]]) {
        if (!seen.get(next)) {
          seen.set(next);
          work[waiting++] = next;
        }
      }
    }
    return seen;
  }

  private static boolean jumpsBack(int[][] successors) {
    for (int i = 0; i < successors.length; i++) {
      for (int next : successors[i]) {
        if (next <= i) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Handlers are asked in the order of the table. Behind one that takes everything no other is:
   * what is thrown while a monitor is held gets to its {@code monitorexit} first.
   */
  private static int[][] handlers(MethodNode method) {
    int[][] handlers = new int[method.instructions.size()][];
    Arrays.fill(handlers, NOWHERE);
    BitSet caught = new BitSet();
    for (TryCatchBlockNode block : method.tryCatchBlocks) {
      int start = method.instructions.indexOf(block.start);
      int end = method.instructions.indexOf(block.end);
      int[] handler = {method.instructions.indexOf(block.handler)};
      for (int i = caught.nextClearBit(start); i < end; i = caught.nextClearBit(i + 1)) {
        handlers[i] = append(handlers[i], handler);
      }
      if (block.type == null || block.type.equals("java/lang/Throwable")) {
        caught.set(start, end);
      }
    }
    return handlers;
  }

  private static int[] append(int[] values, int[] more) {
    if (values.length == 0 || more.length == 0) {
      return more.length == 0 ? values : more;
    }
    int[] all = Arrays.copyOf(values, values.length + more.length);
    System.arraycopy(more, 0, all, values.length, more.length);
    return all;
  }

  private static int[] normalSuccessors(InsnList instructions, int index) {
    AbstractInsnNode instruction = instructions.get(index);
    if (instruction instanceof JumpInsnNode jump) {
      int target = instructions.indexOf(jump.label);
      return jump.getOpcode() == Opcodes.GOTO ? new int[] {target} : new int[] {target, index + 1};
    }
    if (instruction instanceof TableSwitchInsnNode table) {
      return targets(instructions, table.labels, table.dflt);
    }
    if (instruction instanceof LookupSwitchInsnNode lookup) {
      return targets(instructions, lookup.labels, lookup.dflt);
    }
    int opcode = instruction.getOpcode();
    boolean ends =
        (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN)
            || opcode == Opcodes.ATHROW
            || index + 1 == instructions.size();
    return ends ? NOWHERE : new int[] {index + 1};
  }

  private static int[] targets(InsnList instructions, List<LabelNode> cases, LabelNode others) {
    int[] targets = new int[cases.size() + 1];
    for (int i = 0; i < cases.size(); i++) {
      targets[i] = instructions.indexOf(cases.get(i));
    }
    targets[cases.size()] = instructions.indexOf(others);
    return targets;
  }
}
