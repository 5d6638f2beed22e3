package dev.bobbin;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The waits for what no task of the loop is known to bring about: those for something outside, and
 * the lines of those who wait at a primitive. Both lists are linked through their elements.
 */
final class Leaves {

  private @Nullable LeafTask<?> first;
  private @Nullable WaitingLine<?> firstLine;

  /** The same anew; see {@link Nursery}. */
  Leaves rejuvenated() {
    Leaves young = new Leaves();
    young.first = first;
    young.firstLine = firstLine;
    return young;
  }

  void add(LeafTask<?> leaf) {
    LeafTask<?> next = first;
    if (next != null) {
      leaf.nextLeaf = next;
      next.previousLeaf = leaf;
    }
    first = leaf;
  }

  boolean contains(LeafTask<?> leaf) {
    return leaf.previousLeaf != null || first == leaf;
  }

  void remove(LeafTask<?> leaf) {
    LeafTask<?> previous = leaf.previousLeaf;
    LeafTask<?> next = leaf.nextLeaf;
    if (previous != null) {
      previous.nextLeaf = next;
      leaf.previousLeaf = null;
    } else {
      first = next;
    }
    if (next != null) {
      next.previousLeaf = previous;
      leaf.nextLeaf = null;
    }
  }

  /** A line that is not empty any more. */
  void add(WaitingLine<?> line) {
    WaitingLine<?> next = firstLine;
    if (next != null) {
      line.nextLine = next;
      next.previousLine = line;
    }
    firstLine = line;
  }

  void remove(WaitingLine<?> line) {
    WaitingLine<?> previous = line.previousLine;
    WaitingLine<?> next = line.nextLine;
    if (previous != null) {
      previous.nextLine = next;
      line.previousLine = null;
    } else {
      firstLine = next;
    }
    if (next != null) {
      next.previousLine = previous;
      line.nextLine = null;
    }
  }

  /** The loop is closed: who stands in a line will never go on, and must not be given anything. */
  void dissolveLines() {
    for (WaitingLine<?> line = firstLine; line != null; line = firstLine) {
      line.dissolve();
    }
  }

  void forEach(Consumer<? super AbstractTask<?>> action) {
    for (LeafTask<?> leaf = first; leaf != null; leaf = leaf.nextLeaf) {
      action.accept(leaf);
    }
    for (WaitingLine<?> line = firstLine; line != null; line = line.nextLine) {
      line.forEach(action);
    }
  }
}
