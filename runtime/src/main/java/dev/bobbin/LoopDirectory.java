package dev.bobbin;

import javax.management.MBeanRegistration;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Shows the loops of this JVM by JMX for as long as it is registered. Public only because JMX makes
 * it by its name, from another process; not for users.
 *
 * @hidden
 */
public final class LoopDirectory implements LoopDirectoryMXBean, MBeanRegistration {

  /** Shows nothing until it is registered. */
  public LoopDirectory() {}

  @Override
  public String[] getLoops() {
    return OpenLoops.all().stream().map(loop -> loop.settings.name()).toArray(String[]::new);
  }

  @Override
  public ObjectName preRegister(MBeanServer server, ObjectName name) {
    return name;
  }

  @Override
  public void postRegister(Boolean done) {
    if (done) {
      OpenLoops.viewed();
    }
  }

  @Override
  public void preDeregister() {}

  @Override
  public void postDeregister() {
    OpenLoops.leftAlone();
  }
}
