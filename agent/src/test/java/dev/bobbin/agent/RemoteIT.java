package dev.bobbin.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.tools.attach.VirtualMachine;
import dev.bobbin.behaviour.Covers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code ps}, {@code pstree} and {@code top}, from one JVM into another. */
@Timeout(180)
class RemoteIT {

  /** Says when its tasks wait; goes on when the other end closes. */
  private static final String SHOP =
      """
      package app;
      import static dev.bobbin.Bobbin.*;
      import dev.bobbin.*;
      import dev.bobbin.sync.*;
      import java.net.*;
      import java.util.*;
      public class Shop {
        static final AsyncLock stock = new AsyncLock();
        static final AsyncQueue<String> orders = AsyncQueue.bounded(10);
        @Async static Task<Void> clerk() {
          await(orders.take()); // clerk
          return Task.done();
        }
        @Async static Task<Void> pack(Task<?> until) {
          try (Permit permit = await(stock.acquire())) { // second
            await(until); // first
          }
          return Task.done();
        }
        static String told(int port) throws Exception {
          try (Socket test = new Socket(InetAddress.getLoopbackAddress(), port)) {
            test.setSoTimeout(100_000);
            test.getOutputStream().write("ready\\n".getBytes("UTF-8"));
            test.getInputStream().read();
          }
          return "told";
        }
        @Async static Task<Void> main(int port, boolean stuck) throws Exception {
          Task<?> told = stuck ? new Pending().task : blocking(() -> told(port));
          clerk().named("clerk");
          Task<Void> first = pack(told).named("first");
          Task<Void> second = pack(told).named("second");
          if (stuck) {
            told(port);
            Pending.stage.complete(null);
          }
          await(all(List.of(first, second))); // main
          return Task.done();
        }
        static class Pending {
          static final java.util.concurrent.CompletableFuture<Void> stage =
              new java.util.concurrent.CompletableFuture<>();
          final Task<Void> task = Task.from(stage);
        }
        public static void main(String[] args) {
          try (var loop = EventLoop.builder().name("shop").build()) {
            loop.run(() -> main(Integer.parseInt(args[0]), args.length > 1));
          }
          if (Boolean.getBoolean("again")) {
            try {
              told(Integer.parseInt(args[0]));
            } catch (Exception e) {
              throw new AssertionError(e);
            }
          }
        }
      }
      """;

  /** Loads Shop with the runtime by a class loader of its own. */
  private static final String CONTAINER =
      """
      package container;
      import java.net.*;
      import java.nio.file.Path;
      public class Container {
        public static void main(String[] args) throws Exception {
          URL[] urls = {Path.of(args[0]).toUri().toURL(), Path.of(args[1]).toUri().toURL()};
          new URLClassLoader(urls, null)
              .loadClass("app.Shop")
              .getMethod("main", String[].class)
              .invoke(null, (Object) new String[] {args[2]});
        }
      }
      """;

  private static final String PLAIN =
      """
      package plain;
      import java.net.*;
      public class Plain {
        public static void main(String[] args) throws Exception {
          try (Socket test = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]))) {
            test.getOutputStream().write("ready\\n".getBytes("UTF-8"));
            test.getInputStream().read();
          }
        }
      }
      """;

  enum Woven {
    WHEN_LOADED,
    AHEAD
  }

  @TempDir Path directory;
  private Path classes = Path.of("");

  @BeforeEach
  void compile() {
    classes =
        new Program(directory)
            .file("app/Shop.java", SHOP)
            .file("container/Container.java", CONTAINER)
            .file("plain/Plain.java", PLAIN)
            .compile("-classpath", ChildJvm.runtimeJar().toString());
  }

