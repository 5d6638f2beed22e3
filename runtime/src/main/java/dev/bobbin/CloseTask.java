package dev.bobbin;

import org.jspecify.annotations.Nullable;

/** A group is closed while forks are under way; nothing interrupts that. */
final class CloseTask extends AbstractTask<Void> {

  private final GroupScope<?, ?> group;

  CloseTask(GroupScope<?, ?> group) {
    super(group.loop.context());
    this.group = group;
  }

  /** All forks have ended. */
  void end(@Nullable Throwable failure) {
    complete(failure == null ? DONE : kindOf(failure), failure);
  }

  @Override
  @Nullable Waiter step() {
    throw new AssertionError("the forks go on for it");
  }

  @Override
  String describe() {
    return "close of " + group.name();
  }
}
