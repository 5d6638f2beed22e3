package dev.bobbin;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** A callback with a time or a period; removed by its handle until the moment it starts. */
final class Callback extends Waiter implements Timed, TimerHandle {

  private static final VarHandle CALLBACK;

  static {
    try {
      CALLBACK = MethodHandles.lookup().findVarHandle(Callback.class, "callback", Runnable.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final LoopCore loop;

  /** Taken once: by the loop, which runs it, or by whoever cancels it. */
  private volatile @Nullable Runnable callback;

  /** Zero for once, positive for a fixed rate, negative for a fixed delay behind each run. */
  private final long periodNanos;

  private long deadline;
  private int place = -1;

  Callback(LoopCore loop, Runnable callback) {
    this(loop, callback, 0, 0);
  }

  Callback(LoopCore loop, Runnable callback, long deadline, long periodNanos) {
    this.loop = loop;
    this.callback = callback;
    this.deadline = deadline;
    this.periodNanos = periodNanos;
  }

  /** On the loop's thread. */
  void enter() {
    if (callback != null) {
      loop.timers.add(deadline, this);
    }
  }

  @Override
  public boolean cancel() {
    if (take() == null) {
      return false;
    }
    if (loop.inLoop()) {
      loop.timers.remove(this);
    } else {
      loop.door.post(() -> loop.timers.remove(this));
    }
    return true;
  }

  private @Nullable Runnable take() {
    return (Runnable) CALLBACK.getAndSet(this, null);
  }

  @Override
  public int place() {
    return place;
  }

  @Override
  public void place(int newPlace) {
    place = newPlace;
  }

  @Override
  public void due() {
    loop.ready(this);
  }

  @Override
  @Nullable Waiter step() {
    if (periodNanos == 0) {
      Runnable code = take();
      if (code != null) {
        code.run();
      }
    } else {
      runAgainAndAgain();
    }
    return null;
  }

  /** A run that throws is the last one. */
  private void runAgainAndAgain() {
    Runnable code = callback;
    if (code == null) {
      return;
    }
    boolean thrown = true;
    try {
      code.run();
      thrown = false;
    } finally {
      if (thrown) {
        take();
      }
    }
    deadline = periodNanos > 0 ? deadline + periodNanos : loop.nanoTime() - periodNanos;
    enter();
  }
}
