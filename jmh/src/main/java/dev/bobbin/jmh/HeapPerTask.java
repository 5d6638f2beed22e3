package dev.bobbin.jmh;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** How much live heap a suspended task takes; the reference to it, in an array, included. */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class HeapPerTask {
  /** Of the last run: JMH takes public fields for counters. */
  public double bytesPerTask;

  private long before;

  void begin() {
    before = used();
  }

  /** Now all of them wait. */
  void allWait(int tasks) {
    bytesPerTask = (double) (used() - before) / tasks;
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      runtime.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
