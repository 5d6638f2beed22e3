package dev.bobbin;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Every task that is under way, found from what can happen next: whatever waits, waits in the end
 * for the ready queue, a timer, or a leaf. So no task needs to be in a list of all tasks.
 */
final class TaskTree {

  private final LoopCore loop;
  private final Set<AbstractTask<?>> found = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<AbstractTask<?>> order = new ArrayList<>();
  private final IdentityHashMap<AbstractTask<?>, List<AbstractTask<?>>> awaitedBy =
      new IdentityHashMap<>();
  private final ArrayDeque<AbstractTask<?>> work = new ArrayDeque<>();

  TaskTree(LoopCore loop) {
    this.loop = loop;
    find(loop.currentTask());
    findAll(loop.readyQueue);
    findAll(loop.inbox);
    loop.timers.forEach(
        timed -> {
          if (timed instanceof AbstractTask<?> task) {
            find(task);
          }
        });
    loop.leaves.forEach(this::find);
    loop.cancellations.circles().forEach(this::find);
    while (!work.isEmpty()) {
      follow(work.remove());
    }
  }

  Collection<Task<?>> listed() {
    List<Task<?>> tasks = new ArrayList<>();
    for (AbstractTask<?> task : order) {
      if (task.isListed() && !task.isDone()) {
        tasks.add(task);
      }
    }
    return tasks;
  }

  TaskDump dump() {
    return new TaskDump(loop.toString(), roots().stream().map(this::entry).toList());
  }

  private void findAll(ReadyQueue queue) {
    for (int i = 0; i < queue.size(); i++) {
      if (queue.peek(i) instanceof Waiter waiter) {
        find(waiter.waitingTask());
      }
    }
  }

  private void find(@Nullable AbstractTask<?> task) {
    if (task != null && !task.isDone() && found.add(task)) {
      order.add(task);
      work.add(task);
    }
  }

  private void follow(AbstractTask<?> task) {
    for (Waiter waiter = task.firstWaiter(); waiter != null; waiter = waiter.next) {
      AbstractTask<?> waiting = waiter.waitingTask();
      if (waiting != null) {
        awaitedBy.computeIfAbsent(task, t -> new ArrayList<>()).add(0, waiting);
        find(waiting);
      }
    }
    find(task.waitsFor());
    find(task.joinedBy());
  }

  /** Tasks that nobody awaits; of a circle of tasks, the one that closed it. */
  private List<AbstractTask<?>> roots() {
    List<AbstractTask<?>> roots = new ArrayList<>();
    for (AbstractTask<?> task : order) {
      if (task.isListed() && !awaitedBy.containsKey(task)) {
        roots.add(task);
      }
    }
    loop.cancellations.circles().forEach(roots::add);
    return roots;
  }

  private TaskDump.Entry entry(AbstractTask<?> root) {
    List<String> waits = new ArrayList<>();
    Set<AbstractTask<?>> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    AbstractTask<?> at = root;
    while (at != null) {
      if (!seen.add(at)) {
        waits.add("cycle: " + at.name() + " waits for itself");
        break;
      }
      waits.add(at.toString());
      at = next(at);
    }
    return new TaskDump.Entry(waits);
  }

  /** What it waits for, or who has to give way. */
  private static @Nullable AbstractTask<?> next(AbstractTask<?> task) {
    AbstractTask<?> awaited = task.waitsFor();
    return awaited == null && task instanceof Promise<?> promise
        ? (AbstractTask<?>) promise.holder()
        : awaited;
  }
}
