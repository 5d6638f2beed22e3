package dev.bobbin.samples.chat;

import static dev.bobbin.Bobbin.all;
import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.net.AsyncSocket;
import dev.bobbin.samples.WovenProgram;
import dev.bobbin.sync.AsyncBarrier;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatTest {

  private static final int CLIENTS = 1000;
  private static final int ROOMS = 50;

  @TempDir private Path directory;

  @Test
  void theDemoDropsWhoDoesNotListen() throws Exception {
    assertEquals(
        new WovenProgram.Result(
            0,
            """
            bob hears  ada: Hello!
            ada hears  * bob has left
            ada hears  sly: Talk to me!
            ada hears  * sly was too slow and is out
            the server has stopped
            """,
            ""),
        WovenProgram.run(directory, Chat.class));
  }

  @Test
  void aServerThatIsStoppedSaysGoodBye() throws Exception {
    try (WovenProgram server = WovenProgram.start(part("server"), Chat.class, "server", "0")) {
      server.awaitOutput("listening at .*:\\d+\n");
      String port = server.output().strip().replaceFirst(".*:", "");
      try (WovenProgram eve =
          WovenProgram.start(part("eve"), Chat.class, "client", port, "eve", "tea")) {
        eve.type("/who");
        eve.awaitOutput("\\* here: eve\n"); // she is there before he comes
        WovenProgram bob =
            WovenProgram.start(part("bob"), Chat.class, "client", port, "bob", "tea");
        try (bob) {
          eve.awaitOutput("\\* bob has come\n");
          bob.type("Hello!");
          eve.awaitOutput("bob: Hello!\n");
          server.stop();

          assertTrue(eve.result().out().endsWith("* the server stops\n"), eve::toString);
          assertTrue(bob.result().out().endsWith("* the server stops\n"), bob::toString);
          assertEquals(new WovenProgram.Result(0, eve.output(), ""), eve.result());
          assertTrue(server.result().out().endsWith("\nstopped\n"), server::toString);
          assertEquals("", server.errors());
        }
      }
    }
  }

  private Path part(String name) throws Exception {
    return Files.createDirectory(directory.resolve(name));
  }

  // === In this JVM ===

  @Test
  void aThousandTalkInFiftyRoomsAndEachHearsItsOwn() {
    List<Throwable> failures = new ArrayList<>();
    try (EventLoop loop =
        EventLoop.builder().exceptionHandler((task, failure) -> failures.add(failure)).build()) {
      List<Set<String>> heard = loop.run(ChatTest::aThousandTalk);

      assertEquals(CLIENTS, heard.size());
      for (int i = 0; i < CLIENTS; i++) {
        Set<String> said = new TreeSet<>();
        for (int member = i % ROOMS; member < CLIENTS; member += ROOMS) {
          said.add("user" + member + ": I am number " + member);
        }
        assertEquals(said, heard.get(i));
      }
    }
    assertEquals(List.of(), failures);
  }

  @Async
  private static Task<List<Set<String>>> aThousandTalk() {
    try (var server = await(ChatServer.listen(anyPort()))) {
      AsyncBarrier everybody = new AsyncBarrier(CLIENTS);
      List<Task<Set<String>>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(attend(server, i, everybody));
      }
      return Task.of(await(all(clients)));
    }
  }

  @Async
  private static Task<Set<String>> attend(ChatServer server, int number, AsyncBarrier everybody) {
    String room = "room" + number % ROOMS;
    try (var client = await(ChatClient.join(server.address(), "user" + number, room))) {
      await(everybody.arrive()); // all are in their rooms
      await(client.say("I am number " + number));
      Set<String> heard = new TreeSet<>();
      while (heard.size() < CLIENTS / ROOMS) {
        heard.add(await(client.hearUntil(line -> !line.startsWith("*"))));
      }
      await(everybody.arrive()); // nobody leaves before all have heard
      assertEquals(CLIENTS, server.members());
      await(everybody.arrive());
      return Task.of(heard);
    }
  }

  @Test
  void aNicknameIsTakenOnceUntilItsOwnerLeaves() {
    List<String> heard =
        run(
            () -> {
              try (var server = await(ChatServer.listen(anyPort()));
                  var guest = await(ChatClient.join(server.address(), "guest", "tea"));
                  var ada = await(ChatClient.join(server.address(), "ada", "tea"))) {
                List<String> lines = new ArrayList<>();
                await(guest.say("/nick ada"));
                lines.add(await(guest.hearUntil(line -> line.contains("already"))));
                await(ada.say("/quit"));
                lines.add(await(guest.hearUntil(line -> line.contains("left"))));
                await(guest.say("/nick ada"));
                lines.add(await(guest.hearUntil(line -> line.contains("you are"))));
                return Task.of(lines);
              }
            });

    assertEquals(List.of("* there is a ada already", "* ada has left", "* you are ada"), heard);
  }

  @Test
  void whoIsTooSlowIsDroppedAndTheOthersHearAll() {
    List<String> told =
        run(
            () -> {
              try (var server = await(ChatServer.listen(anyPort()));
                  var ada = await(ChatClient.join(server.address(), "ada", "tea"));
                  var slow = await(AsyncSocket.connect(server.address()))) {
                await(slow.write("/nick sly\n/join tea\n"));
                List<String> lines = new ArrayList<>();
                lines.add(await(ada.hearUntil(line -> line.startsWith("*"))));
                int said = 0;
                String heard = "";
                while (!heard.startsWith("*")) {
                  String line = ++said + "x".repeat(1500);
                  await(ada.say(line));
                  heard = await(ada.hearUntil(h -> h.startsWith("*") || h.endsWith(line)));
                }
                lines.add(heard);
                assertTrue(said >= Member.MOST_LINES_BEHIND, "after " + said + " lines");
                lines.add(await(endOf(slow)));
                return Task.of(lines);
              }
            });

    assertEquals(List.of("* sly has come", "* sly was too slow and is out", "a reset"), told);
  }

  /** Reads on until the connection ends. */
  @Async
  private static Task<String> endOf(AsyncSocket socket) {
    try {
      while (await(socket.readLine(), SocketException.class) != null) {
        // what was sent before
      }
      return Task.of("the end");
    } catch (SocketException reset) {
      return Task.of("a reset");
    }
  }

  private static SocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }
}