  private static int line(String mark) {
    List<String> lines = SHOP.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).endsWith("// " + mark)) {
        return i + 1;
      }
    }
    throw new AssertionError(mark);
  }

  private interface Look {
    void at(ChildJvm target, Socket program) throws Exception;
  }

  /**
   * Starts a program, and looks when it has said that it is ready; {@code PORT} is the socket's.
   */
  private ChildJvm.Ended whileItWaits(Look look, String... arguments) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(60_000);
      List<String> all = new ArrayList<>();
      for (String argument : arguments) {
        all.add(argument.equals("PORT") ? Integer.toString(server.getLocalPort()) : argument);
      }
      try (ChildJvm target = ChildJvm.start(directory, all.toArray(new String[0]))) {
        try (Socket program = accepted(server)) {
          look.at(target, program);
        }
        if (all.contains("-Dagain=true")) {
          try (Socket program = accepted(server)) {
            look.at(target, program);
          }
        }
        return target.end();
      }
    }
  }

  private static Socket accepted(ServerSocket server) throws IOException {
    Socket program = server.accept();
    program.setSoTimeout(60_000);
    var reader =
        new BufferedReader(new InputStreamReader(program.getInputStream(), StandardCharsets.UTF_8));
    assertEquals("ready", reader.readLine());
    return program;
  }

  private String[] shop(Woven woven, String... more) throws Exception {
    List<String> arguments = new ArrayList<>();
    if (woven == Woven.WHEN_LOADED) {
      arguments.add(ChildJvm.agent(""));
    } else {
      weave();
    }
    for (String option : more) {
      if (option.startsWith("-")) {
        arguments.add(option);
      }
    }
    arguments.addAll(
        List.of("-cp", ChildJvm.path(classes, ChildJvm.runtimeJar()), "app.Shop", "PORT"));
    for (String argument : more) {
      if (!argument.startsWith("-")) {
        arguments.add(argument);
      }
    }
    return arguments.toArray(new String[0]);
  }

  private void weave() throws Exception {
    ChildJvm.run(
            directory,
            "-jar",
            ChildJvm.agentJar().toString(),
            "weave",
            classes.toString(),
            "--classpath",
            ChildJvm.runtimeJar().toString())
        .printing("classes woven: 1, refused: 0\n");
  }

  private ChildJvm.Ended command(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("-jar", ChildJvm.agentJar().toString()));
    all.addAll(List.of(arguments));
    return ChildJvm.run(directory, all.toArray(new String[0]));
  }

  private static String pid(ChildJvm target) {
    return Long.toString(target.pid());
  }

  /** Fails with the three lines of an error: what, why, fix. */
  private static void refused(ChildJvm.Ended ended, String what, String why) {
    assertEquals(3, ended.status(), ended.err());
    assertEquals("", ended.out());
    assertTrue(ended.err().startsWith("bobbin: " + what), ended.err());
    assertTrue(ended.err().contains("\n    why: " + why), ended.err());
    assertTrue(ended.err().contains("\n    fix: "), ended.err());
    assertEquals(3, ended.err().lines().count(), ended.err());
  }

  // === What they print ===

  @ParameterizedTest
  @EnumSource
  @Covers("J4")
  void psListsTheTasksAndPstreePrintsTheTree(Woven woven) throws Exception {
    whileItWaits(
            (target, program) -> {
              ChildJvm.Ended jvms = command("ps");
              assertTrue(
                  Pattern.compile(
                          "(?m)^ *PID +LOOP +PHASE +LIVE +READY +TIMERS +STEPS +MAIN$(.|\\n)*^ *"
                              + target.pid()
                              + " +shop +open +6 +0 +0 +\\d+ +app\\.Shop$")
                      .matcher(jvms.out())
                      .find(),
                  jvms::toString);

              ChildJvm.Ended table = command("ps", pid(target));
              assertEquals("", table.err());
              assertEquals(
                  List.of(
                      "LOOP TASK STATE RUNS AT WAITS FOR AWAITED BY GROUP",
                      "shop clerk pending Shop.clerk Shop.java:"
                          + line("clerk")
                          + " take from AsyncQueue[0 of 10, 1 taking, 0 putting]",
                      "shop first pending Shop.pack Shop.java:"
                          + line("first")
                          + " call on thread THREAD task-N",
                      "shop second pending Shop.pack Shop.java:"
                          + line("second")
                          + " acquire AsyncLock[held by first, 1 waiting] task-N",
                      "shop task-N pending Shop.main Shop.java:" + line("main") + " task-N task-N",
                      "shop task-N pending all, 2 of 2 pending first, second task-N",
                      "shop task-N pending fork task-N"),
                  table
                      .out()
                      .lines()
                      .map(line -> line.replaceAll(" {2,}", " ").replaceAll("task-\\d+", "task-N"))
                      .map(line -> line.replaceAll("thread \\S+", "thread THREAD"))
                      .sorted()
                      .toList(),
                  table.out());

              ChildJvm.Ended tree = command("pstree", pid(target));
              assertEquals("", tree.err());
              assertTrue(tree.out().startsWith("EventLoop[shop, open]\n"), tree.out());
              assertTrue(
                  tree.out()
                      .contains(
                          "second[Shop.pack, pending at app.Shop.pack(Shop.java:"
                              + line("second")
                              + ")]\n"),
                  tree.out());
            },
            shop(woven))
        .quietly("");
  }

  @Test
  @Covers("J4")
  void aLoopThatIsStuckIsDumpedAsWell() throws Exception {
    whileItWaits(
            (target, program) -> {
              ChildJvm.Ended tree = command("pstree", pid(target));
              assertEquals("", tree.err());
              assertTrue(tree.out().contains("running]"), tree.out());
              assertTrue(
                  tree.out().contains("first[Shop.pack, pending at app.Shop.pack(Shop.java:"),
                  tree.out());
            },
            shop(Woven.AHEAD, "stuck"))
        .quietly("");
  }

  @Test
  @Covers("J4")
  void aRuntimeInAClassLoaderOfItsOwnIsFound() throws Exception {
    weave();
    whileItWaits(
            (target, program) -> {
              assertTrue(
                  command("pstree", pid(target)).out().startsWith("EventLoop[shop, open]\n"));
              assertTrue(command("ps").out().contains("container.Container"));
            },
            "-cp",
            Files.createDirectories(directory.resolve("container-only")).toString()
                + java.io.File.pathSeparator
                + containerAlone(),
            "container.Container",
            ChildJvm.runtimeJar().toString(),
            classes.toString() + "/",
            "PORT")
        .quietly("");
  }

  /** The container without the program, which has to come from the other loader. */
  private Path containerAlone() throws IOException {
    Path alone = Files.createDirectories(directory.resolve("alone").resolve("container"));
    Files.copy(classes.resolve("container/Container.class"), alone.resolve("Container.class"));
    return alone.getParent();
  }

  @Test
  @Covers("J4")
  void topPrintsAsManyRoundsAsAsked() throws Exception {
    whileItWaits(
            (target, program) -> {
              ChildJvm.Ended top = command("top", "-n", "2", pid(target));
              assertEquals("", top.err());
              List<String> lines = top.out().lines().map(l -> l.replaceAll(" +", " ")).toList();
              assertEquals(6, lines.size(), top.out());
              assertEquals(target.pid() + " app.Shop", lines.get(0));
              assertEquals(
                  "LOOP PHASE STEPS/S READY LIVE TIMERS POSTS/S WAKES/S LONGEST", lines.get(1));
              assertTrue(lines.get(2).startsWith("shop open - 0 6 0 - - "), top.out());
              assertTrue(lines.get(5).matches("shop open \\d+ 0 6 0 \\d+ \\d+ .*"), top.out());
            },
            shop(Woven.AHEAD))
        .quietly("");
  }

  /** On a terminal, as nobody ends it otherwise: the other JVM is as it was before. */
  @Test
  @Covers("J4")
  void ctrlCEndsTopAndLeavesNothingBehind() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "there is no script(1)");
    whileItWaits(
            (target, program) -> {
              Path shown = directory.resolve("shown");
              Path java = Path.of(System.getProperty("java.home"), "bin", "java");
              // A background job ignores the signal, and all that it starts.
              String top =
                  "env --default-signal=INT "
                      + (java + " -jar " + ChildJvm.agentJar() + " top " + pid(target));
              Process terminal =
                  new ProcessBuilder("/usr/bin/script", "-qefc", "exec " + top, shown.toString())
                      .redirectErrorStream(true)
                      .redirectOutput(directory.resolve("terminal").toFile())
                      .start();
              try {
                awaitText(shown, "shop", terminal);
                // As the terminal does for whoever presses it there.
                terminal.getOutputStream().write('\003');
                terminal.getOutputStream().flush();
                assertTrue(terminal.waitFor(60, TimeUnit.SECONDS));
              } finally {
                terminal.destroyForcibly();
              }
              String text = Files.readString(shown);
              assertEquals(130, terminal.exitValue(), text);
              assertTrue(text.contains("\n^C\r\n"), text); // below whole lines; then a new one
              assertTrue(!text.contains("bobbin: "), text);

              assertEquals(
                  "[dev.bobbin:type=EventLoop,name=shop] times steps: false", beans(target));
            },
            shop(Woven.AHEAD, "-Dbobbin.jmx=true"))
        .quietly("");
  }

  @SuppressWarnings("BanJNDI") // the JVM that was attached to gave the address
  private static String beans(ChildJvm target) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(pid(target));
    try (JMXConnector connector =
        JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()))) {
      MBeanServerConnection server = connector.getMBeanServerConnection();
      return server.queryNames(new ObjectName("dev.bobbin:*"), null)
          + " times steps: "
          + server.getAttribute(
              new ObjectName("dev.bobbin:type=EventLoop,name=shop"), "StepTimesMeasured");
    } finally {
      machine.detach();
    }
  }

  private static void awaitText(Path file, String text, Process writer) throws Exception {
    long start = System.nanoTime();
    while (!Files.exists(file) || !Files.readString(file).contains(text)) {
      assertTrue(writer.isAlive(), "it has ended");
      assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(60), "no " + text);
      LockSupport.parkNanos(1_000_000);
    }
  }

  // === Why they cannot ===

  @Test
  @Covers("J4")
  @SuppressWarnings("try") // the connection is there to be closed
  void aJvmThatEndsInTheMiddleIsToldAsEnded() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(60_000);
      String[] arguments = shop(Woven.AHEAD);
      arguments[arguments.length - 1] = Integer.toString(server.getLocalPort());
      try (ChildJvm target = ChildJvm.start(directory, arguments);
          Socket program = accepted(server);
          ChildJvm top =
              ChildJvm.start(
                  directory, "-jar", ChildJvm.agentJar().toString(), "top", pid(target))) {
        top.awaitOutput("shop");
        target.close();
        ChildJvm.Ended ended = top.end();
        assertEquals(3, ended.status(), ended.err());
        assertTrue(ended.err().contains("why: it has ended meanwhile"), ended.err());
      }
    }
  }

  @Test
  @Covers("J4")
  void whatIsNoJvmIsLeftAlone() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/sleep")));
    Process other = new ProcessBuilder("/bin/sleep", "100").start();
    try {
      refused(
          command("ps", Long.toString(other.pid())),
          "process " + other.pid() + " cannot be looked into",
          "it is not a JVM, but ");
      assertTrue(other.isAlive());
    } finally {
      other.destroyForcibly();
    }
    assertTrue(other.waitFor(60, TimeUnit.SECONDS));
    refused(
        command("pstree", Long.toString(other.pid())),
        "process " + other.pid() + " cannot be looked into",
        "there is no such process");
  }

  @Test
  @Covers("J4")
  void aJvmWithoutBobbinIsNotStartedAnythingIn() throws Exception {
    whileItWaits(
            (target, program) ->
                refused(
                    command("ps", pid(target)),
                    "process " + target.pid() + " (plain.Plain) cannot be looked into",
                    "no event loop has run in it"),
            "-cp",
            classes.toString(),
            "plain.Plain",
            "PORT")
        .quietly("");
  }

  @Test
  @Covers("J4")
  void aJvmThatLetsNobodyAttachSaysSo() throws Exception {
    whileItWaits(
            (target, program) ->
                refused(
                    command("ps", pid(target)),
                    "process " + target.pid(),
                    "it was started with -XX:+DisableAttachMechanism"),
            shop(Woven.AHEAD, "-XX:+DisableAttachMechanism"))
        .quietly("");
  }

  @Test
  @Covers("J4")
  void aJvmWhoseLoopsAreClosedSaysSo() throws Exception {
    int[] looks = new int[1];
    whileItWaits(
            (target, program) -> {
              if (looks[0]++ == 1) {
                refused(
                    command("top", pid(target)),
                    "process " + target.pid(),
                    "it has no event loop now");
              }
            },
            shop(Woven.AHEAD, "-Dagain=true"))
        .quietly("");
    assertEquals(2, looks[0]);
  }

  @Test
  @Covers("J4")
  void aJavaWithoutTheAttachApiSaysSo() throws Exception {
    refused(
        ChildJvm.run(
            directory,
            "--limit-modules",
            "java.management,java.instrument",
            "-jar",
            ChildJvm.agentJar().toString(),
            "ps"),
        "other JVMs cannot be looked into",
        "the Java that runs this command");
  }

  @Test
  void aWrongCommandLineIsToldApart() throws Exception {
    for (String[] wrong :
        List.of(
            new String[] {"ps", "one"},
            new String[] {"pstree"},
            new String[] {"top", "-n", "0", "1"},
            new String[] {"ps", "1", "2"})) {
      ChildJvm.Ended ended = command(wrong);
      assertEquals(2, ended.status(), String.join(" ", wrong));
      assertTrue(ended.err().startsWith("bobbin: "), ended.err());
    }
  }
}
