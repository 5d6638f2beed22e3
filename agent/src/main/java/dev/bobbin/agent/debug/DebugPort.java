package dev.bobbin.agent.debug;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A port that nothing listens at. The JVM closes its own while a debugger is attached, so that
 * connecting cannot tell this from a port of nobody; the command line of the JVM can.
 */
final class DebugPort {
  private static final Pattern OPTION =
      Pattern.compile("(?:-agentlib:jdwp=|-Xrunjdwp:)(\\S+)(?:\\s|$)");

  private DebugPort() {}

  /** Why nothing listens there. */
  static String whyClosed(String host, int port) {
    boolean visible = ProcessHandle.current().info().commandLine().isPresent() && isHere(host);
    if (!visible) {
      return "nothing listens there, or a debugger is attached already";
    }
    Optional<ProcessHandle> busy =
        ProcessHandle.allProcesses()
            .filter(process -> process.info().command().orElse("").contains("java"))
            .filter(process -> isFor(port, process.info().commandLine().orElse("")))
            .findFirst();
    return busy.map(
            process ->
                "a debugger is attached already to process " + process.pid() + ", of that port")
        .orElse("nothing listens there");
  }

  private static boolean isHere(String host) {
    try {
      InetAddress address = InetAddress.getByName(host);
      return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Whether a JVM with this command line waits for debuggers at the port, as long as it has none.
   */
  static boolean isFor(int port, String commandLine) {
    Matcher option = OPTION.matcher(commandLine);
    while (option.find()) {
      boolean waits = false;
      boolean there = false;
      for (String setting : option.group(1).split(",", -1)) {
        waits |= setting.equals("server=y");
        there |= setting.matches("address=(.*:)?" + port);
      }
      if (waits && there) {
        return true;
      }
    }
    return false;
  }
}
