package dev.bobbin.samples.http;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;
import static dev.bobbin.samples.http.Serving.PATIENT;
import static dev.bobbin.samples.http.Serving.serving;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.Task;
import dev.bobbin.net.AsyncSocket;
import dev.bobbin.stream.AsyncStream;
import dev.bobbin.sync.AsyncEvent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes over the wire, byte by byte. */
@Timeout(60)
class HttpServerTest {

  private static final byte[] HEAD_END = "\r\n\r\n".getBytes(US_ASCII);

  @Async
  static Task<Response> echo(Request request) {
    return switch (request.path()) {
      case "/fail" -> throw new IllegalStateException("on purpose");
      case "/cancel" -> throw new CancellationException("of something else");
      case "/null" -> Task.failed(new NullPointerException());
      case "/unread" -> Task.of(Response.text("unread"));
      case "/empty" -> Task.of(Response.status(204));
      case "/stream" -> Task.of(Response.streaming("text/plain", request.bodyStream()));
      default ->
          Task.of(
              Response.text(
                  request.method()
                      + " "
                      + request.target()
                      + " "
                      + new String(await(request.body()), US_ASCII)));
    };
  }

  static String get(String target) {
    return "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n";
  }

  private static String last(String target) {
    return "GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  }

  /** Without the date. */
  static String answer(String head, String body) {
    return "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n"
        + head
        + "\r\n\r\n"
        + body;
  }

  static String undated(String answers) {
    return answers.replaceAll("Date: [^\r]*\r\n", "");
  }

  private static void says(String expected, String requests) {
    serving(
        PATIENT,
        HttpServerTest::echo,
        serving -> {
          assertEquals(expected, undated(await(serving.answers(requests))));
          return Task.done();
        });
  }

  @Test
  void requestsOfAPipelineAreAnsweredInOrderAndInOneWrite() {
    serving(
        PATIENT,
        HttpServerTest::echo,
        serving -> {
          AsyncSocket client = await(serving.connect());
          String second = "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";
          await(client.write(get("/a") + second + get("/c?d")));
          ByteBuffer answers = ByteBuffer.allocate(4096);
          await(client.read(answers));
          assertEquals(
              answer("Content-Length: 7", "GET /a ")
                  + answer("Content-Length: 13", "POST /b hello")
                  + answer("Content-Length: 9", "GET /c?d "),
              undated(US_ASCII.decode(answers.flip()).toString()));
          await(client.closeAsync());
          await(serving.untilDeserted());
          return Task.done();
        });
  }

  @Test
  void chunksAreReadAndTrailersDropped() {
    says(
        answer("Connection: close\r\nContent-Length: 18", "POST / hello world"),
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\nConnection: close\r\n\r\n"
            + "5;name=value\r\nhello\r\n006\r\n world\r\n0\r\nX-Sum: 1\r\n\r\n");
  }

  @Test
  void aStreamIsSentInChunks() {
    says(
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "5\r\nhello\r\n0\r\n\r\n"
            + answer("Connection: close\r\nContent-Length: 7", "GET /a "),
        "POST /stream HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello" + last("/a"));
  }

  @Test
  void aStreamToAnOldClientEndsWithTheConnection() {
    says(
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\nhello",
        "POST /stream HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello");
  }

  @Test
  void headAndEmptyAnswersHaveNoBody() {
    says(
        answer("Content-Length: 8", "")
            + "HTTP/1.1 204 No Content\r\n\r\n"
            + answer("Connection: close\r\nContent-Length: 7", "GET /a "),
        get("/a").replace("GET", "HEAD") + get("/empty") + last("/a"));
  }

  @Test
  void anOldClientIsKeptIfItAsks() {
    says(
        answer("Connection: keep-alive\r\nContent-Length: 7", "GET /a ")
            + answer("Connection: close\r\nContent-Length: 7", "GET /b "),
        "GET /a HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\nGET /b HTTP/1.0\r\n\r\n");
  }

  @Test
  void aBodyThatNobodyReadIsNoRequest() {
    says(
        answer("Content-Length: 6", "unread")
            + answer("Connection: close\r\nContent-Length: 7", "GET /a "),
        "POST /unread HTTP/1.1\r\nHost: a\r\nContent-Length: 18\r\n\r\n"
            + "GET / HTTP/1.1\r\n\r\n"
            + last("/a"));
  }

  @Test
  void aClientThatExpectsItIsAskedForTheBody() {
    serving(
        PATIENT,
        HttpServerTest::echo,
        serving -> {
          String head =
              "POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
          AsyncSocket client = await(serving.connect());
          await(client.write(head));
          String asked = new String(await(client.readUntil(HEAD_END)), US_ASCII);
          assertEquals("HTTP/1.1 100 Continue\r\n\r\n", asked);
          await(client.write("ok"));
          assertEquals("HTTP/1.1 200 OK", await(client.readLine()));
          await(client.closeAsync());

          // One that nobody asks may send it or not, so nothing can follow.
          String unasked = await(serving.answers(head.replace("/a", "/unread") + get("/b")));
          assertEquals(
              answer("Connection: close\r\nContent-Length: 6", "unread"), undated(unasked));
          return Task.done();
        });
  }

  @Test
  void aHandlerThatFailsIsAnsweredForAndTold() {
    for (String target : List.of("/fail", "/cancel", "/null")) {
      serving(
          PATIENT,
          HttpServerTest::echo,
          serving -> {
            String answers = await(serving.answers(get("/a") + get(target) + get("/b")));
            assertEquals(
                answer("Content-Length: 7", "GET /a ")
                    + "HTTP/1.1 500 Internal Server Error\r\nConnection: close\r\n"
                    + "Content-Length: 0\r\n\r\n",
                undated(answers));
            await(serving.untilDeserted());
            assertEquals(1, serving.told().size());
            assertEquals("GET " + target + " failed", serving.told().get(0).getMessage());
            return Task.done();
          });
    }
  }

  @Test
  void aStreamThatFailsIsCutOff() {
    serving(
        PATIENT,
        request ->
            Task.of(
                Response.streaming(
                    "text/plain",
                    AsyncStream.generate(
                        emitter -> {
                          await(emitter.emit("ab".getBytes(US_ASCII)));
                          throw new IllegalStateException("on purpose");
                        }))),
        serving -> {
          String answers = await(serving.answers(get("/")));
          assertTrue(answers.endsWith("\r\n2\r\nab\r\n"), answers); // no last chunk
          await(serving.untilDeserted());
          assertEquals("on purpose", serving.told().get(0).getMessage());
          return Task.done();
        });
  }

  @Test
  void aBodyThatBreaksWhileItIsEchoedCutsTheAnswerOff() {
    serving(
        PATIENT,
        HttpServerTest::echo,
        serving -> {
          String chunks = "Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\nx\r\n";
          String answers = await(serving.answers("POST /stream HTTP/1.1\r\nHost: a\r\n" + chunks));
          assertTrue(answers.endsWith("\r\n\r\n2\r\nab\r\n"), answers);
          await(serving.untilDeserted());
          assertEquals(List.of(), serving.told());
          return Task.done();
        });
  }

  @Test
  void eventsArriveOneByOneAndEndWithTheClient() {
    AsyncEvent ended = new AsyncEvent();
    serving(
        PATIENT,
        request ->
            Task.of(
                Response.events(
                    AsyncStream.generate(
                        emitter -> {
                          try {
                            for (int i = 1; ; i++) {
                              await(emitter.emit("event " + i));
                              await(sleep(Duration.ofMillis(1)));
                            }
                          } finally {
                            ended.set();
                          }
                        }))),
        serving -> {
          AsyncSocket client = await(serving.connect());
          await(client.write(get("/")));
          await(client.readUntil(HEAD_END));
          assertEquals("f", await(client.readLine()));
          assertEquals("data: event 1", await(client.readLine()));
          client.abort();
          await(ended.await());
          await(serving.untilDeserted());
          assertEquals(List.of(), serving.told());
          return Task.done();
        });
  }

  @Test
  void theDateIsThatOfTheAnswer() {
    serving(
        PATIENT,
        HttpServerTest::echo,
        serving -> {
          long before = Instant.now().getEpochSecond();
          String answers = await(serving.answers(last("/a")));
          String date = answers.replaceAll("(?s).*\r\nDate: ([^\r]*)\r\n.*", "$1");
          long sent =
              Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)).getEpochSecond();
          assertTrue(before <= sent && sent <= Instant.now().getEpochSecond(), answers);
          return Task.done();
        });
  }

  @Test
  void aHeaderCannotBecomeTwo() {
    Response response = Response.text("");
    assertThrows(
        IllegalArgumentException.class, () -> response.withHeader("X", "a\r\nSet-Cookie: b"));
    assertThrows(IllegalArgumentException.class, () -> response.withHeader("X: y\r\nZ", "a"));
  }
}
