package dev.bobbin.agent.remote;

import java.lang.instrument.Instrumentation;
import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * In the JVM that is looked into: shows the loops of all runtimes there, whatever loader has them.
 */
public final class LoopFinder {

  /** Begins the agent's argument; the name of the beans follows. */
  static final String REQUEST = "show-loops=";

  private static final String USED = "dev.bobbin.OpenLoops";
  private static final String DIRECTORY = "dev.bobbin.LoopDirectory";

  private LoopFinder() {}

  /**
   * Does what the agent's argument asks for.
   *
   * @return false if it does not ask for loops
   */
  public static boolean answer(String arguments, Instrumentation instrumentation) {
    if (!arguments.startsWith(REQUEST)) {
      return false;
    }
    String name = arguments.substring(REQUEST.length());
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    int number = 0;
    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
      if (loaded.getName().equals(USED) && loaded.getClassLoader() != null) {
        show(server, loaded.getClassLoader(), name, ++number);
      }
    }
    return true;
  }

  private static void show(
      MBeanServer server, @Nullable ClassLoader runtime, String name, int number) {
    try {
      if (runtime == ClassLoader.getSystemClassLoader()
          && !server.queryNames(new ObjectName(name), null).isEmpty()) {
        return; // JMX itself has reached it
      }
      Object directory =
          Class.forName(DIRECTORY, true, runtime).getDeclaredConstructor().newInstance();
      server.registerMBean(directory, new ObjectName(name + ",runtime=" + number));
    } catch (JMException | ReflectiveOperationException | LinkageError e) {
      throw new IllegalStateException("the loops of " + runtime + " cannot be shown", e);
    }
  }
}
