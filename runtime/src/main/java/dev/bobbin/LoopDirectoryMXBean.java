package dev.bobbin;

/**
 * While a bean of this kind is registered, each open loop of the JVM is shown as an {@link
 * EventLoopMXBean}, whether or not it was asked for when the JVM was started. Any JMX client that
 * may create beans can begin to look that way, at any time:
 *
 * <pre>{@code
 * connection.createMBean("dev.bobbin.LoopDirectory", new ObjectName("dev.bobbin:type=EventLoops"));
 * }</pre>
 */
public interface LoopDirectoryMXBean {

  /** The names of the loops that have run and are not closed. */
  String[] getLoops();
}
