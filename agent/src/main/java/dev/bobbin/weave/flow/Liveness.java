package dev.bobbin.weave.flow;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Which local slots may still be read: the classic backward data flow. Only what is live at labels
 * is kept, where jumps and handlers ask for it; the rest follows from there when somebody asks.
 */
final class Liveness {

  private final ControlFlow flow;
  private final @Nullable BitSet[] atLabels;

  private Liveness(ControlFlow flow) {
    this.flow = flow;
    this.atLabels = new BitSet[flow.size()];
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
    int from = instruction;
    while (from < flow.size() && atLabels[from] == null) {
      from++;
    }
    BitSet live = new BitSet();
    add(from, live);
    for (int i = from - 1; i >= instruction; i--) {
      step(i, live);
    }
    return live;
  }

  /** Sweeps up the method, again where a jump back had more to say. */
  private void solve() {
    boolean changed;
    BitSet live = new BitSet();
    do {
      changed = false;
      live.clear();
      for (int i = flow.size() - 1; i >= 0; i--) {
        step(i, live);
        if (flow.instruction(i) instanceof LabelNode && !live.equals(atLabels[i])) {
          atLabels[i] = (BitSet) live.clone();
          changed = true;
        }
      }
    } while (changed && flow.jumpsBack());
  }

  /** Turns what is live after an instruction, in bytecode order, into what is live before it. */
  private void step(int index, BitSet live) {
    if (!flow.goesOn(index)) {
      live.clear();
    }
    for (int target : flow.jumps(index)) {
      add(target, live);
    }
    AbstractInsnNode instruction = flow.instruction(index);
    if (instruction instanceof VarInsnNode access) {
      live.set(access.var, access.getOpcode() < Opcodes.ISTORE);
    } else if (instruction instanceof IincInsnNode increment) {
      live.set(increment.var);
    }
    // A handler may be entered before the instruction had its effect.
    for (int handler : flow.handlers(index)) {
      add(handler, live);
    }
  }

  private void add(int label, BitSet live) {
    BitSet more = label < atLabels.length ? atLabels[label] : null;
    if (more != null) {
      live.or(more);
    }
  }
}
