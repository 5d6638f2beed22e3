package dev.bobbin.samples.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bobbin.stream.AsyncStream;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An answer, immutable. It can be sent many times, if its body is no stream. */
public final class Response {

  private static final byte[] NONE = {};
  private static final Map<Integer, String> REASONS =
      Map.ofEntries(
          Map.entry(200, "OK"),
          Map.entry(201, "Created"),
          Map.entry(204, "No Content"),
          Map.entry(301, "Moved Permanently"),
          Map.entry(302, "Found"),
          Map.entry(304, "Not Modified"),
          Map.entry(400, "Bad Request"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "Not Found"),
          Map.entry(405, "Method Not Allowed"),
          Map.entry(408, "Request Timeout"),
          Map.entry(409, "Conflict"),
          Map.entry(413, "Content Too Large"),
          Map.entry(414, "URI Too Long"),
          Map.entry(417, "Expectation Failed"),
          Map.entry(431, "Request Header Fields Too Large"),
          Map.entry(500, "Internal Server Error"),
          Map.entry(501, "Not Implemented"),
          Map.entry(503, "Service Unavailable"),
          Map.entry(504, "Gateway Timeout"),
          Map.entry(505, "HTTP Version Not Supported"));

  final int status;
  final byte[] body;
  final @Nullable AsyncStream<byte[]> stream;

  /** All of it that is the same each time it is sent. */
  final byte[] head;

  private final String headers;

  private Response(int status, String headers, byte[] body, @Nullable AsyncStream<byte[]> stream) {
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.stream = stream;
    this.head = (statusLine(status) + headers).getBytes(ISO_8859_1);
  }

  private static String statusLine(int status) {
    return "HTTP/1.1 " + status + " " + REASONS.getOrDefault(status, "") + "\r\n";
  }

  /** A status from 200 to 599 alone. */
  public static Response status(int status) {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException(status + " is no status of a final answer");
    }
    return new Response(status, "", NONE, null);
  }

  public static Response text(String text) {
    return of("text/plain; charset=utf-8", text.getBytes(UTF_8));
  }

  /** A body that is not changed any more. */
  public static Response of(String type, byte[] body) {
    return new Response(200, "", body, null).withHeader("Content-Type", type);
  }

  /**
   * A body piece by piece, each sent when it comes; the next one is asked for when the client takes
   * it. Should the client be gone, the stream ends with the first piece that cannot be sent.
   */
  public static Response streaming(String type, AsyncStream<byte[]> pieces) {
    return new Response(200, "", NONE, Objects.requireNonNull(pieces, "pieces"))
        .withHeader("Content-Type", type);
  }

  /** Server-sent events, each text an event. */
  public static Response events(AsyncStream<String> events) {
    return streaming("text/event-stream", events.map(Response::event))
        .withHeader("Cache-Control", "no-store");
  }

  private static byte[] event(String data) {
    return ("data: " + data.replace("\n", "\ndata: ") + "\n\n").getBytes(UTF_8);
  }

  public Response withStatus(int other) {
    return new Response(status(other).status, headers, body, stream);
  }

  /**
   * With a header more. Those for length and connection are the server's.
   *
   * @throws IllegalArgumentException if it would not be one header for the client
   */
  public Response withHeader(String name, String value) {
    if (!Syntax.isToken(name, 0, name.length()) || !Syntax.isText(value)) {
      throw new IllegalArgumentException("a header cannot be " + name + ": " + value);
    }
    return new Response(status, headers + name + ": " + value + "\r\n", body, stream);
  }

  /** Whether answers with this status have none, not even an empty one. */
  boolean hasNoBody() {
    return status == 204 || status == 304;
  }
}
