package dev.bobbin.samples.chat;

import static dev.bobbin.Bobbin.await;

import dev.bobbin.Async;
import dev.bobbin.Task;
import dev.bobbin.net.AsyncSocket;
import dev.bobbin.stream.AsyncIterator;
import dev.bobbin.sync.AsyncQueue;
import dev.bobbin.sync.QueueClosedException;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/** Somebody who is connected, and the lines that wait to be sent there. */
final class Member {

  /** Whoever is that many lines behind, beside what the connection itself keeps, is dropped. */
  static final int MOST_LINES_BEHIND = 1000;

  final AsyncSocket socket;
  private final AsyncQueue<String> outbox = AsyncQueue.bounded(MOST_LINES_BEHIND);
  @Nullable String nick;
  @Nullable String room;
  boolean tooSlow;

  Member(AsyncSocket socket) {
    this.socket = socket;
  }

  /** Never waits, so one slow reader holds up nobody: the queue takes the line, or it was full. */
  void tell(String line) {
    if (outbox.isClosed() || outbox.offer(line)) {
      return;
    }
    tooSlow = true;
    outbox.closeNow();
    socket.abort(); // ends the conversation: its read fails
  }

  /** Says back what this member said; waits for room, so nobody talks faster than they listen. */
  @Async
  Task<Void> echo(String line) {
    try {
      await(outbox.put(line));
    } catch (QueueClosedException hungUp) {
      // Nothing is sent there any more.
    }
    return Task.done();
  }

  /** Sends what was told so far, and then the end. */
  void hangUp() {
    outbox.close();
  }

  /** Sends line by line, each when the socket has room, until somebody hangs up. */
  @Async
  Task<Void> sendLines() {
    AsyncIterator<String> lines = outbox.iterator();
    try {
      while (await(lines.hasNext())) {
        await(socket.write(lines.next() + "\n"), SocketException.class);
      }
      await(socket.shutdownOutput(), SocketException.class);
    } catch (SocketException gone) {
      // Who reads from the same connection learns it, too, and ends the conversation.
    }
    return Task.done();
  }
}
