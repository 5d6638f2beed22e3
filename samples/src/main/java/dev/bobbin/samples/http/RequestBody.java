package dev.bobbin.samples.http;

import static dev.bobbin.Bobbin.await;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.TimeoutException;
import dev.bobbin.net.AsyncSocket;
import dev.bobbin.net.RecordTooLongException;
import dev.bobbin.stream.AsyncStream;
import dev.bobbin.stream.Emitter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;

/** The body of one request, read when it is asked for. */
final class RequestBody {

  private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(US_ASCII);
  private static final byte[] LINE_END = {'\r', '\n'};
  private static final byte[] NONE = {};
  private static final int PIECE = 8 * 1024;

  /** Of the line with a chunk's size: what is behind the size means nothing here. */
  private static final int LONGEST_SIZE_LINE = 256;

  private final AsyncSocket socket;
  private final Limits limits;
  private final boolean chunked;
  private boolean expectsContinue;

  /** Bytes until its end, or that of the chunk. */
  private long missing;

  private long taken;
  private boolean complete;
  private boolean begun;
  private long deadline;

  RequestBody(AsyncSocket socket, RequestHead head, Limits limits) {
    this.socket = socket;
    this.limits = limits;
    this.chunked = head.length() == RequestHead.CHUNKED;
    this.expectsContinue = head.expectsContinue();
    this.missing = chunked ? 0 : head.length();
    this.complete = head.length() == 0;
  }

  boolean isComplete() {
    return complete;
  }

  /** Whether the client has been left waiting to be asked for it: perhaps it never sends it. */
  boolean isUnasked() {
    return expectsContinue;
  }

  @Async
  Task<byte[]> all() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (!complete) {
      all.writeBytes(await(next()));
    }
    return Task.of(all.toByteArray());
  }

  AsyncStream<byte[]> pieces() {
    return AsyncStream.generate(this::emitAll);
  }

  @Async
  private Task<Void> emitAll(Emitter<byte[]> emitter) {
    while (!complete) {
      byte[] piece = await(next());
      if (piece.length > 0) {
        await(emitter.emit(piece));
      }
    }
    return Task.done();
  }

  /** What nobody wanted, so that the next request can be read. */
  @Async
  Task<Void> skip() {
    while (!complete) {
      await(next());
    }
    return Task.done();
  }

  /** Tells a client that waits for it to send the body. */
  Task<Void> ask() {
    if (!expectsContinue) {
      return Task.done();
    }
    expectsContinue = false;
    return socket.write(CONTINUE);
  }

  /** Some bytes; none at the end. */
  @Async
  private Task<byte[]> next() {
    await(ask());
    try {
      Task<byte[]> next = Connection.within(timeLeft(), chunked ? nextChunked() : nextPiece());
      return Task.of(await(next, IOException.class));
    } catch (IOException ended) {
      throw RequestException.bad("the body ended early");
    } catch (TimeoutException late) {
      throw new RequestException(408, "the body took longer than " + limits.bodyTime());
    }
  }

  private Duration timeLeft() {
    long now = EventLoop.current().nanoTime();
    if (!begun) {
      begun = true;
      deadline = now + limits.bodyTime().toNanos();
    }
    return Duration.ofNanos(deadline - now);
  }

  @Async
  private Task<byte[]> nextPiece() {
    ByteBuffer piece = ByteBuffer.allocate((int) Math.min(missing, PIECE));
    int n = await(socket.read(piece));
    if (n < 0) {
      throw RequestException.bad("the body ended early");
    }
    missing -= n;
    complete = !chunked && missing == 0;
    return Task.of(n == piece.capacity() ? piece.array() : Arrays.copyOf(piece.array(), n));
  }

  @Async
  private Task<byte[]> nextChunked() {
    if (missing == 0) {
      await(beginChunk());
    }
    if (complete) {
      return Task.of(NONE);
    }
    byte[] piece = await(nextPiece());
    if (missing == 0 && !await(line(2)).isEmpty()) {
      throw RequestException.bad("a chunk is longer than it says");
    }
    return Task.of(piece);
  }

  @Async
  private Task<Void> beginChunk() {
    String line = await(line(LONGEST_SIZE_LINE));
    int extension = line.indexOf(';');
    long size = Syntax.number(extension < 0 ? line : line.substring(0, extension), 16);
    if (size < 0) {
      throw RequestException.bad("the size of a chunk is no hexadecimal number");
    }
    taken += size;
    if (taken > limits.body()) {
      throw new RequestException(413, "the body may have " + limits.body() + " bytes");
    }
    if (size == 0) {
      await(trailers());
      complete = true;
    }
    missing = size;
    return Task.done();
  }

  /** Headers behind the last chunk have to be such, and are dropped. */
  @Async
  private Task<Void> trailers() {
    Headers.Parser parser = new Headers.Parser();
    int room = limits.head();
    while (true) {
      String line = await(line(room));
      if (line.isEmpty()) {
        return Task.done();
      }
      room -= line.length();
      parser.line(line);
    }
  }

  /** A line without its end. */
  @Async
  private Task<String> line(int limit) {
    byte[] bytes;
    try {
      bytes = await(socket.readUntil(LINE_END, Math.max(2, limit)), RecordTooLongException.class);
    } catch (RecordTooLongException e) {
      throw RequestException.bad("a line between chunks is too long, or a chunk is");
    }
    String line = new String(bytes, 0, bytes.length - 2, ISO_8859_1);
    if (!Syntax.isText(line)) {
      throw RequestException.bad("a control character between chunks");
    }
    return Task.of(line);
  }
}
