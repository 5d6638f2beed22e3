package dev.bobbin.agent;

import dev.bobbin.agent.debug.GoBetween;
import dev.bobbin.agent.remote.UnreachableException;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;

/** {@code debug}: stands between a debugger and a JVM, so that steps follow async methods. */
final class DebugCommand {
  static final String USAGE =
      """
        debug [HOST:]PORT [LISTEN_PORT]
                     let a debugger step over awaits: PORT is where a JVM waits for debuggers,
                     LISTEN_PORT where they attach instead; without it, the next one
      """;

  private static final int LAST_PORT = 0xFFFF;

  private DebugCommand() {}

  /** Reads the arguments behind {@code debug} and does it; returns the status. */
  static int run(String[] args, PrintStream out, PrintStream err) {
    try {
      Arguments arguments = Arguments.of(args, Set.of(), Set.of());
      if (arguments.asks() != null) {
        return Main.answer(arguments.asks(), USAGE, out);
      }
      List<String> operands = arguments.operands();
      if (operands.isEmpty() || operands.size() > 2) {
        throw new Arguments.MisuseException(
            "debug needs the address at which a JVM waits for debuggers, and perhaps a port");
      }
      String address = operands.get(0);
      int colon = address.lastIndexOf(':');
      String host = colon < 0 ? "localhost" : address.substring(0, colon);
      int port = port(address.substring(colon + 1), 1);
      int listenPort = operands.size() == 2 ? port(operands.get(1), 0) : port + 1;
      if (host.isEmpty() || listenPort > LAST_PORT) {
        throw new Arguments.MisuseException("\"" + address + "\" is no address with a port behind");
      }
      GoBetween.serve(host, port, listenPort, out);
      return Main.DONE;
    } catch (Arguments.MisuseException e) {
      return Main.misuse(err, String.valueOf(e.getMessage()));
    } catch (UnreachableException e) {
      return Main.unreachable(err, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // whoever runs this wants it to end
      return Main.DONE;
    }
  }

  /** A port; 0 as the first one allowed lets the system choose. */
  private static int port(String text, int first) throws Arguments.MisuseException {
    try {
      int port = Integer.parseInt(text);
      if (port >= first && port <= LAST_PORT) {
        return port;
      }
    } catch (NumberFormatException e) {
      // As one that is out of range.
    }
    throw new Arguments.MisuseException("\"" + text + "\" is no port");
  }
}
