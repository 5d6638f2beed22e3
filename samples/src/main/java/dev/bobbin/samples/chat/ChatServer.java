package dev.bobbin.samples.chat;

import static dev.bobbin.Bobbin.await;

import dev.bobbin.Async;
import dev.bobbin.AsyncCloseable;
import dev.bobbin.Task;
import dev.bobbin.TaskGroup;
import dev.bobbin.net.AsyncServer;
import dev.bobbin.net.AsyncSocket;
import dev.bobbin.net.RecordTooLongException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.time.Duration;

/** Rooms that people enter over TCP, line by line; telnet or netcat will do for a client. */
public final class ChatServer implements AsyncCloseable {

  private static final int MAX_LINE_BYTES = 2000;

  /** How long the others have, when the server stops, to read what was said and to hang up. */
  private static final Duration GOODBYE = Duration.ofSeconds(3);

  /** What the operating system keeps for a slow reader, in bytes: it counts as well. */
  private static final int SEND_BUFFER = 32 * 1024;

  private final Rooms rooms;
  private final AsyncServer server;

  private ChatServer(Rooms rooms, AsyncServer server) {
    this.rooms = rooms;
    this.server = server;
  }

  /** Begins to accept members. */
  @Async
  public static Task<ChatServer> listen(SocketAddress address) {
    Rooms rooms = new Rooms();
    AsyncServer server =
        await(
            AsyncServer.listen(
                address,
                socket -> welcome(rooms, socket),
                c ->
                    c.withGrace(GOODBYE).withOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER)));
    return Task.of(new ChatServer(rooms, server));
  }

  /** A connection, from its first line to its last: one task listens, one sends. */
  @Async
  private static Task<Void> welcome(Rooms rooms, AsyncSocket socket) {
    Member member = new Member(socket);
    rooms.enter(member);
    try (var both = TaskGroup.<Void>open()) { // if one of the two fails, the other ends, too
      both.fork(member::sendLines);
      await(listenTo(rooms, member));
      member.hangUp();
      await(both.join());
    } finally {
      rooms.exit(member); // however it ended: said, hung up, broken, too slow, or told to stop
    }
    return Task.done();
  }

  @Async
  private static Task<Void> listenTo(Rooms rooms, Member member) {
    try {
      String line = await(member.socket.readLine(MAX_LINE_BYTES), RecordTooLongException.class);
      while (line != null && !line.strip().equals("/quit")) {
        await(rooms.hear(member, line));
        line = await(member.socket.readLine(MAX_LINE_BYTES), RecordTooLongException.class);
      }
    } catch (RecordTooLongException tooLong) {
      member.tell("* a line has at most " + MAX_LINE_BYTES + " bytes; good bye");
    }
    return Task.done();
  }

  public SocketAddress address() {
    return server.localAddress();
  }

  /** How many are connected. */
  public int members() {
    return server.connections();
  }

  /** Done when it is closed. */
  public Task<Void> closed() {
    return server.closed();
  }

  /**
   * Says good-bye and sends the end of the output; then the members hang up. Those who do not are
   * cut off after some seconds.
   */
  @Override
  public Task<Void> closeAsync() {
    Task<Void> closing = server.closeAsync(); // from now on nobody enters
    for (Member member : rooms.members()) {
      member.tell("* the server stops");
      member.hangUp();
    }
    return closing;
  }
}
