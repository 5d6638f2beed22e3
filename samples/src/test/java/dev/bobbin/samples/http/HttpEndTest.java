package dev.bobbin.samples.http;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.samples.http.HttpServerTest.answer;
import static dev.bobbin.samples.http.HttpServerTest.get;
import static dev.bobbin.samples.http.HttpServerTest.undated;
import static dev.bobbin.samples.http.Serving.PATIENT;
import static dev.bobbin.samples.http.Serving.SMALL;
import static dev.bobbin.samples.http.Serving.serving;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Task;
import dev.bobbin.net.AsyncSocket;
import dev.bobbin.sync.AsyncEvent;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a connection ends: with a client that is too slow, or with the server. */
@Timeout(60)
class HttpEndTest {

  @Test
  void whoIsTooSlowIsToldSo() {
    for (String part :
        List.of(
            "GET / HTTP/1.1\r\nHo",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nx",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nx")) {
      serving(
          SMALL,
          HttpServerTest::echo,
          serving -> {
            String answers = await(serving.answers(part));
            assertTrue(answers.startsWith("HTTP/1.1 408 Request Timeout\r\n"), answers);
            return Task.done();
          });
    }
  }

  @Test
  void whoAsksNothingIsLetGo() {
    serving(
        SMALL,
        HttpServerTest::echo,
        serving -> {
          assertEquals("", await(serving.answers("")));
          String answers = await(serving.answers(get("/a")));
          assertEquals(answer("Content-Length: 7", "GET /a "), undated(answers));
          return Task.done();
        });
  }

  @Test
  void whoDoesNotReadIsLetGo() {
    byte[] large = new byte[50 << 20];
    serving(
        SMALL,
        request -> Task.of(Response.of("application/octet-stream", large)),
        serving -> {
          AsyncSocket client = await(serving.connect());
          await(client.write(get("/")));
          await(client.readable());
          await(serving.untilDeserted());
          await(client.closeAsync());
          return Task.done();
        });
  }

  @Test
  void closingLetsTheRequestUnderWayBeAnswered() {
    AsyncEvent begun = new AsyncEvent();
    AsyncEvent goOn = new AsyncEvent();
    serving(
        PATIENT,
        request -> {
          begun.set();
          await(goOn.await());
          return Task.of(Response.text("done"));
        },
        serving -> {
          AsyncSocket idle = await(serving.connect());
          Task<String> answers = serving.answers(get("/") + get("/never"));
          await(begun.await());
          Task<Void> closed = serving.server().closeAsync();
          assertEquals(-1, await(idle.read(ByteBuffer.allocate(1))));
          assertFalse(closed.isDone());
          goOn.set();
          assertEquals(
              answer("Connection: close\r\nContent-Length: 4", "done"), undated(await(answers)));
          await(closed);
          await(idle.closeAsync());
          return Task.done();
        });
  }
}
