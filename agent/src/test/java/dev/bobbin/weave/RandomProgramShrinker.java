package dev.bobbin.weave;

import dev.bobbin.weave.RandomProgramNode.Kind;
import dev.bobbin.weave.RandomProgramTrial.Fault;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a program that fails smaller, as long as it fails in the same way: leaves out statements,
 * takes the body of a loop or a try for the whole, and takes a constant or an operand for an
 * expression. What is no Java any more does not fail.
 */
final class RandomProgramShrinker {

  /** A count and no time, so that the same program comes out on a slow machine. */
  private static final int ATTEMPTS = 3000;

  private final RandomProgramTrial trial;
  private final String kind;
  private int attempts;
  private RandomProgram smallest;

  private RandomProgramShrinker(RandomProgramTrial trial, RandomProgram failing, String kind) {
    this.trial = trial;
    this.kind = kind;
    this.smallest = failing;
  }

  /**
   * As small as it gets, or as small as it got within many attempts.
   *
   * @param kind the kind of its fault
   */
  static RandomProgram shrunk(RandomProgram failing, String kind, RandomProgramTrial trial) {
    return new RandomProgramShrinker(trial, failing, kind).shrink();
  }

  private RandomProgram shrink() {
    int before;
    do {
      before = length();
      for (int i = 0; i < nodes().size(); i++) {
        while (i < nodes().size() && simplify(nodes().get(i))) {}
      }
    } while (length() < before && attempts < ATTEMPTS);
    return smallest;
  }

  private int length() {
    return smallest.source().length();
  }

  private List<RandomProgramNode> nodes() {
    List<RandomProgramNode> nodes = new ArrayList<>();
    collect(smallest.members(), nodes);
    return nodes;
  }

  private static void collect(RandomProgramNode node, List<RandomProgramNode> nodes) {
    nodes.add(node);
    node.children().forEach(child -> collect(child, nodes));
  }

  /** Whether the program is smaller now. */
  private boolean simplify(RandomProgramNode node) {
    if (node.isList() && leaveOut(node)) {
      return true;
    }
    if (!node.kind().isValue()) {
      boolean mayBeInner = node.kind() == Kind.STATEMENT || node.parts().size() == 1;
      return mayBeInner
          && node.children().stream()
              .anyMatch(child -> child.kind() == Kind.BLOCK && replace(node, child));
    }
    if (node.isTrivial()) {
      return false;
    }
    if (replace(node, RandomProgramNode.constant(node.kind()))) {
      return true;
    }
    List<RandomProgramNode> inside = new ArrayList<>();
    collect(node, inside);
    return inside.stream()
        .skip(1)
        .anyMatch(operand -> operand.kind() == node.kind() && replace(node, operand));
  }

  /** Large pieces first. */
  private boolean leaveOut(RandomProgramNode list) {
    List<RandomProgramNode> children = list.children();
    for (int length = children.size(); length > 0; length /= 2) {
      for (int from = 0; from + length <= children.size(); from++) {
        List<Object> parts = new ArrayList<>(list.parts());
        for (RandomProgramNode child : children.subList(from, from + length)) {
          parts.removeIf(part -> part == child);
        }
        if (replace(list, new RandomProgramNode(list.kind(), parts))) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean replace(RandomProgramNode old, RandomProgramNode replacement) {
    if (attempts++ >= ATTEMPTS) {
      return false;
    }
    RandomProgram candidate = smallest.with(smallest.members().with(old, replacement));
    Fault fault = trial.faultOf(candidate);
    if (fault == null || !fault.kind().equals(kind)) {
      return false;
    }
    smallest = candidate;
    return true;
  }
}
