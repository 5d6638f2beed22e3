package dev.bobbin.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How {@code debug} says what it cannot do. */
@Timeout(60)
class DebugCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "debug";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return Main.run(
        all,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private void assertSaid(String expected) {
    assertEquals(expected, err.toString(StandardCharsets.UTF_8));
    assertEquals("", out.toString(StandardCharsets.UTF_8));
  }

  private static ServerSocket server() throws IOException {
    return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  }

  private static String start() {
    return "    fix: start it with"
        + " -agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=PORT\n";
  }

  /** Runs against a server that says something and listens for no more. */
  private int runAgainst(byte[] answer) throws Exception {
    try (ServerSocket server = server()) {
      FutureTask<Void> serving =
          new FutureTask<>(
              () -> {
                try (Socket socket = server.accept()) {
                  socket.getInputStream().readNBytes(14);
                  socket.getOutputStream().write(answer);
                }
                return null;
              });
      new Thread(serving, "server").start();
      int status = run(Integer.toString(server.getLocalPort()), "0");
      serving.get();
      String said = err.toString(StandardCharsets.UTF_8);
      err.reset();
      err.write(
          said.replace(":" + server.getLocalPort(), ":PORT").getBytes(StandardCharsets.UTF_8));
      return status;
    }
  }

  @Test
  void nothingListensThere() throws IOException {
    int port;
    try (ServerSocket free = server()) {
      port = free.getLocalPort();
    }

    assertEquals(Main.UNREACHABLE, run(Integer.toString(port), "0"));
    assertSaid(
        "bobbin: localhost:"
            + port
            + " cannot be debugged\n"
            + "    why: nothing listens there\n"
            + start());
  }

  @Test
  void noSuchHost() {
    assertEquals(Main.UNREACHABLE, run("no-such-host.invalid:5005"));
    assertSaid(
        "bobbin: no-such-host.invalid:5005 cannot be debugged\n"
            + "    why: no host is named no-such-host.invalid\n"
            + start());
  }

  @Test
  void whatListensSpeaksAnotherProtocol() throws Exception {
    assertEquals(
        Main.UNREACHABLE, runAgainst("HTTP/1.1 400 Bad Request".getBytes(StandardCharsets.UTF_8)));
    assertSaid(
        """
        bobbin: localhost:PORT cannot be debugged
            why: what listens there is no JVM that waits for a debugger: it does not speak the Java \
        debug wire protocol
            fix: take the port that the JVM printed when it started
        """);
  }

  @Test
  void whatListensClosesTheConnection() throws Exception {
    assertEquals(Main.UNREACHABLE, runAgainst(new byte[0]));
    assertSaid(
        """
        bobbin: localhost:PORT cannot be debugged
            why: what listens there is no JVM that waits for a debugger: it closes the connection
            fix: take the port that the JVM printed when it started
        """);
  }

  @Test
  void thePortForDebuggersIsTaken() throws Exception {
    try (ServerSocket taken = server()) {
      String port = Integer.toString(taken.getLocalPort());
      try (ServerSocket jvm = server()) {
        Thread answering =
            new Thread(
                () -> {
                  try (Socket socket = jvm.accept()) {
                    socket.getOutputStream().write(socket.getInputStream().readNBytes(14));
                    socket.getInputStream().readAllBytes();
                  } catch (IOException e) {
                    throw new AssertionError(e);
                  }
                },
                "jvm");
        answering.start();
        assertEquals(Main.UNREACHABLE, run(Integer.toString(jvm.getLocalPort()), port));
        answering.join();
      }
      assertSaid(
          "bobbin: port "
              + port
              + " cannot be listened at\n"
              + "    why: it is in use, or not for this user\n"
              + "    fix: name another one behind the JVM's address\n");
    }
  }

  @Test
  void wrongArguments() {
    String help = "    java -jar bobbin-agent.jar --help lists the commands\n";
    assertEquals(Main.UNUSABLE, run());
    assertSaid(
        "bobbin: debug needs the address at which a JVM waits for debuggers, and perhaps a port\n"
            + help);
    err.reset();
    assertEquals(Main.UNUSABLE, run("localhost"));
    assertSaid("bobbin: \"localhost\" is no port\n" + help);
    err.reset();
    assertEquals(Main.UNUSABLE, run("5005", "99999"));
    assertSaid("bobbin: \"99999\" is no port\n" + help);
    err.reset();
    assertEquals(Main.UNUSABLE, run(":5005"));
    assertSaid("bobbin: \":5005\" is no address with a port behind\n" + help);
  }
}
