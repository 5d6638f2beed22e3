package dev.bobbin;

import java.lang.management.ManagementFactory;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/** A loop's entry in the JVM's MBean server. */
final class LoopBean implements EventLoopMXBean {

  private final LoopCore loop;
  private @Nullable ObjectName registered;

  private LoopBean(LoopCore loop) {
    this.loop = loop;
  }

  /** Whether somebody is going to look: JMX itself costs the start of a program 100 ms. */
  static boolean isWanted() {
    String wish = System.getProperty("bobbin.jmx");
    return wish == null
        ? System.getProperty("com.sun.management.jmxremote") != null
            || System.getProperty("com.sun.management.jmxremote.port") != null
        : Boolean.parseBoolean(wish);
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
    return loop.settings.name();
  }

  @Override
  public String getPhase() {
    return loop.shutdown.phase();
  }

  @Override
  public int getReadyDepth() {
    return loop.readyQueue.size() + loop.inbox.size();
  }

  @Override
  public int getLiveTasks() {
    return loop.live();
  }

  @Override
  public int getTimers() {
    return loop.timers.size();
  }

  @Override
  public long getSteps() {
    return loop.counters.steps();
  }

  @Override
  public long getPosts() {
    return loop.counters.posts();
  }

  @Override
  public long getWakeUps() {
    return loop.counters.wakeUps();
  }

  @Override
  public boolean isStepTimesMeasured() {
    return loop.counters.measuring() != null;
  }

  @Override
  public void setStepTimesMeasured(boolean measured) {
    loop.counters.measure(measured);
  }

  @Override
  public long getLongestStepNanos() {
    return loop.counters.times().longest();
  }

  @Override
  public long[] getStepTimes() {
    return loop.counters.times().counts();
  }

  @Override
  public String dump() {
    return loop.eventLoop.dump().toString();
  }
}
