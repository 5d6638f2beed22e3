package dev.bobbin.agent.remote;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * A process that may be a JVM with loops. It is asked as little as can be, step by step: to attach
 * to a process that is no JVM may end it.
 *
 * @param id its process id
 * @param main what it runs, if known: the main class or jar
 */
public record JvmProcess(String id, String main) {
  private static final String MARK = "bobbin.loops";

  /** All JVMs that this user may attach to, but for this one. */
  public static List<JvmProcess> all() {
    String own = Long.toString(ProcessHandle.current().pid());
    List<JvmProcess> all = new ArrayList<>();
    for (VirtualMachineDescriptor each : VirtualMachine.list()) {
      if (!each.id().equals(own)) {
        all.add(new JvmProcess(each.id(), firstWord(each.displayName())));
      }
    }
    return all;
  }

  /** The JVM with this process id. */
  public static JvmProcess of(long pid) throws UnreachableException {
    String id = Long.toString(pid);
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    if (process.isEmpty() || !process.get().isAlive()) {
      throw new UnreachableException(
          "process " + id + " cannot be looked into",
          "there is no such process",
          "ps without a process id lists the JVMs that have event loops",
          null);
    }
    if (pid == ProcessHandle.current().pid()) {
      throw new UnreachableException(
          "process " + id + " cannot be looked into",
          "it is this command itself",
          "give the process id of another JVM",
          null);
    }
    for (JvmProcess each : all()) {
      if (each.id().equals(id)) {
        return each;
      }
    }
    JvmProcess unlisted = new JvmProcess(id, "");
    unlisted.requireSameUser();
    unlisted.requireJvm(process.get());
    return unlisted;
  }

  /** The name of the main class or jar, without its arguments. */
  private static String firstWord(String text) {
    int end = text.indexOf(' ');
    return end < 0 ? text : text.substring(0, end);
  }

  // === What may be wrong with it ===

  private void requireSameUser() throws UnreachableException {
    String user = System.getProperty("user.name");
    Optional<String> owner =
        ProcessHandle.of(Long.parseLong(id)).flatMap(process -> process.info().user());
    if (owner.isPresent() && !owner.get().equals(user)) {
      throw new UnreachableException(
          what(),
          "it belongs to user " + owner.get() + ", and this command runs as " + user,
          "run this command as " + owner.get(),
          null);
    }
  }

  /** JVMs that are not listed exist: without performance data, or in another container. */
  private void requireJvm(ProcessHandle process) throws UnreachableException {
    boolean jvm;
    Path maps = Path.of("/proc", id, "maps");
    try {
      jvm =
          Files.exists(maps)
              ? Files.readString(maps).contains("libjvm.so")
              : process.info().command().orElse("java").contains("java");
    } catch (IOException e) {
      jvm = true; // attaching will tell
    }
    if (!jvm) {
      throw new UnreachableException(
          what(),
          "it is not a JVM" + process.info().command().map(c -> ", but " + c).orElse(""),
          "ps without a process id lists the JVMs that have event loops",
          null);
    }
  }

  String what() {
    return "process " + id + (main.isEmpty() ? "" : " (" + main + ")") + " cannot be looked into";
  }

  // === Attaching ===

  /** Attaches, and starts nothing in it. */
  VirtualMachine attach() throws UnreachableException {
    try {
      return Patience.with(() -> VirtualMachine.attach(id));
    } catch (AttachNotSupportedException e) {
      requireSameUser();
      requireAlive(e);
      boolean refused = String.valueOf(e.getMessage()).contains("does not support");
      throw new UnreachableException(
          what(),
          refused
              ? "it was started with -XX:+DisableAttachMechanism"
              : "it does not let anybody attach: " + e.getMessage(),
          refused
              ? "start it without that option"
              : "see whether it is stopped or hangs (jstack "
                  + id
                  + "), is another container's, or was started with -XX:+DisableAttachMechanism",
          e);
    } catch (TimeoutException e) {
      throw silent(e);
    } catch (Exception e) {
      requireSameUser();
      requireAlive(e);
      throw new UnreachableException(
          what(), "attaching to it fails: " + e, "run this command as the same user", e);
    }
  }

  /**
   * How many runtimes in it have run loops, each in a class loader of its own; 0 for a JVM without
   * Bobbin.
   */
  public int runtimes() throws UnreachableException {
    VirtualMachine machine = attach();
    try {
      return runtimesOf(machine);
    } finally {
      detach(machine);
    }
  }

  int runtimesOf(VirtualMachine machine) throws UnreachableException {
    try {
      String mark = Patience.with(machine::getSystemProperties).getProperty(MARK);
      return mark == null ? 0 : Integer.parseInt(mark);
    } catch (NumberFormatException e) {
      return 1; // whoever set it, a look tells more
    } catch (Exception e) {
      throw failed(e);
    }
  }

  static void detach(VirtualMachine machine) {
    try {
      machine.detach();
    } catch (IOException e) {
      // It has ended.
    }
  }

  // === Errors ===

  /** Something failed in the middle. */
  UnreachableException failed(Exception e) {
    if (e instanceof UnreachableException known) {
      return known;
    }
    if (e instanceof TimeoutException) {
      return silent(e);
    }
    try {
      requireAlive(e);
    } catch (UnreachableException ended) {
      return ended;
    }
    return new UnreachableException(
        what(), "it answers with " + e, "try again; see whether it is about to end", e);
  }

  private UnreachableException silent(Exception e) {
    return new UnreachableException(
        what(),
        "it does not answer: " + e.getMessage(),
        "see whether it is stopped, or out of memory: jcmd " + id + " GC.heap_info",
        e);
  }

  private void requireAlive(Exception e) throws UnreachableException {
    if (!ProcessHandle.of(Long.parseLong(id)).map(ProcessHandle::isAlive).orElse(false)) {
      throw new UnreachableException(
          what(), "it has ended meanwhile", "start the program again, or look earlier", e);
    }
  }
}
