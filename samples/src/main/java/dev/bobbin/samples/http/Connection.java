package dev.bobbin.samples.http;

import static dev.bobbin.Bobbin.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import dev.bobbin.Async;
import dev.bobbin.AsyncFunction;
import dev.bobbin.Bobbin;
import dev.bobbin.Task;
import dev.bobbin.TimeoutException;
import dev.bobbin.net.AsyncSocket;
import dev.bobbin.net.IncompleteReadException;
import dev.bobbin.net.RecordTooLongException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * One client: its requests are read, handled and answered one after the other. Answers that are
 * ready in the same turn of the loop leave in one write, so a pipeline costs nothing here.
 */
final class Connection {

  private static final byte[] HEAD_END = "\r\n\r\n".getBytes(US_ASCII);

  /** How long a client has to stop sending, once it was told that no request can follow. */
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  private final AsyncSocket socket;
  private final AsyncFunction<Request, Response> handler;
  private final Limits limits;
  private final ResponseWriter writer;

  /** The wait between two requests. */
  private @Nullable Task<Void> idle;

  private boolean stopping;

  /** The answer is on its way: no other one can be given. */
  private boolean answering;

  Connection(
      AsyncSocket socket,
      AsyncFunction<Request, Response> handler,
      Limits limits,
      ResponseWriter writer) {
    this.socket = socket;
    this.handler = handler;
    this.limits = limits;
    this.writer = writer;
  }

  /** The task itself, or one that cancels it after so long; nothing if it need not wait. */
  static <T> Task<T> within(Duration limit, Task<T> task) {
    return task.isDone() ? task : Bobbin.timeout(limit, () -> task);
  }

  /** No request is begun any more. */
  void stop() {
    stopping = true;
    if (idle != null) {
      idle.cancel("the server is closed");
    }
  }

  @Async
  Task<Void> serve() {
    while (await(another())) {
      if (!await(next())) {
        return farewell();
      }
    }
    return Task.done();
  }

  /** Waits for the next request; false if there is none. */
  @Async
  private Task<Boolean> another() {
    try {
      idle = within(limits.idleTime(), socket.readable());
      await(idle);
    } catch (TimeoutException late) {
      return Task.of(false);
    } catch (CancellationException cancelled) {
      if (!stopping) {
        throw cancelled;
      }
    } finally {
      idle = null;
    }
    return Task.of(!stopping);
  }

  /** Serves one request. Whether another may follow. */
  @Async
  private Task<Boolean> next() {
    RequestHead head = null;
    answering = false;
    try {
      head = await(readHead());
      return Task.of(head != null && await(answer(head)));
    } catch (RequestException refused) {
      if (answering) {
        return Task.of(false);
      }
      Response why = Response.text(refused.getMessage() + "\n").withStatus(refused.status());
      boolean bare = head != null && head.method().equals("HEAD");
      await(writer.send(socket, why, bare, 1, false));
      return Task.of(false);
    }
  }

  /** Null if the client has ended, or broken off in the middle. */
  @Async
  @SuppressWarnings("NullAway") // it takes the type for one that has no null
  private Task<@Nullable RequestHead> readHead() {
    try {
      Task<byte[]> reading = within(limits.headTime(), socket.readUntil(HEAD_END, limits.head()));
      return Task.of(RequestHead.parse(await(reading, IOException.class), limits));
    } catch (TimeoutException late) {
      throw new RequestException(408, "the head took longer than " + limits.headTime());
    } catch (RecordTooLongException e) {
      String start = new String(await(socket.readNBytes(limits.requestLine())), US_ASCII);
      throw start.indexOf("\r\n", 2) < 0
          ? new RequestException(414, "the request line is too long")
          : new RequestException(431, "the head may have " + limits.head() + " bytes");
    } catch (IncompleteReadException e) {
      return Task.of(null);
    } catch (IOException broken) {
      return Task.failed(broken);
    }
  }

  /** Whether another request may follow. */
  @Async
  private Task<Boolean> answer(RequestHead head) {
    RequestBody body = new RequestBody(socket, head, limits);
    Response response;
    try {
      response = requireNonNull(await(handle(new Request(head, body))), "the handler's answer");
    } catch (RequestException ofTheClient) {
      throw ofTheClient;
    } catch (Throwable failure) {
      if (failure instanceof CancellationException && isCancelled()) {
        throw failure;
      }
      await(writer.send(socket, Response.status(500), false, head.minor(), false));
      await(farewell());
      throw new IllegalStateException(head.method() + " " + head.target() + " failed", failure);
    }
    if (response.stream != null) {
      await(body.ask()); // it may be read for the answer, and then it is too late to ask
    }
    answering = true;
    boolean keep = head.keepsAlive() && !stopping && !body.isUnasked();
    keep &= response.stream == null || head.minor() == 1; // else its end is the connection's
    boolean bare = head.method().equals("HEAD");
    await(writer.send(socket, response, bare, head.minor(), keep));
    if (keep && !body.isComplete()) {
      await(body.skip());
    }
    return Task.of(keep);
  }

  private Task<Response> handle(Request request) {
    try {
      return Task.from(handler.apply(request));
    } catch (Exception e) {
      return Task.failed(e);
    }
  }

  private static boolean isCancelled() {
    Task<?> current = Task.current();
    return current != null && current.isCancelRequested();
  }

  /** Ends the output and waits for the client to do the same. */
  @Async
  private Task<Void> farewell() {
    await(socket.shutdownOutput());
    try {
      await(Bobbin.timeout(FAREWELL, this::drain));
    } catch (TimeoutException stillSending) {
      // so be it
    }
    return Task.done();
  }

  /** Closing a socket with input that nobody read would reset it, and the answer with it. */
  @Async
  private Task<Void> drain() {
    ByteBuffer dropped = ByteBuffer.allocate(8 * 1024);
    int n;
    do {
      n = await(socket.read(dropped.clear()));
    } while (n >= 0);
    return Task.done();
  }
}
