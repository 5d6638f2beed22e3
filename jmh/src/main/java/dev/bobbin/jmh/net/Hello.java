package dev.bobbin.jmh.net;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;

/** The least of HTTP: where requests end, and an answer. Each connection has its own. */
final class Hello {

  static final String REQUEST = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

  static final byte[] RESPONSE =
      """
      HTTP/1.1 200 OK\r
      Content-Type: text/plain\r
      Content-Length: 14\r
      \r
      Hello, world!
      """
          .getBytes(US_ASCII);

  private static final int END = '\r' << 24 | '\n' << 16 | '\r' << 8 | '\n';

  private int lastFour;

  /** Whether a request ends with this byte, the next that came. */
  boolean endsWith(byte next) {
    lastFour = lastFour << 8 | next;
    return lastFour == END;
  }

  /** Replaces requests by the answers to those that end in it; false if none does. */
  boolean answer(ByteBuffer requests) {
    int ends = 0;
    while (requests.hasRemaining()) {
      if (endsWith(requests.get())) {
        ends++;
      }
    }
    requests.clear();
    for (; ends > 0; ends--) {
      requests.put(RESPONSE);
    }
    return requests.flip().hasRemaining();
  }
}
