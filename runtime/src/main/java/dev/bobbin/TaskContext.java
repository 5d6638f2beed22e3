package dev.bobbin;

import org.jspecify.annotations.Nullable;

/**
 * What a task has in common with others: all tasks of a loop that were given nothing of their own
 * share one.
 */
record TaskContext(EventLoop loop, @Nullable String name, @Nullable Bindings bindings) {

  TaskContext named(@Nullable String newName) {
    return new TaskContext(loop, newName, bindings);
  }

  TaskContext binding(Bindings newBindings) {
    return new TaskContext(loop, null, newBindings);
  }
}
