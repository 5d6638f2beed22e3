package dev.bobbin.agent.remote;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachOperationFailedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.management.MBeanException;
import javax.management.MBeanServerConnection;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import javax.management.ReflectionException;
import javax.management.RuntimeMBeanException;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.jspecify.annotations.Nullable;

/**
 * A JVM whose loops are shown by JMX for as long as this is open. JMX itself makes the bean that
 * shows them, from the runtime that the JVM has on its class path or module path; only where the
 * runtime belongs to another class loader is code brought along: the agent, which does not weave
 * then and looks for the runtime.
 *
 * <p>It is closed by Ctrl-C as well: nothing stays behind in the other JVM, unless that does not
 * answer.
 */
public final class RemoteJvm implements AutoCloseable {
  private static final String DIRECTORY_CLASS = "dev.bobbin.LoopDirectory";

  private static final long EXIT_MILLIS = 2000;

  private final JvmProcess process;
  private final JMXConnector connector;
  private final MBeanServerConnection beans;

  /** Of the beans by which this one looks, so that others who look keep theirs. */
  private final String own =
      "dev.bobbin:type=EventLoops,viewer="
          + ProcessHandle.current().pid()
          + "-"
          + Long.toString(System.nanoTime(), 36);

  private final Thread atExit = new Thread(this::closeAtExit, "bobbin-remote-end");

  // === Guarded by this ===

  /** The loops whose steps are timed because of this. */
  private final Map<String, RemoteLoop> timed = new HashMap<>();

  private boolean closed;

  private RemoteJvm(JvmProcess process, JMXConnector connector, MBeanServerConnection beans) {
    this.process = process;
    this.connector = connector;
    this.beans = beans;
  }

  /** Begins to look. */
  public static RemoteJvm open(JvmProcess process) throws UnreachableException {
    VirtualMachine machine = process.attach();
    try {
      int runtimes = process.runtimesOf(machine);
      if (runtimes == 0) {
        throw new UnreachableException(
            process.what(),
            "no event loop has run in it: it does not use Bobbin, or has not begun to",
            "ps without a process id lists the JVMs that have event loops",
            null);
      }
      RemoteJvm jvm = connect(process, machine);
      try {
        Runtime.getRuntime().addShutdownHook(jvm.atExit);
        jvm.show(machine, runtimes);
        return jvm;
      } catch (UnreachableException | RuntimeException e) {
        jvm.close();
        throw e; // an IllegalStateException of the hook's, too: this JVM ends
      }
    } finally {
      JvmProcess.detach(machine);
    }
  }

