package dev.bobbin.weave.flow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The loops of a method, outer before inner: strongly connected parts of the control flow graph,
 * taken apart again and again at their headers.
 */
final class Loops {

  /** Stands for the header of a loop that can be entered at several places. */
  static final int IRREDUCIBLE = -1;

  /**
   * @param header the only instruction by which the loop is entered, or {@link #IRREDUCIBLE}
   */
  record Loop(int header, BitSet body) {
    boolean contains(int instruction) {
      return body.get(instruction);
    }
  }

  private final int[][] predecessors;
  private final List<Loop> found = new ArrayList<>();

  private Loops(Blocks blocks) {
    this.predecessors = predecessors(blocks);
  }

  static List<Loop> of(ControlFlow flow) {
    if (!flow.jumpsBack()) {
      return List.of();
    }
    Blocks blocks = Blocks.of(flow);
    Loops loops = new Loops(blocks);
    StrongComponents components = new StrongComponents(blocks);
    ArrayDeque<BitSet> work = new ArrayDeque<>();
    work.add(spanned(blocks));
    while (!work.isEmpty()) {
      for (BitSet body : components.cyclicIn(work.remove())) {
        int header = loops.headerOf(body);
        int first = header == IRREDUCIBLE ? IRREDUCIBLE : blocks.start(header);
        loops.found.add(new Loop(first, blocks.instructions(body)));
        if (header != IRREDUCIBLE) {
          BitSet inner = (BitSet) body.clone();
          inner.clear(header);
          work.add(inner);
        }
      }
    }
    return loops.found;
  }

  /** The reachable blocks that some edge jumps back over: each loop is among them. */
  private static BitSet spanned(Blocks blocks) {
    BitSet spanned = new BitSet();
    BitSet reachable = blocks.reachable();
    for (int from = reachable.nextSetBit(0); from >= 0; from = reachable.nextSetBit(from + 1)) {
      for (int to : blocks.successors(from)) {
        if (to <= from) {
          spanned.set(to, from + 1);
        }
      }
    }
    spanned.and(reachable);
    return spanned;
  }

  private int headerOf(BitSet body) {
    int header = body.get(0) ? 0 : IRREDUCIBLE;
    for (int i = body.nextSetBit(0); i >= 0; i = body.nextSetBit(i + 1)) {
      for (int from : predecessors[i]) {
        if (!body.get(from) && i != header) {
          if (header != IRREDUCIBLE) {
            return IRREDUCIBLE;
          }
          header = i;
        }
      }
    }
    return header;
  }

  /** From where control may come to each block; what is never reached does not count. */
  private static int[][] predecessors(Blocks blocks) {
    BitSet reachable = blocks.reachable();
    int[] counts = new int[blocks.count()];
    for (int from = reachable.nextSetBit(0); from >= 0; from = reachable.nextSetBit(from + 1)) {
      for (int to : blocks.successors(from)) {
        counts[to]++;
      }
    }
    int[][] predecessors = new int[blocks.count()][];
    for (int i = 0; i < predecessors.length; i++) {
      predecessors[i] = new int[counts[i]];
    }
    for (int from = reachable.nextSetBit(0); from >= 0; from = reachable.nextSetBit(from + 1)) {
      for (int to : blocks.successors(from)) {
        predecessors[to][--counts[to]] = from;
      }
    }
    return predecessors;
  }

  /** Tarjan's algorithm over a part of the graph, with a stack of its own: methods can be long. */
  private static final class StrongComponents {
    private final Blocks blocks;
    private final int[] index;
    private final int[] low;
    private final int[] edge;
    private final BitSet onStack = new BitSet();
    private final int[] stack;
    private final int[] path;
    private int stacked;
    private int length;
    private BitSet part = new BitSet();
    private List<BitSet> cyclic = List.of();
    private int counter;

    StrongComponents(Blocks blocks) {
      this.blocks = blocks;
      this.index = new int[blocks.count()];
      this.low = new int[blocks.count()];
      this.edge = new int[blocks.count()];
      this.stack = new int[blocks.count()];
      this.path = new int[blocks.count()];
    }

    /** The components in which control can go round. */
    List<BitSet> cyclicIn(BitSet nodes) {
      part = nodes;
      cyclic = new ArrayList<>();
      counter = 0;
      for (int i = part.nextSetBit(0); i >= 0; i = part.nextSetBit(i + 1)) {
        index[i] = 0;
        edge[i] = 0;
      }
      for (int i = part.nextSetBit(0); i >= 0; i = part.nextSetBit(i + 1)) {
        if (index[i] == 0) {
          visit(i);
        }
      }
      return cyclic;
    }

    private void visit(int root) {
      enter(root);
      while (length > 0) {
        int node = path[length - 1];
        int[] successors = blocks.successors(node);
        if (edge[node] < successors.length) {
          int next = successors[edge[node]++];
          if (!part.get(next)) {
            continue;
          }
          if (index[next] == 0) {
            enter(next);
          } else if (onStack.get(next)) {
            low[node] = Math.min(low[node], index[next]);
          }
        } else {
          length--;
          if (length > 0) {
            int parent = path[length - 1];
            low[parent] = Math.min(low[parent], low[node]);
          }
          if (low[node] == index[node]) {
            close(node);
          }
        }
      }
    }

    private void enter(int node) {
      index[node] = low[node] = ++counter;
      stack[stacked++] = node;
      onStack.set(node);
      path[length++] = node;
    }

    private void close(int root) {
      if (stack[stacked - 1] == root && !goesToItself(root)) {
        onStack.clear(root);
        stacked--;
        return;
      }
      BitSet component = new BitSet();
      int node;
      do {
        node = stack[--stacked];
        onStack.clear(node);
        component.set(node);
      } while (node != root);
      cyclic.add(component);
    }

    private boolean goesToItself(int node) {
      for (int next : blocks.successors(node)) {
        if (next == node) {
          return true;
        }
      }
      return false;
    }
  }
}
