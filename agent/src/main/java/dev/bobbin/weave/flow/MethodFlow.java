package dev.bobbin.weave.flow;

import dev.bobbin.weave.flow.Loops.Loop;
import dev.bobbin.weave.model.FlowState;
import dev.bobbin.weave.model.LoopHeader;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodNode;

/** All that the analyses found out about one method. */
public final class MethodFlow {

  private final ControlFlow control;
  private final Map<AbstractInsnNode, FlowState> states;
  private final Liveness liveness;
  private final List<Loop> loops;
  private final MonitorScopes monitors;

  private MethodFlow(String owner, MethodNode method) {
    this.control = ControlFlow.of(method);
    this.states = TypeFlow.of(owner, method);
    this.liveness = Liveness.of(control);
    this.loops = Loops.of(control);
    this.monitors = MonitorScopes.of(control);
  }

  public static MethodFlow of(String owner, MethodNode method) {
    return new MethodFlow(owner, method);
  }

  /**
   * The types before an await, a close that may be one, a {@code new}, or an instruction with a
   * declared frame; null where control never arrives.
   */
  public @Nullable FlowState stateBefore(AbstractInsnNode instruction) {
    return control.isReachable(control.indexOf(instruction)) ? states.get(instruction) : null;
  }

  /** The types at every declared frame, by the instruction it stands before. */
  public Map<AbstractInsnNode, FlowState> states() {
    return states;
  }

  /** The slots that may still be read from here on. */
  public BitSet liveBefore(AbstractInsnNode instruction) {
    return liveness.liveBefore(control.indexOf(instruction));
  }

  /** The innermost {@code monitorenter} whose monitor is held here. */
  public @Nullable AbstractInsnNode monitorHeldBefore(AbstractInsnNode instruction) {
    return monitors.heldBefore(control.indexOf(instruction));
  }

  /** Whether control can come back to this instruction. */
  public boolean isInLoop(AbstractInsnNode instruction) {
    int index = control.indexOf(instruction);
    for (Loop loop : loops) {
      if (loop.contains(index)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The headers of the loops around an instruction, outer first, as far as a jump to them can be
   * made from outside: one entry, nothing on the operand stack, nothing uninitialised in a local.
   * Loops that kotlinc or an obfuscator wrote with two entries, or whose header is an exception
   * handler, are left out.
   */
  public List<LoopHeader> headersAround(AbstractInsnNode instruction) {
    int index = control.indexOf(instruction);
    List<LoopHeader> headers = new ArrayList<>();
    for (Loop loop : loops) {
      if (loop.header() != Loops.IRREDUCIBLE
          && loop.contains(index)
          && control.instruction(loop.header()) instanceof LabelNode label) {
        AbstractInsnNode first = firstReal(label);
        FlowState state = states.get(first);
        if (state != null && state.stack().isEmpty() && !state.mentionsUninitialized()) {
          headers.add(new LoopHeader(label, first, state));
        }
      }
    }
    return headers;
  }

  /**
   * The instructions, by their index, that may still run in a round of a loop from the given ones
   * on; null if a copy of them could not be run in their place.
   */
  public @Nullable BitSet restOfRound(LoopHeader header, Collection<AbstractInsnNode> from) {
    int index = control.indexOf(header.label());
    for (Loop loop : loops) {
      if (loop.header() == index) {
        return RestOfRound.of(control, states, loop, from);
      }
    }
    return null;
  }

  private static AbstractInsnNode firstReal(LabelNode label) {
    AbstractInsnNode next = label;
    while (next.getOpcode() < 0) {
      next = next.getNext();
    }
    return next;
  }
}
