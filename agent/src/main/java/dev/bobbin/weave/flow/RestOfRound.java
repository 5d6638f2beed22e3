package dev.bobbin.weave.flow;

import dev.bobbin.weave.flow.Loops.Loop;
import dev.bobbin.weave.model.FlowState;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.LabelNode;

/**
 * What may still run in a loop's round from some instructions on, up to its header and to where the
 * loop is left. Where it is left by mere going on, what follows belongs to it up to the next place
 * that can be jumped to.
 */
final class RestOfRound {

  private final ControlFlow flow;
  private final Map<AbstractInsnNode, FlowState> states;
  private final Loop loop;
  private final BitSet nodes = new BitSet();
  private final BitSet exits = new BitSet();

  private RestOfRound(ControlFlow flow, Map<AbstractInsnNode, FlowState> states, Loop loop) {
    this.flow = flow;
    this.states = states;
    this.loop = loop;
  }

  /**
   * @return null if a copy of these instructions could not take the place of the original: an
   *     uninitialised object would have to get from the one into the other, which the verifier does
   *     not allow
   */
  static @Nullable BitSet of(
      ControlFlow flow,
      Map<AbstractInsnNode, FlowState> states,
      Loop loop,
      Collection<AbstractInsnNode> from) {
    RestOfRound rest = new RestOfRound(flow, states, loop);
    rest.follow(from);
    return rest.isSelfContained() ? rest.instructions() : null;
  }

  private void follow(Collection<AbstractInsnNode> from) {
    ArrayDeque<Integer> work = new ArrayDeque<>();
    for (AbstractInsnNode start : from) {
      work.add(flow.indexOf(start));
    }
    while (!work.isEmpty()) {
      int node = work.remove();
      if (nodes.get(node)) {
        continue;
      }
      nodes.set(node);
      for (int next : flow.successors(node)) {
        if (next == loop.header() || (!loop.contains(next) && isTarget(next))) {
          exits.set(next);
        } else {
          work.add(next);
        }
      }
    }
  }

  /** Whether code from elsewhere can jump there: it has a label and a declared frame. */
  private boolean isTarget(int index) {
    boolean labelled = false;
    boolean declared = false;
    AbstractInsnNode at = flow.instruction(index);
    while (at.getOpcode() < 0) {
      labelled |= at instanceof LabelNode;
      declared |= at instanceof FrameNode;
      at = at.getNext();
    }
    return labelled && declared;
  }

  private boolean isSelfContained() {
    for (int exit = exits.nextSetBit(0); exit >= 0; exit = exits.nextSetBit(exit + 1)) {
      AbstractInsnNode at = flow.instruction(exit);
      while (at.getOpcode() < 0) {
        at = at.getNext();
      }
      FlowState state = states.get(at);
      if (state == null || state.mentionsUninitialized()) {
        return false;
      }
    }
    for (int node = nodes.nextSetBit(0); node >= 0; node = nodes.nextSetBit(node + 1)) {
      FlowState state = states.get(flow.instruction(node));
      if (state != null) {
        for (AbstractInsnNode site : state.uninitialized()) {
          if (!nodes.get(flow.indexOf(site))) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private BitSet instructions() {
    BitSet instructions = new BitSet(flow.size());
    for (int node = nodes.nextSetBit(0); node >= 0; node = nodes.nextSetBit(node + 1)) {
      instructions.set(node, flow.instruction(node).getOpcode() >= 0);
    }
    return instructions;
  }
}
