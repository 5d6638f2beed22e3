package dev.bobbin;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The waits for something outside of a loop: a list linked through its elements. */
final class Leaves {

  private @Nullable LeafTask<?> first;

  void add(LeafTask<?> leaf) {
    leaf.nextLeaf = first;
    if (first != null) {
      first.previousLeaf = leaf;
    }
    first = leaf;
  }

  void remove(LeafTask<?> leaf) {
    LeafTask<?> previous = leaf.previousLeaf;
    LeafTask<?> next = leaf.nextLeaf;
    if (previous != null) {
      previous.nextLeaf = next;
    } else {
      first = next;
    }
    if (next != null) {
      next.previousLeaf = previous;
    }
    leaf.previousLeaf = null;
    leaf.nextLeaf = null;
  }

  void forEach(Consumer<LeafTask<?>> action) {
    for (LeafTask<?> leaf = first; leaf != null; leaf = leaf.nextLeaf) {
      action.accept(leaf);
    }
  }
}
