package dev.bobbin.weave.flow;

import java.util.Arrays;
import java.util.BitSet;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Which local slots may still be read: the classic backward data flow. Most instructions change
 * nothing, so neighbours share a set; none is written to once it is there.
 */
final class Liveness {

  private static final BitSet NOTHING = new BitSet(0);

  private final ControlFlow flow;
  private final BitSet[] liveBefore;

  private Liveness(ControlFlow flow) {
    this.flow = flow;
    this.liveBefore = new BitSet[flow.size()];
    Arrays.fill(liveBefore, NOTHING);
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
    boolean changed;
    do {
      changed = false;
      for (int i = liveBefore.length - 1; i >= 0; i--) {
        BitSet live = transfer(i);
        changed |= !live.equals(liveBefore[i]);
        liveBefore[i] = live;
      }
    } while (changed && flow.jumpsBack());
  }

  private BitSet transfer(int index) {
    BitSet live = NOTHING;
    for (int next : flow.successors(index)) {
      live = union(live, liveBefore[next]);
    }
    AbstractInsnNode instruction = flow.instruction(index);
    if (instruction instanceof IincInsnNode increment) {
      live = with(live, increment.var, true);
    } else if (instruction instanceof VarInsnNode access) {
      live = with(live, access.var, access.getOpcode() < Opcodes.ISTORE);
    }
    // A handler may be entered before the instruction had its effect.
    for (int handler : flow.handlers(index)) {
      live = union(live, liveBefore[handler]);
    }
    return live;
  }

  private static BitSet union(BitSet one, BitSet other) {
    if (one.isEmpty() || one.equals(other)) {
      return other;
    }
    if (other.isEmpty()) {
      return one;
    }
    BitSet both = (BitSet) one.clone();
    both.or(other);
    return both;
  }

  private static BitSet with(BitSet live, int slot, boolean isLive) {
    if (live.get(slot) == isLive) {
      return live;
    }
    BitSet changed = (BitSet) live.clone();
    changed.set(slot, isLive);
    return changed;
  }
}
