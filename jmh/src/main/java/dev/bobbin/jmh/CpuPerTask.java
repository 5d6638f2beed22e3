package dev.bobbin.jmh;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** How much processor time of all the JVM's threads a task takes, most of whose time is waiting. */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class CpuPerTask {
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  /** Of the last run: JMH takes public fields for counters. */
  public double cpuNanosPerTask;

  private long before;

  void begin() {
    before = PROCESS.getProcessCpuTime();
  }

  void end(int tasks) {
    cpuNanosPerTask = (double) (PROCESS.getProcessCpuTime() - before) / tasks;
  }
}
