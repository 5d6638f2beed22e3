package dev.bobbin.samples.http;

import static dev.bobbin.Bobbin.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Async;
import dev.bobbin.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are not as they have to be: the client is told, and the connection ends. */
@Timeout(60)
class RefusalTest {

  private static final String HEAD = "POST / HTTP/1.1\r\nHost: a\r\n";

  private static void refused(int status, String request) {
    Serving.serving(
        Serving.PATIENT,
        RefusalTest::echo,
        serving -> {
          // Whatever comes behind it must not be taken for a request.
          String answers = await(serving.answers(request + "GET /smuggled HTTP/1.1\r\n"));
          assertTrue(answers.startsWith("HTTP/1.1 " + status + " "), answers);
          assertTrue(answers.contains("\r\nConnection: close\r\n"), answers);
          assertEquals(answers.lastIndexOf("HTTP/1.1 "), 0, answers);
          return Task.done();
        });
  }

  @Async
  private static Task<Response> echo(Request request) {
    return Task.of(Response.of("text/plain", await(request.body())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1 \r\nHost: a\r\n\r\n",
        "GET /\r\nHost: a\r\n\r\n",
        "G(T / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /\u00e4 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1x\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n",
        "GET / HTTP/1.1\r\n folded\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n: no name\r\n\r\n",
        "GET / HTTP/1.1\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\0\r\n\r\n",
        "\r\n\r\n",
      })
  void aHeadIsRefusedThatCouldBeReadInTwoWays(String request) {
    refused(400, request);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
        "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        "Content-Length: 5, 5\r\n\r\nhello",
        "Content-Length: +5\r\n\r\nhello",
        "Content-Length: -5\r\n\r\nhello",
        "Content-Length: 0x5\r\n\r\nhello",
        "Content-Length: 5 5\r\n\r\nhello",
        "Content-Length:\r\n\r\nhello",
        "Content-Length: 99999999999999999999\r\n\r\nhello",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      })
  void aLengthIsSaidOnceAndInOneWay(String rest) {
    refused(400, HEAD + rest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zz\r\nhello\r\n0\r\n\r\n",
        "-5\r\nhello\r\n0\r\n\r\n",
        "+5\r\nhello\r\n0\r\n\r\n",
        "0x5\r\nhello\r\n0\r\n\r\n",
        "5 \r\nhello\r\n0\r\n\r\n",
        " 5\r\nhello\r\n0\r\n\r\n",
        "\r\nhello\r\n0\r\n\r\n",
        ";x\r\nhello\r\n0\r\n\r\n",
        "10000000000000005\r\nhello\r\n0\r\n\r\n",
        "5\nhello\r\n0\r\n\r\n",
        "5\r\nhello0\r\n\r\n",
        "5\r\nhelloX\r\n0\r\n\r\n",
        "5\r\nhello\n0\r\n\r\n",
        "5;\0\r\nhello\r\n0\r\n\r\n",
        "5\r\nhello\r\n0\r\n folded\r\n\r\n",
      })
  void aChunkIsRefusedThatIsNotAsItHasToBe(String chunks) {
    refused(400, HEAD + "Transfer-Encoding: chunked\r\n\r\n" + chunks);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n",
        "BREW / HTTP/1.1\r\nHost: a\r\n\r\n",
        "get / HTTP/1.1\r\nHost: a\r\n\r\n",
      })
  void whatIsNotKnownHereIsSaidToBeSo(String request) {
    refused(501, request);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "505 GET / HTTP/2.0\r\nHost: a\r\n\r\n",
        "400 POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "417 POST / HTTP/1.1\r\nHost: a\r\nExpect: cake\r\nContent-Length: 1\r\n\r\nx",
        "413 POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n",
        "413 POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n",
      })
  void otherRefusalsHaveAStatusOfTheirOwn(String statusAndRequest) {
    refused(Integer.parseInt(statusAndRequest.substring(0, 3)), statusAndRequest.substring(4));
  }

  @Test
  void linesAndHeadsThatAreTooLongAreTold() {
    String host = "Host: a\r\n";
    refused(414, "GET /" + "x".repeat(200) + " HTTP/1.1\r\n" + host + "\r\n");
    refused(414, "GET /" + "x".repeat(10_000));
    refused(431, "GET / HTTP/1.1\r\n" + host + "X: " + "x".repeat(400) + "\r\n\r\n");
    refused(431, "GET / HTTP/1.1\r\n" + host + "X: y\r\n".repeat(10_000));
    refused(431, "GET / HTTP/1.1\r\n" + "a:\r\n".repeat(96) + "Host:\r\n\r\n");
  }
}
