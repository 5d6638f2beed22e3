package dev.bobbin.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.VirtualMachine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agent comes while the program runs. */
@Timeout(180)
class AttachIT {
  /** Loads Early, says that it is ready, and goes on when the other end closes. */
  private static final String WAITING_MAIN =
      """
      package app;
      import java.net.*;
      public class Main {
        public static void main(String[] args) throws Exception {
          Early.load();
          try (Socket test = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]))) {
            test.setSoTimeout(60_000);
            test.getOutputStream().write("ready\\n".getBytes("UTF-8"));
            test.getInputStream().read();
          }
          System.out.println(Adding.run());
        }
      }
      """;

  private static final String EARLY =
      """
      package app;
      import static dev.bobbin.Bobbin.await;
      import dev.bobbin.*;
      public class Early {
        static void load() {}
        @Async static Task<Void> wait(Task<Void> other) {
          await(other);
          return Task.done();
        }
      }
      """;

  @TempDir Path directory;
  private String classPath = "";

  @BeforeEach
  void compile() {
    Path classes =
        new Program(directory)
            .file("app/Main.java", WAITING_MAIN)
            .file("app/Early.java", EARLY)
            .file("app/Adding.java", Program.ADDING)
            .compile("-classpath", ChildJvm.runtimeJar().toString());
    classPath = ChildJvm.path(classes, ChildJvm.runtimeJar());
  }

  private interface Attached {
    void to(VirtualMachine machine) throws Exception;
  }

  private ChildJvm.Ended whileRunning(Attached attached, String... options) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(60_000);
      String[] arguments = new String[options.length + 4];
      System.arraycopy(options, 0, arguments, 0, options.length);
      int next = options.length;
      arguments[next++] = "-cp";
      arguments[next++] = classPath;
      arguments[next++] = "app.Main";
      arguments[next] = Integer.toString(server.getLocalPort());
      try (ChildJvm jvm = ChildJvm.start(directory, arguments)) {
        try (Socket program = server.accept()) {
          program.setSoTimeout(60_000);
          assertEquals("ready", lineFrom(program));
          VirtualMachine machine = VirtualMachine.attach(Long.toString(jvm.pid()));
          try {
            attached.to(machine);
          } finally {
            machine.detach();
          }
        }
        return jvm.end();
      }
    }
  }

  private static String lineFrom(Socket program) throws IOException {
    return new BufferedReader(
            new InputStreamReader(program.getInputStream(), StandardCharsets.UTF_8))
        .readLine();
  }

  @Test
  void laterClassesAreWovenAndEarlierOnesNamed() throws Exception {
    ChildJvm.Ended ended =
        whileRunning(machine -> machine.loadAgent(ChildJvm.agentJar().toString()));
    ended.printing(Program.ADDING_PRINTS);
    assertTrue(
        ended
            .err()
            .startsWith(
                "bobbin: loaded before the agent came, so their async methods stay unwoven:"
                    + " app.Early\n"),
        ended.err());
  }

  @Test
  void aSecondAgentChangesNothing() throws Exception {
    whileRunning(machine -> machine.loadAgent(ChildJvm.agentJar().toString()), ChildJvm.agent(""))
        .quietly(Program.ADDING_PRINTS);
  }

  @Test
  void aWrongOptionIsTheAttachersMistakeAndTheProgramGoesOn() throws Exception {
    ChildJvm.Ended ended =
        whileRunning(
            machine ->
                assertThrows(
                    AgentInitializationException.class,
                    () -> machine.loadAgent(ChildJvm.agentJar().toString(), "verbos")));
    assertTrue(ended.err().contains("unknown option \"verbos\""), ended.err());
    assertTrue(ended.err().contains("dev.bobbin.NotWovenException"), ended.err());
  }
}
