package dev.bobbin.samples.http;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.blocking;
import static dev.bobbin.Bobbin.forEach;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bobbin.Task;
import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that others wrote. */
@Timeout(120)
class HttpLoadTest {

  @Test
  void theJdksClientSendsAndReadsBodiesOfAllKinds() {
    byte[] large = new byte[900_000];
    new Random(1).nextBytes(large);
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    Serving.serving(
        Limits.DEFAULT,
        request ->
            request.path().equals("/stream")
                ? Task.of(Response.streaming("application/octet-stream", request.bodyStream()))
                : Task.of(Response.of("application/octet-stream", await(request.body()))),
        serving -> {
          URI uri = URI.create("http://127.0.0.1:" + serving.server().port());
          List<HttpRequest.BodyPublisher> bodies =
              List.of(
                  HttpRequest.BodyPublishers.ofByteArray(large),
                  HttpRequest.BodyPublishers.ofByteArrays(List.of(large)), // in chunks
                  HttpRequest.BodyPublishers.ofByteArray(Arrays.copyOf(large, 100)));
          for (String path : List.of("/whole", "/stream")) {
            for (HttpRequest.BodyPublisher body : bodies) {
              for (boolean expect : new boolean[] {false, true}) {
                HttpRequest request =
                    HttpRequest.newBuilder(uri.resolve(path))
                        .POST(body)
                        .expectContinue(expect)
                        .build();
                var answer = client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
                byte[] echoed = await(answer).body();
                assertEquals(200, await(answer).statusCode());
                assertTrue(Arrays.equals(large, 0, echoed.length, echoed, 0, echoed.length));
                assertTrue(echoed.length == large.length || echoed.length == 100);
              }
            }
          }
          assertEquals(1, serving.server().connections()); // it was kept all the time
          return Task.done();
        });
  }

  @Test
  void manyRequestsAtOnceAreAnsweredEachWithItsOwn() {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    Serving.serving(
        Limits.DEFAULT,
        request -> Task.of(Response.text(new String(await(request.body()), UTF_8))),
        serving -> {
          URI uri = URI.create("http://127.0.0.1:" + serving.server().port());
          await(
              forEach(
                  IntStream.range(0, 500).boxed().toList(),
                  50,
                  i -> {
                    HttpRequest request =
                        HttpRequest.newBuilder(uri)
                            .POST(HttpRequest.BodyPublishers.ofString("body " + i))
                            .build();
                    var answer =
                        await(client.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
                    assertEquals("body " + i, answer.body());
                    return Task.done();
                  }));
          return Task.done();
        });
  }

  @Test
  void wrkFindsNoFault() {
    assumeTrue(isInstalled("wrk"), "wrk is not installed: apt-get install wrk");
    Serving.serving(
        Limits.DEFAULT,
        request -> Task.of(Response.text("hello")),
        serving -> {
          String uri = "http://127.0.0.1:" + serving.server().port() + "/";
          String told = await(blocking(() -> output("wrk", "-t1", "-c200", "-d2s", uri)));
          assertFalse(told.contains("Socket errors"), told);
          assertFalse(told.contains("Non-2xx"), told);
          Matcher requests = Pattern.compile("(\\d+) requests in").matcher(told);
          assertTrue(requests.find() && Integer.parseInt(requests.group(1)) > 1_000, told);
          await(serving.untilDeserted());
          assertEquals(List.of(), serving.told());
          return Task.done();
        });
  }

  private static boolean isInstalled(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  private static String output(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var out = process.getInputStream()) {
      return new String(out.readAllBytes(), UTF_8);
    } finally {
      process.destroy();
    }
  }
}
