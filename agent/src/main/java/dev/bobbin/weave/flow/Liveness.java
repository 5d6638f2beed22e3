package dev.bobbin.weave.flow;

import java.util.BitSet;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/** Which local slots may still be read: the classic backward data flow. */
final class Liveness {

  private final ControlFlow flow;
  private final BitSet[] liveBefore;

  private Liveness(ControlFlow flow) {
    this.flow = flow;
    this.liveBefore = new BitSet[flow.size()];
  }

  static Liveness of(ControlFlow flow) {
    Liveness liveness = new Liveness(flow);
    liveness.solve();
    return liveness;
  }

  /**
   * The slots whose value may be read before it is written, from just before the instruction on.
   */
  BitSet liveBefore(int instruction) {
    return liveBefore[instruction];
  }

  /** Sweeps up the method, again where a jump back had more to say. */
  private void solve() {
    int size = flow.size();
    for (int i = 0; i < size; i++) {
      liveBefore[i] = new BitSet();
    }
    BitSet work = new BitSet(size);
    work.set(0, size);
    while (!work.isEmpty()) {
      for (int i = work.length() - 1; i >= 0; i = work.previousSetBit(i - 1)) {
        work.clear(i);
        BitSet live = transfer(i);
        if (!live.equals(liveBefore[i])) {
          liveBefore[i] = live;
          for (int from : flow.predecessors(i)) {
            work.set(from);
          }
        }
      }
    }
  }

  private BitSet transfer(int index) {
    BitSet live = new BitSet();
    for (int next : flow.successors(index)) {
      live.or(liveBefore[next]);
    }
    AbstractInsnNode instruction = flow.instruction(index);
    if (instruction instanceof IincInsnNode increment) {
      live.set(increment.var);
    } else if (instruction instanceof VarInsnNode access) {
      if (access.getOpcode() >= Opcodes.ISTORE) {
        live.clear(access.var);
      } else {
        live.set(access.var);
      }
    }
    // A handler may be entered before the instruction had its effect.
    for (int handler : flow.handlers(index)) {
      live.or(liveBefore[handler]);
    }
    return live;
  }
}
