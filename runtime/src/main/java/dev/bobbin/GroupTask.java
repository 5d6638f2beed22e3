package dev.bobbin;

import org.jspecify.annotations.Nullable;

/** An operation that a group has forked; a link in the group's list while it is under way. */
final class GroupTask<T> extends ForkTask<T> {

  private final GroupScope<?, ?> group;
  private boolean refused;
  @Nullable GroupTask<?> previousInGroup;
  @Nullable GroupTask<?> nextInGroup;

  GroupTask(TaskContext context, GroupScope<?, ?> group, AsyncCallable<T> operation) {
    super(context, operation);
    this.group = group;
  }

  /** Ends before it was begun, without being in the group's list. */
  GroupTask<T> refuse() {
    refused = true;
    complete(DONE | FAILED | CANCELLED, new ScopeCancellation(group, group.reason()));
    return this;
  }

  @Override
  void released() {
    super.released();
    if (!refused) {
      group.ended(this);
    }
  }

  @Override
  boolean isOwned() {
    return true;
  }

  @Override
  @Nullable AbstractTask<?> joinedBy() {
    return group.waiting();
  }

  @Override
  String describe() {
    return "fork in " + group.name();
  }
}
