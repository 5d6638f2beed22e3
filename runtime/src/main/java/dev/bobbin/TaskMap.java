package dev.bobbin;

import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What few tasks need and all the others have no field for. It gives back the memory that a burst
 * needed once it is empty, which an IdentityHashMap never does. Confined to its loop's thread.
 */
final class TaskMap<V> {

  private static final int KEPT = 1024;

  private IdentityHashMap<AbstractTask<?>, V> entries = new IdentityHashMap<>();
  private int most;

  @Nullable V get(AbstractTask<?> task) {
    return entries.get(task);
  }

  void put(AbstractTask<?> task, V value) {
    entries.put(task, value);
    most = Math.max(most, entries.size());
  }

  @Nullable V remove(AbstractTask<?> task) {
    V removed = entries.remove(task);
    if (most > KEPT && entries.isEmpty()) {
      entries = new IdentityHashMap<>();
      most = 0;
    }
    return removed;
  }
}
