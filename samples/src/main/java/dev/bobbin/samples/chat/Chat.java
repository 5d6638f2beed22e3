package dev.bobbin.samples.chat;

import static dev.bobbin.Bobbin.any;
import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.stream.AsyncIterator;
import dev.bobbin.sync.AsyncQueue;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CancellationException;

/** The program: a server, a client for a terminal, or both with three people from a script. */
public final class Chat {

  static final String USAGE =
      """
      usage: Chat                           a demo: a server, and three who talk
             Chat server PORT               Ctrl-C stops it; port 0 is any that is free
             Chat client PORT NICK ROOM     what you type is said; see /who, /leave, /quit
      """;

  private Chat() {}

  public static void main(String[] args) {
    String what = args.length == 0 ? "demo" : args[0];
    if (args.length == 0) {
      run(Chat::demo);
    } else if (what.equals("server") && args.length == 2) {
      server(Integer.parseInt(args[1]));
    } else if (what.equals("client") && args.length == 4) {
      run(() -> client(Integer.parseInt(args[1]), args[2], args[3]));
    } else {
      System.err.print(USAGE);
      System.exit(2);
    }
  }

  private static InetSocketAddress at(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  // === Three who talk ===

  @Async
  static Task<Void> demo() {
    try (var server = await(ChatServer.listen(at(0)));
        var ada = await(ChatClient.join(server.address(), "ada", "tea"));
        var bob = await(ChatClient.join(server.address(), "bob", "tea"));
        var sly = await(ChatClient.join(server.address(), "sly", "tea"))) {
      await(ada.say("Hello!"));
      System.out.println("bob hears  " + await(bob.hearUntil(line -> line.startsWith("ada:"))));
      await(bob.say("/join coffee"));
      System.out.println("ada hears  " + await(ada.hearUntil(line -> line.contains("left"))));

      await(sly.say("Talk to me!"));
      System.out.println("ada hears  " + await(ada.hearUntil(line -> line.startsWith("sly:"))));

      // But sly never reads. Ada talks, and is not held up by that, until sly is out.
      String verse = "bottles of milk on the wall ".repeat(30);
      String heard = "";
      while (heard != null && !heard.startsWith("* sly")) {
        await(ada.say(verse));
        heard = await(ada.hear());
      }
      System.out.println("ada hears  " + heard);
    }
    System.out.println("the server has stopped");
    return Task.done();
  }

  // === A server ===

  private static void server(int port) {
    try (EventLoop loop = EventLoop.builder().shutdownHook(true).build()) {
      loop.run(() -> serve(port));
    } catch (CancellationException stopped) {
      // Ctrl-C, and the members have heard of it.
    } finally {
      System.out.println("stopped");
    }
  }

  @Async
  private static Task<Void> serve(int port) {
    try (var server = await(ChatServer.listen(at(port)))) {
      System.out.println("listening at " + server.address());
      await(server.closed());
    }
    return Task.done();
  }

  // === A client ===

  @Async
  private static Task<Void> client(int port, String nick, String room) {
    try (var client = await(ChatClient.join(at(port), nick, room))) {
      await(any(List.of(print(client), sayAll(client, typed())))); // until one of the two ends
    }
    return Task.done();
  }

  @Async
  private static Task<Void> print(ChatClient client) {
    String line = await(client.hear());
    while (line != null) {
      System.out.println(line);
      line = await(client.hear());
    }
    return Task.done();
  }

  @Async
  private static Task<Void> sayAll(ChatClient client, AsyncQueue<String> lines) {
    AsyncIterator<String> each = lines.iterator();
    while (await(each.hasNext())) {
      await(client.say(each.next()));
    }
    return Task.done();
  }

  /**
   * What is typed. Nobody can cancel a thread that reads a terminal, so it is a daemon; what it
   * reads it hands to the loop, since a queue belongs to the loop's thread.
   */
  private static AsyncQueue<String> typed() {
    EventLoop loop = EventLoop.current();
    AsyncQueue<String> lines = AsyncQueue.unbounded();
    Thread reader =
        new Thread(
            () -> {
              var terminal = new BufferedReader(new InputStreamReader(System.in, UTF_8));
              terminal.lines().forEach(line -> loop.execute(() -> lines.offer(line)));
              loop.execute(lines::close);
            });
    reader.setDaemon(true);
    reader.start();
    return lines;
  }
}
