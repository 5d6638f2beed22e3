package dev.bobbin.samples.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All of a request but its body.
 *
 * @param minor of the version, HTTP/1.0 or HTTP/1.1
 * @param length of the body; {@link #CHUNKED} if it says so itself
 */
record RequestHead(String method, String target, int minor, Headers headers, long length) {

  static final long CHUNKED = -1;

  private static final int MOST_HEADERS = 100;
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE");

  /**
   * From its bytes, the empty line at their end included.
   *
   * @throws RequestException if it is not as it has to be
   */
  static RequestHead parse(byte[] bytes, Limits limits) {
    String text = new String(bytes, ISO_8859_1);
    int start = text.startsWith("\r\n") ? 2 : 0; // some clients send one behind a body
    int end = text.indexOf("\r\n", start);
    if (end - start > limits.requestLine()) {
      throw new RequestException(414, "the request line is too long");
    }
    String[] line = text(text, start, end).split(" ", -1);
    if (line.length != 3 || !Syntax.isToken(line[0], 0, line[0].length())) {
      throw RequestException.bad("the request line has to be METHOD TARGET VERSION");
    }
    if (!Syntax.isVisible(line[1])) {
      throw RequestException.bad("the target has characters that have to be escaped");
    }
    int minor = minor(line[2]);
    Headers.Parser parser = new Headers.Parser();
    for (int count = 0; end + 4 < text.length(); count++) {
      if (count == MOST_HEADERS) {
        throw new RequestException(431, "more than " + MOST_HEADERS + " headers");
      }
      start = end + 2;
      end = text.indexOf("\r\n", start);
      parser.line(text(text, start, end));
    }
    Headers headers = parser.headers();
    if (!METHODS.contains(line[0])) {
      throw new RequestException(501, "no method of that name is known here");
    }
    int hosts = headers.all("Host").size();
    if (hosts > 1 || (hosts == 0 && minor == 1)) {
      throw RequestException.bad("there has to be one header Host");
    }
    return new RequestHead(line[0], line[1], minor, headers, length(headers, minor, limits));
  }

  private static String text(String head, int start, int end) {
    String line = head.substring(start, end);
    if (!Syntax.isText(line)) {
      throw RequestException.bad("a control character, or a line that does not end with CR LF");
    }
    return line;
  }

  private static int minor(String version) {
    return switch (version) {
      case "HTTP/1.1" -> 1;
      case "HTTP/1.0" -> 0;
      default ->
          throw version.matches("HTTP/\\d\\.\\d")
              ? new RequestException(505, "version 1.1 is spoken here")
              : RequestException.bad("the version has to be 1.1");
    };
  }

  /** One way to say it, once: whoever reads it otherwise would see other requests behind it. */
  private static long length(Headers headers, int minor, Limits limits) {
    List<String> lengths = headers.all("Content-Length");
    List<String> codings = headers.all("Transfer-Encoding");
    if (lengths.size() + codings.size() > 1) {
      throw RequestException.bad("the length of the body is said more than once");
    }
    if (!codings.isEmpty()) {
      if (minor == 0) {
        throw RequestException.bad("version 1.0 knows no Transfer-Encoding");
      }
      if (!codings.get(0).equalsIgnoreCase("chunked")) {
        throw new RequestException(501, "chunked is the only Transfer-Encoding known here");
      }
      return CHUNKED;
    }
    if (lengths.isEmpty()) {
      return 0;
    }
    long length = Syntax.number(lengths.get(0), 10);
    if (length < 0) {
      throw RequestException.bad("Content-Length is no number of bytes");
    }
    if (length > limits.body()) {
      throw new RequestException(413, "the body may have " + limits.body() + " bytes");
    }
    return length;
  }

  boolean keepsAlive() {
    return minor == 1
        ? !headers.has("Connection", "close")
        : headers.has("Connection", "keep-alive");
  }

  /** Whether the client waits to be asked for the body. */
  boolean expectsContinue() {
    Optional<String> expected = headers.first("Expect");
    if (expected.isPresent() && !expected.get().equalsIgnoreCase("100-continue")) {
      throw new RequestException(417, "nothing but 100-continue can be expected here");
    }
    return expected.isPresent() && minor == 1 && length != 0;
  }
}
