package dev.bobbin;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lays out a {@link TaskTree} from top to bottom, without recursion: chains may be long. */
final class TreeText {

  /** What lies deeper is left out, apart from the end of a chain. */
  private static final int MAX_DEPTH = 100;

  private record Visit(AbstractTask<?> task, int depth, boolean leaves) {}

  private final TaskTree tree;
  private final DeadLocks deadLocks;
  private final List<TaskDump.Entry> entries = new ArrayList<>();
  private final Set<AbstractTask<?>> shown = TaskTree.identitySet();
  private final Set<AbstractTask<?>> path = TaskTree.identitySet();
  private final ArrayDeque<Visit> stack = new ArrayDeque<>();

  TreeText(TaskTree tree) {
    this.tree = tree;
    this.deadLocks = new DeadLocks(tree);
  }

  TaskDump dump() {
    for (AbstractTask<?> task : tree.all()) {
      if (isRoot(task) && !shown.contains(task)) {
        show(task);
      }
    }
    for (AbstractTask<?> task : tree.all()) {
      if (deadLocks.contains(task) && task.isListed() && !shown.contains(task)) {
        show(task); // in a circle there is no first one
      }
    }
    return new TaskDump(tree.loop.toString(), entries, deadLocks.circles());
  }

  /** A wait that nobody awaits counts for those that would not be shown without it. */
  private boolean isRoot(AbstractTask<?> task) {
    return tree.awaitersOf(task).isEmpty() && (task.isListed() || !tree.awaitedOf(task).isEmpty());
  }

  private void show(AbstractTask<?> root) {
    stack.push(new Visit(root, 0, false));
    while (!stack.isEmpty()) {
      Visit visit = stack.pop();
      if (visit.leaves()) {
        path.remove(visit.task());
      } else {
        enter(visit.task(), visit.depth());
      }
    }
  }

  private void enter(AbstractTask<?> task, int depth) {
    if (path.contains(task)) {
      add(TaskDump.Entry.note(depth, "cycle: " + task.name() + " waits for itself"));
      return;
    }
    if (!shown.add(task)) {
      add(entry(task, depth, "see above"));
      return;
    }
    if (depth == MAX_DEPTH) {
      addEndOf(task);
      return;
    }
    add(entry(task, depth, deadLocks.contains(task) && task.isListed() ? "dead-locked" : ""));
    path.add(task);
    stack.push(new Visit(task, depth, true));
    List<AbstractTask<?>> below = new ArrayList<>(tree.awaitedOf(task));
    AbstractTask<?> holder = TaskTree.holderOf(task);
    if (holder != null && deadLocks.contains(task)) {
      below.add(holder);
    }
    for (int i = below.size() - 1; i >= 0; i--) {
      stack.push(new Visit(below.get(i), depth + 1, false));
    }
  }

  /** The last of a long chain tells most about it. */
  private void addEndOf(AbstractTask<?> first) {
    AbstractTask<?> at = first;
    int left = 0;
    AbstractTask<?> next = onlyOneBelow(at);
    while (next != null && shown.add(next)) {
      left++;
      at = next;
      next = onlyOneBelow(at);
    }
    if (left > 0) {
      add(TaskDump.Entry.note(MAX_DEPTH, "... " + left + " more, the last of which is"));
    }
    boolean more = !tree.awaitedOf(at).isEmpty();
    add(entry(at, MAX_DEPTH, more ? "what it awaits is left out" : ""));
  }

  private @Nullable AbstractTask<?> onlyOneBelow(AbstractTask<?> task) {
    var below = tree.awaitedOf(task);
    return below.size() == 1 ? below.iterator().next() : null;
  }

  private void add(TaskDump.Entry entry) {
    entries.add(entry);
  }

  private TaskDump.Entry entry(AbstractTask<?> task, int depth, String note) {
    boolean running = task == tree.loop.currentTask();
    String state = running ? "running" : tree.isReady(task) ? "ready" : task.stateName();
    List<String> awaiters = new ArrayList<>();
    tree.awaitersOf(task).forEach(awaiter -> awaiters.add(awaiter.name()));
    return new TaskDump.Entry(
        depth,
        task.name(),
        task.describe(),
        state,
        running || task.isDone() ? null : task.waitingLine(),
        groupOf(task),
        awaiters,
        tree.loop.debug == null ? null : tree.loop.debug.siteOf(task),
        note);
  }

  /** Forks say it themselves, and waits run nothing. */
  private static @Nullable String groupOf(AbstractTask<?> task) {
    TaskContext context = task.context;
    GroupScope<?, ?> group = context == null ? null : context.group();
    return group == null || task instanceof GroupTask<?> || !task.isListed() ? null : group.name();
  }
}
