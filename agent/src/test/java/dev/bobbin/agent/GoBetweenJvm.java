package dev.bobbin.agent;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A program that waits for a debugger, and the packed agent's {@code debug} in front of it. */
final class GoBetweenJvm implements AutoCloseable {
  private final ChildJvm program;
  private final ChildJvm between;
  private final String address;
  private final String port;
  private final Path directory;

  private GoBetweenJvm(
      Path directory, ChildJvm program, String address, ChildJvm between, String port) {
    this.directory = directory;
    this.address = address;
    this.program = program;
    this.between = between;
    this.port = port;
  }

  static GoBetweenJvm start(Path directory, String... arguments) throws Exception {
    List<String> all = new ArrayList<>();
    String address = Integer.toString(freePort());
    all.add("-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=" + address);
    all.addAll(Arrays.asList(arguments));
    ChildJvm program = ChildJvm.start(directory, all.toArray(new String[0]));
    ChildJvm between = null;
    try {
      program.awaitOutput("Listening for transport dt_socket at address: " + address + "\n");
      between =
          ChildJvm.start(directory, "-jar", ChildJvm.agentJar().toString(), "debug", address, "0");
      String port = between.awaitOutput(Pattern.compile("debuggers to port (\\d+)\n"));
      return new GoBetweenJvm(directory, program, address, between, port);
    } catch (Exception | AssertionError e) {
      program.close();
      if (between != null) {
        between.close();
      }
      throw e;
    }
  }

  /** With port 0 the JVM would take another one for the next debugger. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Attaches and goes on until the class has been loaded. */
  Debugger attach(String className) throws Exception {
    return new Debugger(this, this::close, connect(), className);
  }

  /** Attaches where the program is. */
  com.sun.jdi.VirtualMachine connect() throws Exception {
    for (AttachingConnector each : Bootstrap.virtualMachineManager().attachingConnectors()) {
      if (each.name().equals("com.sun.jdi.SocketAttach")) {
        Map<String, Connector.Argument> settings = each.defaultArguments();
        settings.get("hostname").setValue("localhost");
        settings.get("port").setValue(port);
        return each.attach(settings);
      }
    }
    throw new AssertionError("this JDK has no debugger's connector");
  }

  /** A debugger that comes and breaks down. */
  void attachAndHangUp() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port))) {
      socket.getOutputStream().write("JDWP-Handshake".getBytes(StandardCharsets.US_ASCII));
      socket.getInputStream().readNBytes(14);
    }
  }

  /** Where the program waits, or has waited, for a debugger. */
  String address() {
    return address;
  }

  /** The command once more, at the same program. */
  ChildJvm.Ended another() throws IOException, InterruptedException {
    String jar = ChildJvm.agentJar().toString();
    return ChildJvm.run(directory, "-jar", jar, "debug", address, "0");
  }

  ChildJvm program() {
    return program;
  }

  ChildJvm between() {
    return between;
  }

  /** What both say, where a test waits in vain. */
  @Override
  public String toString() {
    try {
      return "program " + program.dump() + "\ngo-between " + between.dump();
    } catch (IOException | InterruptedException e) {
      return e.toString();
    }
  }

  @Override
  public void close() {
    program.close();
    between.close();
  }
}
