package dev.bobbin.samples.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.samples.WovenProgram;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program that README starts. */
@Timeout(120)
class SiteTest {

  @Test
  void itServesAPageAnEchoAndAClockUntilItIsStopped(@TempDir Path directory) throws Exception {
    try (WovenProgram site = WovenProgram.start(directory, Site.class, "0")) {
      site.awaitOutput("http://localhost:\\d+/\n");
      URI root = URI.create(site.output().strip());
      HttpClient client = HttpClient.newHttpClient();

      String page = get(client, root).body();
      assertTrue(page.contains("new EventSource(\"/clock\")"), page);
      HttpRequest echo =
          HttpRequest.newBuilder(root.resolve("/echo"))
              .POST(HttpRequest.BodyPublishers.ofString("hello"))
              .build();
      assertEquals("hello", client.send(echo, BodyHandlers.ofString()).body());
      assertEquals(404, get(client, root.resolve("/nothing")).statusCode());

      HttpRequest clock = HttpRequest.newBuilder(root.resolve("/clock")).build();
      try (InputStream events = client.send(clock, BodyHandlers.ofInputStream()).body();
          var lines = new BufferedReader(new InputStreamReader(events, StandardCharsets.UTF_8))) {
        assertTrue(lines.readLine().matches("data: \\d\\d:\\d\\d(:\\d\\d)?"));
      }

      site.stop();
      String printed = site.result().out();
      assertTrue(printed.endsWith("\nstopped\n"), printed);
    }
  }

  private static HttpResponse<String> get(HttpClient client, URI uri) throws Exception {
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }
}