  @SuppressWarnings("BanJNDI") // the JVM that was attached to gave the address, on this machine
  private static RemoteJvm connect(JvmProcess process, VirtualMachine machine)
      throws UnreachableException {
    try {
      return Patience.with(
          () -> {
            String address = machine.startLocalManagementAgent();
            JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(address));
            return new RemoteJvm(process, connector, connector.getMBeanServerConnection());
          });
    } catch (AttachOperationFailedException e) {
      throw new UnreachableException(
          process.what(),
          "it cannot start a management agent: " + e.getMessage(),
          "its Java needs the module jdk.management.agent (jlink --add-modules, or --add-modules"
              + " where the modules were limited)",
          e);
    } catch (Exception e) {
      throw process.failed(e);
    }
  }

  // === Showing the loops ===

  private void show(VirtualMachine machine, int runtimes) throws UnreachableException {
    boolean reached =
        ask(
            server -> {
              try {
                server.createMBean(DIRECTORY_CLASS, new ObjectName(own));
                return true;
              } catch (ReflectionException e) {
                return false; // no such class there
              }
            });
    if (!reached || runtimes > 1) {
      showByAgent(machine);
    }
  }

  private void showByAgent(VirtualMachine machine) throws UnreachableException {
    try {
      Path jar = ownJar();
      Patience.with(
          () -> {
            machine.loadAgent(jar.toString(), LoopFinder.REQUEST + own);
            return jar;
          });
    } catch (AgentLoadException | AgentInitializationException e) {
      throw new UnreachableException(
          process.what(),
          "its runtime is in a class loader that JMX does not see, and the agent that would find it"
              + " is refused: "
              + e.getMessage(),
          "start it without -XX:-EnableDynamicAgentLoading, or with -Dbobbin.jmx=true",
          e);
    } catch (Exception e) {
      throw process.failed(e);
    }
  }

  private static Path ownJar() throws IOException {
    CodeSource source = RemoteJvm.class.getProtectionDomain().getCodeSource();
    try {
      Path jar = source == null ? null : Path.of(source.getLocation().toURI());
      if (jar != null && Files.isRegularFile(jar)) {
        return jar.toAbsolutePath();
      }
    } catch (URISyntaxException e) {
      // Then it is no jar.
    }
    throw new IOException("this command does not run from the agent's jar");
  }

  // === Looking ===

  /** The process id. */
  public String id() {
    return process.id();
  }

  /** What it runs: the main class or jar; empty if not known. */
  public String main() {
    return process.main();
  }

  /** Its loops by name, those that are open now. */
  public List<RemoteLoop> loops() throws UnreachableException {
    Set<ObjectName> names =
        ask(server -> server.queryNames(new ObjectName("dev.bobbin:type=EventLoop,*"), null));
    List<RemoteLoop> loops = new ArrayList<>();
    for (ObjectName name : names) {
      loops.add(new RemoteLoop(this, name));
    }
    loops.sort(Comparator.comparing(RemoteLoop::name));
    return loops;
  }

  /** The same; none is an error. */
  public List<RemoteLoop> requireLoops() throws UnreachableException {
    List<RemoteLoop> loops = loops();
    if (loops.isEmpty()) {
      throw new UnreachableException(
          process.what(),
          "it has no event loop now: those that ran are closed",
          "look while one is open",
          null);
    }
    return loops;
  }

  /** Has a loop time its steps until this is closed, or whoever had it do so ends that. */
  public synchronized void timeSteps(RemoteLoop loop) throws UnreachableException {
    if (!closed && !timed.containsKey(loop.name()) && loop.measureSteps(true)) {
      timed.put(loop.name(), loop);
    }
  }

  /** A question to its MBean server. */
  interface Question<T extends @Nullable Object> {
    T ask(MBeanServerConnection server) throws Exception;
  }

  <T> T ask(Question<T> question) throws UnreachableException {
    try {
      return Patience.with(() -> question.ask(beans));
    } catch (MBeanException | RuntimeMBeanException e) {
      throw other(String.valueOf(e.getCause()));
    } catch (Exception e) {
      throw process.failed(e);
    }
  }

  /** Something is wrong that is not the connection's fault. */
  UnreachableException other(String why) {
    return new UnreachableException(
        process.what(),
        why,
        "if it uses another release of Bobbin, use the agent's jar of that release",
        null);
  }

  // === The end ===

  /** Whether it is closed, which it may be by Ctrl-C. */
  public synchronized boolean isClosed() {
    return closed;
  }

  /** Ends to look, and leaves no bean behind, nor a loop that times its steps because of this. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException theJvmEnds) {
      // And the hook does the same.
    }
    leave();
  }

  /** Whoever presses Ctrl-C does not wait for a JVM that does not answer. */
  private void closeAtExit() {
    Thread leaving = new Thread(this::leave, "bobbin-remote-leave");
    leaving.setDaemon(true);
    leaving.start();
    try {
      leaving.join(EXIT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void leave() {
    if (closed) {
      return;
    }
    closed = true;
    for (RemoteLoop loop : timed.values()) {
      try {
        loop.measureSteps(false);
      } catch (UnreachableException e) {
        // It has ended, or its loop is closed.
      }
    }
    try {
      Patience.with(
          () -> {
            ObjectName mine = new ObjectName(own + ",*");
            for (ObjectName name : beans.queryNames(mine, null)) {
              beans.unregisterMBean(name);
            }
            connector.close();
            return mine;
          });
    } catch (MalformedObjectNameException e) {
      throw new AssertionError(own, e);
    } catch (Exception e) {
      // It has ended, or answers no more: nothing is left to clean up.
    }
  }
}
