package dev.bobbin.samples.http;

import java.time.Duration;

/**
 * What a server takes from a client.
 *
 * @param requestLine bytes of the first line; more is answered by 414
 * @param head bytes of all lines before the body; more is answered by 431
 * @param body bytes; more is answered by 413
 * @param headTime for a head, from its first byte on; then 408
 * @param bodyTime for a whole body; then 408
 * @param idleTime between requests, and for a client to take more of an answer; then the end
 * @param grace for requests under way when the server is closed
 */
public record Limits(
    int requestLine,
    int head,
    long body,
    Duration headTime,
    Duration bodyTime,
    Duration idleTime,
    Duration grace) {

  public static final Limits DEFAULT =
      new Limits(
          8 * 1024,
          16 * 1024,
          1 << 20,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          Duration.ofSeconds(10));

  public Limits {
    if (requestLine < 16 || head < requestLine || body < 0) {
      throw new IllegalArgumentException(
          "limits of "
              + requestLine
              + " bytes for a line, "
              + head
              + " for a head, "
              + body
              + " for a body: not even the smallest request fits");
    }
  }
}
