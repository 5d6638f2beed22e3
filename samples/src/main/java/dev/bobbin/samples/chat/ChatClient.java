package dev.bobbin.samples.chat;

import static dev.bobbin.Bobbin.await;

import dev.bobbin.Async;
import dev.bobbin.AsyncCloseable;
import dev.bobbin.Task;
import dev.bobbin.net.AsyncSocket;
import java.net.SocketAddress;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One end of a chat: what is said and what is heard. */
public final class ChatClient implements AsyncCloseable {

  private final AsyncSocket socket;

  private ChatClient(AsyncSocket socket) {
    this.socket = socket;
  }

  /** Connects, takes a nickname and enters a room. */
  @Async
  public static Task<ChatClient> join(SocketAddress server, String nick, String room) {
    ChatClient client = new ChatClient(await(AsyncSocket.connect(server)));
    await(client.say("/nick " + nick));
    await(client.say("/join " + room));
    await(client.hearUntil(line -> line.startsWith("* you are in " + room)));
    return Task.of(client);
  }

  public Task<Void> say(String line) {
    return socket.write(line + "\n");
  }

  /** The next line; null when the server has hung up. */
  public Task<@Nullable String> hear() {
    return socket.readLine();
  }

  /** Skips lines until one is as wanted. */
  @Async
  public Task<String> hearUntil(Predicate<String> wanted) {
    String line = await(hear());
    while (line != null && !wanted.test(line)) {
      line = await(hear());
    }
    return line != null
        ? Task.of(line)
        : Task.failed(new IllegalStateException("the server hung up before it said that"));
  }

  @Override
  public Task<Void> closeAsync() {
    return socket.closeAsync();
  }
}
