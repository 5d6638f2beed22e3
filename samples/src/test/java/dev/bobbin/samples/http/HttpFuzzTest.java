package dev.bobbin.samples.http;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.forEach;
import static dev.bobbin.Bobbin.yieldNow;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.EventLoop;
import dev.bobbin.Task;
import dev.bobbin.net.AsyncSocket;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests with a few bytes wrong: nothing of them stays, and how they are cut does not matter. */
@Timeout(120)
class HttpFuzzTest {

  private static final int REQUESTS = 1_000;
  private static final int AT_ONCE = 20;

  private static final List<String> GOOD =
      List.of(
          "GET / HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n",
          "HEAD /x?y=z HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
          "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello world",
          "PUT /q HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "5\r\nhello\r\n6;e=f\r\n world\r\n0\r\nX: y\r\n\r\n",
          "POST /e HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nok");

  private static final List<String> BAD =
      List.of(
          "\r\n",
          "\n",
          "\r",
          "\0",
          " ",
          ":",
          ";",
          "0\r\n\r\n",
          "fffffffff",
          "-1",
          "\u00ff",
          "Content-Length: 3\r\n",
          "Transfer-Encoding: chunked\r\n",
          "HTTP/1.1",
          "x".repeat(500));

  private static String mutated(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(3); i >= 0; i--) {
      text.append(GOOD.get(random.nextInt(GOOD.size())));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + 1 + random.nextInt(20));
      switch (random.nextInt(5)) {
        case 0 -> text.setCharAt(at, (char) random.nextInt(256));
        case 1 -> text.delete(at, end);
        case 2 -> text.insert(at, text.substring(at, end));
        case 3 -> text.insert(at, BAD.get(random.nextInt(BAD.size())));
        default -> text.setLength(at + 1);
      }
      if (text.length() == 0) {
        text.append('G');
      }
    }
    return text.toString();
  }

  @Async
  private static Task<Response> echo(Request request) {
    return Task.of(Response.of("text/plain", await(request.body())));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void brokenRequestsLeaveNothingBehind(long seed) {
    Serving.serving(
        Serving.PATIENT,
        HttpFuzzTest::echo,
        serving -> {
          await(yieldNow()); // a task is listed once it has waited
          int tasks = EventLoop.current().tasks().size();
          Random random = new Random(seed);
          await(
              forEach(
                  IntStream.range(0, REQUESTS).boxed().toList(),
                  AT_ONCE,
                  i -> compare(serving, mutated(random), random.nextLong())));
          await(serving.untilDeserted());
          assertEquals(tasks, EventLoop.current().tasks().size());
          assertEquals(List.of(), serving.told());
          return Task.done();
        });
  }

  @Async
  private static Task<Void> compare(Serving serving, String requests, long seed) {
    Random random = new Random(seed);
    if (random.nextInt(10) == 0) {
      AsyncSocket leaving = await(serving.connect());
      await(leaving.write(requests.getBytes(ISO_8859_1)));
      leaving.abort();
      return Task.done();
    }
    String whole = await(answers(serving, requests, requests.length()));
    assertTrue(whole.isEmpty() || whole.startsWith("HTTP/1.1 "), whole);
    assertTrue(!whole.contains("HTTP/1.1 500"), () -> requests + "\n" + whole);
    String inPieces = await(answers(serving, requests, 1 + random.nextInt(30)));
    assertEquals(whole, inPieces, requests);
    return Task.done();
  }

  /** All answers, without the date. */
  @Async
  private static Task<String> answers(Serving serving, String requests, int size) {
    byte[] bytes = requests.getBytes(ISO_8859_1);
    try (AsyncSocket client = await(serving.connect())) {
      for (int from = 0; from < bytes.length; from += size) {
        int to = Math.min(bytes.length, from + size);
        await(client.write(Arrays.copyOfRange(bytes, from, to)));
        await(yieldNow());
      }
      await(client.shutdownOutput());
      String all = new String(await(client.readAllBytes(1 << 20)), ISO_8859_1);
      return Task.of(all.replaceAll("Date: [^\r]*\r\n", ""));
    }
  }
}
