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
  private final int[][] jumps;
  private final BitSet ends;
  private final int[][] handlers;
  private final BitSet reachable;
  private final boolean jumpsBack;

  private ControlFlow(MethodNode method) {
    this.instructions = method.instructions;
    this.handlers = handlers(method);
    this.jumps = new int[instructions.size()][];
    this.ends = new BitSet(jumps.length);
    for (int i = 0; i < jumps.length; i++) {
      look(i, instructions.get(i));
    }
    if (jumps.length > 0) {
      ends.set(jumps.length - 1);
    }
    this.reachable = reach();
    this.jumpsBack = findJumpBack();
  }

  static ControlFlow of(MethodNode method) {
    return new ControlFlow(method);
  }

  int size() {
    return jumps.length;
  }

  AbstractInsnNode instruction(int index) {
    return instructions.get(index);
  }

  int indexOf(AbstractInsnNode instruction) {
    return instructions.indexOf(instruction);
  }

  /** Where control may go from here: to jumps' targets, straight on, to handlers. */
  int[] successors(int index) {
    int[] normal = jumps[index];
    if (goesOn(index)) {
      normal = append(normal, new int[] {index + 1});
    }
    return append(normal, handlers[index]);
  }

  /** Where a jump or switch goes. */
  int[] jumps(int index) {
    return jumps[index];
  }

  /** Whether control may go from here to what stands behind. */
  boolean goesOn(int index) {
    return !ends.get(index);
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

  private BitSet reach() {
    BitSet seen = new BitSet(jumps.length);
    int[] work = new int[jumps.length];
    int waiting = 0;
    if (jumps.length > 0) {
      work[waiting++] = 0;
      seen.set(0);
    }
    while (waiting > 0) {
      int at = work[--waiting];
      while (true) {
        waiting = add(jumps[at], seen, work, waiting);
        waiting = add(handlers[at], seen, work, waiting);
        if (ends.get(at) || seen.get(at + 1)) {
          break;
        }
        seen.set(++at);
      }
    }
    return seen;
  }

  private static int add(int[] targets, BitSet seen, int[] work, int waiting) {
    int count = waiting;
    for (int target : targets) {
      if (!seen.get(target)) {
        seen.set(target);
        work[count++] = target;
      }
    }
    return count;
  }

  private boolean findJumpBack() {
    for (int i = 0; i < jumps.length; i++) {
      if (leadsUp(jumps[i], i) || leadsUp(handlers[i], i)) {
        return true;
      }
    }
    return false;
  }

  private static boolean leadsUp(int[] targets, int from) {
    for (int target : targets) {
      if (target <= from) {
        return true;
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
      int[] known = NOWHERE; // neighbours have the same handlers, and share them
      int[] all = handler;
      for (int i = caught.nextClearBit(start); i < end; i = caught.nextClearBit(i + 1)) {
        if (handlers[i] != known) {
          known = handlers[i];
          all = append(known, handler);
        }
        handlers[i] = all;
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

  private void look(int index, AbstractInsnNode instruction) {
    int opcode = instruction.getOpcode();
    if (instruction instanceof JumpInsnNode jump) {
      jumps[index] = new int[] {instructions.indexOf(jump.label)};
      ends.set(index, opcode == Opcodes.GOTO);
    } else if (opcode < Opcodes.TABLESWITCH) {
      jumps[index] = NOWHERE;
    } else if (instruction instanceof TableSwitchInsnNode table) {
      jumps[index] = targets(instructions, table.labels, table.dflt);
      ends.set(index);
    } else if (instruction instanceof LookupSwitchInsnNode lookup) {
      jumps[index] = targets(instructions, lookup.labels, lookup.dflt);
      ends.set(index);
    } else {
      jumps[index] = NOWHERE;
      ends.set(index, opcode <= Opcodes.RETURN || opcode == Opcodes.ATHROW);
    }
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
