package dev.bobbin.weave.flow;

import java.util.ArrayDeque;
import java.util.ArrayList;
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

  private final InsnList instructions;
  private final int[][] successors;
  private final int[][] handlers;
  private final int[][] predecessors;
  private final BitSet reachable;

  private ControlFlow(InsnList instructions, int[][] successors, int[][] handlers) {
    this.instructions = instructions;
    this.successors = successors;
    this.handlers = handlers;
    this.reachable = reach();
    this.predecessors = predecessors();
  }

  static ControlFlow of(MethodNode method) {
    InsnList instructions = method.instructions;
    int[][] handlers = handlers(method);
    int[][] successors = new int[instructions.size()][];
    for (int i = 0; i < successors.length; i++) {
      int[] normal = normalSuccessors(instructions, i);
      int[] all = Arrays.copyOf(normal, normal.length + handlers[i].length);
      System.arraycopy(handlers[i], 0, all, normal.length, handlers[i].length);
      successors[i] = all;
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

  /** From where control may come here; what is never reached does not count. */
  int[] predecessors(int index) {
    return predecessors[index];
  }

  /** Whether control can get here from the method's start. */
  boolean isReachable(int index) {
    return reachable.get(index);
  }

  /** The instructions that control can reach from the method's start. */
  BitSet reachable() {
    return (BitSet) reachable.clone();
  }

  private BitSet reach() {
    BitSet seen = new BitSet(successors.length);
    ArrayDeque<Integer> work = new ArrayDeque<>();
    if (successors.length > 0) {
      seen.set(0);
      work.add(0);
    }
    while (!work.isEmpty()) {
      for (int next : successors[work.remove()]) {
        if (!seen.get(next)) {
          seen.set(next);
          work.add(next);
        }
      }
    }
    return seen;
  }

  private int[][] predecessors() {
    int[] counts = new int[successors.length];
    forEachEdge((from, to) -> counts[to]++);
    int[][] result = new int[successors.length][];
    Arrays.setAll(result, i -> new int[counts[i]]);
    forEachEdge((from, to) -> result[to][--counts[to]] = from);
    return result;
  }

  private interface EdgeVisitor {
    void visit(int from, int to);
  }

  private void forEachEdge(EdgeVisitor visitor) {
    for (int i = reachable.nextSetBit(0); i >= 0; i = reachable.nextSetBit(i + 1)) {
      for (int to : successors[i]) {
        visitor.visit(i, to);
      }
    }
  }

  /**
   * Handlers are asked in the order of the table. Behind one that takes everything no other is:
   * what is thrown while a monitor is held gets to its {@code monitorexit} first.
   */
  private static int[][] handlers(MethodNode method) {
    int[][] handlers = new int[method.instructions.size()][];
    Arrays.fill(handlers, new int[0]);
    BitSet caught = new BitSet();
    for (TryCatchBlockNode block : method.tryCatchBlocks) {
      int start = method.instructions.indexOf(block.start);
      int end = method.instructions.indexOf(block.end);
      int handler = method.instructions.indexOf(block.handler);
      for (int i = caught.nextClearBit(start); i < end; i = caught.nextClearBit(i + 1)) {
        handlers[i] = append(handlers[i], handler);
      }
      if (block.type == null || block.type.equals("java/lang/Throwable")) {
        caught.set(start, end);
      }
    }
    return handlers;
  }

  private static int[] append(int[] values, int value) {
    int[] longer = Arrays.copyOf(values, values.length + 1);
    longer[values.length] = value;
    return longer;
  }

  private static int[] normalSuccessors(InsnList instructions, int index) {
    AbstractInsnNode instruction = instructions.get(index);
    List<LabelNode> targets = new ArrayList<>();
    boolean fallsThrough = true;
    if (instruction instanceof JumpInsnNode jump) {
      targets.add(jump.label);
      fallsThrough = jump.getOpcode() != Opcodes.GOTO;
    } else if (instruction instanceof TableSwitchInsnNode table) {
      targets.addAll(table.labels);
      targets.add(table.dflt);
      fallsThrough = false;
    } else if (instruction instanceof LookupSwitchInsnNode lookup) {
      targets.addAll(lookup.labels);
      targets.add(lookup.dflt);
      fallsThrough = false;
    } else {
      int opcode = instruction.getOpcode();
      if ((opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) || opcode == Opcodes.ATHROW) {
        fallsThrough = false;
      }
    }
    int count = targets.size();
    boolean hasNext = fallsThrough && index + 1 < instructions.size();
    int[] result = new int[count + (hasNext ? 1 : 0)];
    for (int i = 0; i < count; i++) {
      result[i] = instructions.indexOf(targets.get(i));
    }
    if (hasNext) {
      result[count] = index + 1;
    }
    return result;
  }
}
