package dev.bobbin.samples.http;

import dev.bobbin.Task;
import dev.bobbin.stream.AsyncStream;

/** What a client asks for. */
public final class Request {

  private final RequestHead head;
  private final RequestBody body;

  Request(RequestHead head, RequestBody body) {
    this.head = head;
    this.body = body;
  }

  public String method() {
    return head.method();
  }

  /** As it was sent: path and query, still escaped. */
  public String target() {
    return head.target();
  }

  /** The target up to its query. */
  public String path() {
    int query = target().indexOf('?');
    return query < 0 ? target() : target().substring(0, query);
  }

  public Headers headers() {
    return head.headers();
  }

  /**
   * All of the body. It fails with {@link RequestException} if the body is larger than the limit,
   * late, or broken; a handler that lets this pass has the client told.
   */
  public Task<byte[]> body() {
    return body.all();
  }

  /** The body piece by piece, as it arrives; once. */
  public AsyncStream<byte[]> bodyStream() {
    return body.pieces();
  }

  @Override
  public String toString() {
    return head.method() + " " + head.target();
  }
}
