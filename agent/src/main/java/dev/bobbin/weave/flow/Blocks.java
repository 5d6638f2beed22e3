package dev.bobbin.weave.flow;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The control flow graph once more, with a node for each stretch of instructions that is entered at
 * its first one only, and all of which the same handlers cover: far fewer nodes for whoever asks
 * for paths.
 */
final class Blocks {

  private final int[] starts; // and behind them the number of all instructions
  private final int[][] successors;
  private final BitSet reachable = new BitSet();

  private Blocks(ControlFlow flow, BitSet leaders) {
    int count = leaders.cardinality();
    starts = new int[count + 1];
    int[] blockAt = new int[flow.size()];
    int block = 0;
    for (int i = leaders.nextSetBit(0); i >= 0; i = leaders.nextSetBit(i + 1)) {
      starts[block] = i;
      blockAt[i] = block++;
    }
    starts[count] = flow.size();
    successors = new int[count][];
    for (int i = 0; i < count; i++) {
      // The last one's edges: those of the others lead on, or to the same handlers.
      int[] edges = flow.successors(starts[i + 1] - 1);
      int[] targets = new int[edges.length];
      for (int j = 0; j < edges.length; j++) {
        targets[j] = blockAt[edges[j]];
      }
      successors[i] = targets;
      if (flow.isReachable(starts[i])) {
        reachable.set(i);
      }
    }
  }

  static Blocks of(ControlFlow flow) {
    BitSet leaders = new BitSet(flow.size());
    for (int i = 0; i < flow.size(); i++) {
      int[] jumps = flow.jumps(i);
      int[] handlers = flow.handlers(i);
      if (jumps.length > 0 || !flow.goesOn(i)) {
        for (int target : jumps) {
          leaders.set(target);
        }
        leaders.set(i + 1);
      }
      for (int handler : handlers) {
        leaders.set(handler);
      }
      if (i == 0 || !alike(handlers, flow.handlers(i - 1))) {
        leaders.set(i);
      }
    }
    leaders.clear(flow.size());
    return new Blocks(flow, leaders);
  }

  private static boolean alike(int[] handlers, int[] others) {
    return handlers == others || Arrays.equals(handlers, others);
  }

  int count() {
    return successors.length;
  }

  /** The blocks that control may go to from here. */
  int[] successors(int block) {
    return successors[block];
  }

  /** The blocks that control can reach from the method's start. */
  BitSet reachable() {
    return (BitSet) reachable.clone();
  }

  /** The first instruction of a block. */
  int start(int block) {
    return starts[block];
  }

  /** All instructions of these blocks. */
  BitSet instructions(BitSet blocks) {
    BitSet instructions = new BitSet(starts[starts.length - 1]);
    for (int i = blocks.nextSetBit(0); i >= 0; i = blocks.nextSetBit(i + 1)) {
      instructions.set(starts[i], starts[i + 1]);
    }
    return instructions;
  }
}
