package dev.bobbin;

import org.jspecify.annotations.Nullable;

/**
 * A wait for something outside of the loop. While somebody waits for it, it is in the loop's list
 * of leaves, from which every suspended task can be found.
 */
abstract sealed class LeafTask<T> extends AbstractTask<T>
    permits StageTask, RemoteTask, OffloadTask {

  @Nullable LeafTask<?> previousLeaf;
  @Nullable LeafTask<?> nextLeaf;

  LeafTask(LoopCore loop) {
    super(loop.context());
  }

  @Override
  final void addWaiter(Waiter waiter) {
    enrol();
    super.addWaiter(waiter);
  }

  final void enrol() {
    Leaves leaves = home().leaves;
    if (!leaves.contains(this)) {
      leaves.add(this);
    }
  }

  @Override
  final void released() {
    Leaves leaves = home().leaves;
    if (leaves.contains(this)) {
      leaves.remove(this);
    }
    left();
  }

  /** The wait is over. */
  void left() {}

  @Override
  @Nullable Waiter step() {
    throw new AssertionError("a leaf runs no code on the loop");
  }
}
