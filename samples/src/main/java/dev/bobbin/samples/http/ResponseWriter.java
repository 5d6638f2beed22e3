package dev.bobbin.samples.http;

import static dev.bobbin.Bobbin.await;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.bobbin.Async;
import dev.bobbin.Task;
import dev.bobbin.net.AsyncSocket;
import dev.bobbin.stream.AsyncIterator;
import dev.bobbin.stream.AsyncStream;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Sends answers. One serves all connections of a loop, since sockets take bytes at once. */
final class ResponseWriter {

  private static final byte[] CLOSE = ascii("Connection: close\r\n");
  private static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n");
  private static final byte[] LENGTH = ascii("Content-Length: ");
  private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
  private static final byte[] LINE_END = ascii("\r\n");
  private static final byte[] LAST_CHUNK = ascii("0\r\n\r\n");

  /** What is sent in one piece with the head. */
  private static final int SMALL = 4 * 1024;

  private static final int ROOM = 512;

  private final Duration patience;
  private final HttpDate date = new HttpDate();
  private ByteBuffer buffer = ByteBuffer.allocate(2 * SMALL);

  ResponseWriter(Duration patience) {
    this.patience = patience;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }

  /**
   * @param bare without the body, as HEAD wants it
   * @param minor of the client's version
   */
  @Async
  Task<Void> send(AsyncSocket socket, Response response, boolean bare, int minor, boolean keep) {
    boolean bodyless = bare || response.hasNoBody();
    boolean chunked = response.stream != null && minor == 1;
    byte[] body = bodyless || response.stream != null ? new byte[0] : response.body;
    ByteBuffer head = head(response, chunked, keep, minor, body);
    await(within(socket.write(head)));
    if (body.length > SMALL) {
      await(within(socket.write(body)));
    }
    if (response.stream != null && !bodyless) {
      await(stream(socket, response.stream, chunked));
    }
    return Task.done();
  }

  private Task<Void> within(Task<Void> written) {
    return Connection.within(patience, written);
  }

  private ByteBuffer head(
      Response response, boolean chunked, boolean keep, int minor, byte[] body) {
    int needed = response.head.length + ROOM + SMALL;
    if (buffer.capacity() < needed) {
      buffer = ByteBuffer.allocate(needed);
    }
    buffer.clear().put(response.head).put(date.line(System.currentTimeMillis()));
    if (!keep) {
      buffer.put(CLOSE);
    } else if (minor == 0) {
      buffer.put(KEEP_ALIVE);
    }
    if (chunked) {
      buffer.put(CHUNKED);
    } else if (response.stream == null && !response.hasNoBody()) {
      buffer.put(LENGTH).put(ascii(Integer.toString(response.body.length))).put(LINE_END);
    }
    buffer.put(LINE_END);
    return (body.length <= SMALL ? buffer.put(body) : buffer).flip();
  }

  @Async
  private Task<Void> stream(AsyncSocket socket, AsyncStream<byte[]> stream, boolean chunked) {
    try (AsyncIterator<byte[]> pieces = stream.iterator()) {
      while (await(pieces.hasNext())) {
        byte[] piece = pieces.next();
        if (!chunked) {
          await(within(socket.write(piece)));
        } else if (piece.length > 0) { // an empty chunk would be the last one
          socket.write(Integer.toHexString(piece.length) + "\r\n");
          socket.write(piece);
          await(within(socket.write(LINE_END)));
        }
      }
    }
    if (chunked) {
      await(socket.write(LAST_CHUNK));
    }
    return Task.done();
  }
}
