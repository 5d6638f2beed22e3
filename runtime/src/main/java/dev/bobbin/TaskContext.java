package dev.bobbin;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a task has in common with others: all tasks of a loop that were given nothing of their own
 * share one.
 */
record TaskContext(
    LoopCore loop,
    @Nullable String name,
    @Nullable Bindings bindings,
    @Nullable GroupScope<?, ?> group) {

  private static final AtomicLong NUMBERS = new AtomicLong();

  /** With a name that no other task has. */
  TaskContext numbered() {
    return named("task-" + NUMBERS.incrementAndGet());
  }

  TaskContext named(@Nullable String newName) {
    return new TaskContext(loop, newName, bindings, group);
  }

  TaskContext binding(Bindings newBindings) {
    return new TaskContext(loop, null, newBindings, group);
  }

  TaskContext inside(@Nullable GroupScope<?, ?> newGroup) {
    return new TaskContext(loop, name, bindings, newGroup);
  }
}
