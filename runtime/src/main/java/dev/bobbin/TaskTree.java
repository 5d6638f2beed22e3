package dev.bobbin;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Every task that is under way, found from what can happen next: whatever waits, waits in the end
 * for the ready queue, a timer, or a leaf. So no task needs to be in a list of all tasks.
 */
final class TaskTree {

  final LoopCore loop;
  private final Set<AbstractTask<?>> found = identitySet();
  private final List<AbstractTask<?>> order = new ArrayList<>();
  private final Set<AbstractTask<?>> ready = identitySet();
  private final IdentityHashMap<AbstractTask<?>, Set<AbstractTask<?>>> awaitedBy =
      new IdentityHashMap<>();
  private final IdentityHashMap<AbstractTask<?>, Set<AbstractTask<?>>> awaits =
      new IdentityHashMap<>();
  private final ArrayDeque<AbstractTask<?>> work = new ArrayDeque<>();

  TaskTree(LoopCore loop) {
    this.loop = loop;
    find(loop.currentTask());
    findAll(loop.readyQueue);
    findAll(loop.door.inbox);
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

  static Set<AbstractTask<?>> identitySet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
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
    return new TreeText(this).dump();
  }

  private void findAll(ReadyQueue queue) {
    for (int i = 0; i < queue.size(); i++) {
      if (queue.peek(i) instanceof Waiter waiter) {
        AbstractTask<?> task = waiter.waitingTask();
        find(task);
        if (task != null) {
          ready.add(task);
        }
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
    List<AbstractTask<?>> waiting = new ArrayList<>();
    for (Waiter waiter = task.firstWaiter(); waiter != null; waiter = waiter.next) {
      AbstractTask<?> one = waiter.waitingTask();
      if (one != null) {
        waiting.add(0, one);
      }
    }
    AbstractTask<?> joining = task.joinedBy();
    if (joining != null) {
      waiting.add(joining);
    }
    for (AbstractTask<?> one : waiting) {
      link(one, task);
      find(one);
    }
    AbstractTask<?> awaited = task.waitsFor();
    if (awaited != null && !awaited.isDone() && task instanceof Promise<?>) {
      link(task, awaited); // who brings it about does not know who waits
    }
    find(awaited);
    find(holderOf(task));
  }

  private void link(AbstractTask<?> waiting, AbstractTask<?> awaited) {
    awaitedBy.computeIfAbsent(awaited, t -> new LinkedHashSet<>()).add(waiting);
    awaits.computeIfAbsent(waiting, t -> new LinkedHashSet<>()).add(awaited);
  }

  // === For those who show it ===

  List<AbstractTask<?>> all() {
    return order;
  }

  boolean isReady(AbstractTask<?> task) {
    return ready.contains(task);
  }

  Collection<AbstractTask<?>> awaitersOf(AbstractTask<?> task) {
    return awaitedBy.getOrDefault(task, Set.of());
  }

  /** In the order in which the task was given them, where that is known. */
  Collection<AbstractTask<?>> awaitedOf(AbstractTask<?> task) {
    Set<AbstractTask<?>> awaited = awaits.getOrDefault(task, Set.of());
    if (awaited.size() < 2 || !(task instanceof GatherTask<?, ?> gather)) {
      return awaited;
    }
    Set<AbstractTask<?>> inOrder = new LinkedHashSet<>(gather.children);
    inOrder.retainAll(awaited);
    return inOrder;
  }

  /** Who has to give way for the task to go on, without being awaited. */
  static @Nullable AbstractTask<?> holderOf(AbstractTask<?> task) {
    return task instanceof Promise<?> promise ? (AbstractTask<?>) promise.holder() : null;
  }
}
