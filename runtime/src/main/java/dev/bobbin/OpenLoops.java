package dev.bobbin;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The loops of this JVM that have run and are not closed, for those who look at them; it keeps none
 * of them. May be used from any thread.
 *
 * <p>JMX costs the start of a program 100 ms, so loops are shown there only on request: from the
 * start, or from the moment at which somebody looks, see {@link LoopDirectory}.
 */
final class OpenLoops {

  /**
   * The system property by which another process recognises a JVM with loops, before it starts
   * anything there: how many runtimes have run loops, as each class loader may have one.
   */
  private static final String MARK = "bobbin.loops";

  private static final Object LOCK = new Object();

  // === Under LOCK ===

  private static final List<Entry> OPEN = new ArrayList<>();
  private static int crowd = 64;
  private static int viewers;
  private static boolean marked;

  private static final class Entry extends WeakReference<LoopCore> {
    @Nullable LoopBean bean;

    Entry(LoopCore loop) {
      super(loop);
    }
  }

  private OpenLoops() {}

  /** Whether loops are to be shown by JMX without being asked for. */
  private static boolean isShownAlways() {
    String wish = System.getProperty("bobbin.jmx");
    return wish == null
        ? System.getProperty("com.sun.management.jmxremote") != null
            || System.getProperty("com.sun.management.jmxremote.port") != null
        : Boolean.parseBoolean(wish);
  }

  /** A loop runs for the first time. */
  static void add(LoopCore loop) {
    Entry entry = new Entry(loop);
    synchronized (LOCK) {
      if (!marked) {
        marked = true;
        mark();
      }
      if (OPEN.size() >= crowd) {
        forgetCollected();
        crowd = Math.max(64, 2 * OPEN.size());
      }
      OPEN.add(entry);
      if (viewers > 0 || isShownAlways()) {
        entry.bean = LoopBean.register(loop);
      }
    }
    Flight.loopOpened();
  }

  /** A loop is closed. */
  static void remove(LoopCore loop) {
    boolean none;
    synchronized (LOCK) {
      for (int i = OPEN.size() - 1; i >= 0; i--) {
        if (OPEN.get(i).refersTo(loop) || OPEN.get(i).refersTo(null)) {
          hide(OPEN.remove(i));
        }
      }
      none = OPEN.isEmpty();
    }
    if (none) {
      Flight.allLoopsClosed();
    }
  }

  static List<LoopCore> all() {
    List<LoopCore> loops = new ArrayList<>();
    synchronized (LOCK) {
      for (Entry entry : OPEN) {
        LoopCore loop = entry.get();
        if (loop != null) {
          loops.add(loop);
        }
      }
    }
    return loops;
  }

  /** Somebody begins to look: shows all loops by JMX, those to come as well. */
  static void viewed() {
    synchronized (LOCK) {
      viewers++;
      forgetCollected();
      for (Entry entry : OPEN) {
        LoopCore loop = entry.get();
        if (loop != null && entry.bean == null) {
          entry.bean = LoopBean.register(loop);
        }
      }
    }
  }

  /** Somebody looks no more. */
  static void leftAlone() {
    synchronized (LOCK) {
      if (--viewers == 0 && !isShownAlways()) {
        OPEN.forEach(OpenLoops::hide);
      }
    }
  }

  private static void hide(Entry entry) {
    LoopBean bean = entry.bean;
    if (bean != null) {
      entry.bean = null;
      bean.unregister();
    }
  }

  private static void forgetCollected() {
    for (int i = OPEN.size() - 1; i >= 0; i--) {
      if (OPEN.get(i).refersTo(null)) {
        hide(OPEN.remove(i));
      }
    }
  }

  private static void mark() {
    try {
      System.setProperty(MARK, Integer.toString(Integer.getInteger(MARK, 0) + 1));
    } catch (SecurityException e) {
      // Then nobody recognises it from outside, and loops run as well as before.
    }
  }
}
