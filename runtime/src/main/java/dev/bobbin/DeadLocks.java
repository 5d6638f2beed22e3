package dev.bobbin;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that wait in a circle. Whoever waits for nobody is taken away, again and again, then
 * whoever nobody is waiting for; what is left are the circles, and what lies between two of them.
 */
final class DeadLocks {

  private final TaskTree tree;

  /** For each task that is left, what it waits for. */
  private final IdentityHashMap<AbstractTask<?>, Set<AbstractTask<?>>> left =
      new IdentityHashMap<>();

  DeadLocks(TaskTree tree) {
    this.tree = tree;
    IdentityHashMap<AbstractTask<?>, Set<AbstractTask<?>>> waiters = new IdentityHashMap<>();
    for (AbstractTask<?> task : tree.all()) {
      left.put(task, TaskTree.identitySet());
      waiters.put(task, TaskTree.identitySet());
    }
    for (AbstractTask<?> task : tree.all()) {
      for (AbstractTask<?> other : needs(task)) {
        Set<AbstractTask<?>> its = left.get(task);
        Set<AbstractTask<?>> behind = waiters.get(other);
        if (its != null && behind != null) {
          its.add(other);
          behind.add(task);
        }
      }
    }
    peel(left, waiters);
    peel(waiters, left);
    left.keySet().retainAll(waiters.keySet());
  }

  /** One that has another way to end is in no dead-lock. */
  private List<AbstractTask<?>> needs(AbstractTask<?> task) {
    boolean mayEnd =
        task instanceof AnyTask<?> || (task instanceof TimeoutTask<?> limited && limited.isTimed());
    if (mayEnd || tree.isReady(task)) {
      return List.of();
    }
    List<AbstractTask<?>> needed = new ArrayList<>(tree.awaitedOf(task));
    AbstractTask<?> holder = TaskTree.holderOf(task);
    if (holder != null) {
      needed.add(holder);
    }
    return needed;
  }

  /** Removes from both those that have no edge, until all have one. */
  private static void peel(
      IdentityHashMap<AbstractTask<?>, Set<AbstractTask<?>>> edges,
      IdentityHashMap<AbstractTask<?>, Set<AbstractTask<?>>> reverse) {
    ArrayDeque<AbstractTask<?>> free = new ArrayDeque<>();
    edges.forEach(
        (task, others) -> {
          if (others.isEmpty()) {
            free.add(task);
          }
        });
    while (!free.isEmpty()) {
      AbstractTask<?> task = free.remove();
      edges.remove(task);
      Set<AbstractTask<?>> behind = reverse.remove(task);
      if (behind == null) {
        continue;
      }
      for (AbstractTask<?> other : behind) {
        Set<AbstractTask<?>> its = edges.get(other);
        if (its != null && its.remove(task) && its.isEmpty()) {
          free.add(other);
        }
      }
    }
  }

  boolean contains(AbstractTask<?> task) {
    return left.containsKey(task);
  }

  /** Each circle once, by the tasks that run code. */
  List<TaskDump.Deadlock> circles() {
    List<TaskDump.Deadlock> circles = new ArrayList<>();
    Set<AbstractTask<?>> told = TaskTree.identitySet();
    for (AbstractTask<?> task : tree.all()) {
      if (left.containsKey(task) && !told.contains(task)) {
        List<String> names = circleFrom(task, told);
        if (!names.isEmpty()) {
          circles.add(new TaskDump.Deadlock(names));
        }
      }
    }
    return circles;
  }

  private List<String> circleFrom(AbstractTask<?> start, Set<AbstractTask<?>> told) {
    List<AbstractTask<?>> walk = new ArrayList<>();
    AbstractTask<?> at = start;
    while (at != null && told.add(at)) {
      walk.add(at);
      at = nextOf(at);
    }
    int first = 0;
    while (first < walk.size() && walk.get(first) != at) {
      first++;
    }
    List<String> names = new ArrayList<>();
    for (AbstractTask<?> task : walk.subList(first, walk.size())) {
      if (task.isListed()) {
        names.add(task.name());
      }
    }
    return names;
  }

  private @Nullable AbstractTask<?> nextOf(AbstractTask<?> task) {
    for (AbstractTask<?> other : needs(task)) {
      if (left.containsKey(other)) {
        return other;
      }
    }
    return null;
  }
}
