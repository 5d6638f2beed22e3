package dev.bobbin;

import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/** A loop's entry in the JVM's MBean server, which does not keep the loop. */
final class LoopBean implements EventLoopMXBean {

  private final WeakReference<LoopCore> shown;
  private @Nullable ObjectName registered;

  private LoopBean(LoopCore loop) {
    this.shown = new WeakReference<>(loop);
  }

  private LoopCore loop() {
    LoopCore loop = shown.get();
    if (loop == null) {
      throw new IllegalStateException("nobody has the loop any more");
    }
    return loop;
  }

  /** A loop that cannot be shown works all the same. */
  static @Nullable LoopBean register(LoopCore loop) {
    LoopBean bean = new LoopBean(loop);
    try {
      bean.registerAs(loop.settings.name());
      return bean;
    } catch (JMException | SecurityException e) {
      System.getLogger("dev.bobbin")
          .log(System.Logger.Level.WARNING, loop + " is not shown by JMX", e);
      return null;
    }
  }

  private void registerAs(String name) throws JMException {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    for (int number = 1; ; number++) {
      try {
        ObjectName objectName = nameOf(number == 1 ? name : name + "#" + number);
        server.registerMBean(this, objectName);
        registered = objectName;
        return;
      } catch (InstanceAlreadyExistsException taken) {
        // The next number.
      }
    }
  }

  private static ObjectName nameOf(String name) throws JMException {
    boolean plain = name.chars().noneMatch(c -> ",=:\"*?\n".indexOf(c) >= 0) && !name.isEmpty();
    return new ObjectName(
        "dev.bobbin:type=EventLoop,name=" + (plain ? name : ObjectName.quote(name)));
  }

  void unregister() {
    ObjectName name = registered;
    if (name != null) {
      registered = null;
      try {
        ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
      } catch (JMException | SecurityException e) {
        // Somebody else took it away.
      }
    }
  }

  @Override
  public String getName() {
    return loop().settings.name();
  }

  @Override
  public String getPhase() {
    return loop().shutdown.phase();
  }

  @Override
  public int getReadyDepth() {
    return loop().readyQueue.size() + loop().door.inbox.size();
  }

  @Override
  public int getLiveTasks() {
    return loop().live();
  }

  @Override
  public int getTimers() {
    return loop().timers.size();
  }

  @Override
  public long getSteps() {
    return loop().meter.counters.steps();
  }

  @Override
  public long getPosts() {
    return loop().meter.counters.posts();
  }

  @Override
  public long getWakeUps() {
    return loop().meter.counters.wakeUps();
  }

  @Override
  public boolean isStepTimesMeasured() {
    return loop().meter.counters.measuring() != null;
  }

  @Override
  public void setStepTimesMeasured(boolean measured) {
    loop().meter.counters.measure(measured);
    loop().attend();
  }

  @Override
  public long getLongestStepNanos() {
    return loop().meter.counters.times().longest();
  }

  @Override
  public long[] getStepTimes() {
    return loop().meter.counters.times().counts();
  }

  @Override
  public String dump() {
    return loop().eventLoop.dump().toString();
  }

  @Override
  public TaskRow[] tasks() {
    return loop().eventLoop.dump().entries().stream().map(Row::new).toArray(TaskRow[]::new);
  }

  private record Row(TaskDump.Entry entry) implements TaskRow {

    @Override
    public int getDepth() {
      return entry.depth();
    }

    @Override
    public String getName() {
      return entry.name();
    }

    @Override
    public String getWhat() {
      return entry.what();
    }

    @Override
    public String getState() {
      return entry.state();
    }

    @Override
    public String getLine() {
      return entry.line() == null ? "" : entry.line().toString();
    }

    @Override
    public String getGroup() {
      return entry.group() == null ? "" : entry.group();
    }

    @Override
    public String[] getAwaitedBy() {
      return entry.awaitedBy().toArray(new String[0]);
    }

    @Override
    public String getNote() {
      return entry.note();
    }
  }
}
