package dev.bobbin.samples.web;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.blocking;
import static dev.bobbin.Bobbin.run;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bobbin.Async;
import dev.bobbin.Task;
import dev.bobbin.samples.WovenProgram;
import java.awt.image.BufferedImage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program that README starts. */
@Timeout(180)
class WebTest {

  /** Stays behind the test: README shows a copy of it. */
  private static final Path SCREENSHOT = Path.of("target", "web.png");

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir private Path directory;

  // === In a browser ===

  @Test
  void aPageShowsVotesWhenTheyAreCast() throws Exception {
    Optional<Path> chromium = Browser.program();
    assumeTrue(chromium.isPresent(), Browser.MISSING);
    assumeTrue(ThrowawayPostgres.isThere(), ThrowawayPostgres.MISSING);
    Files.deleteIfExists(SCREENSHOT);
    try (WovenProgram program = WovenProgram.startPacked(directory, Web.class, "0")) {
      program.awaitOutput("http://localhost:\\d+/\n");
      Matcher out = Pattern.compile("PostgreSQL in (.*)\n(http:.*)\n").matcher(program.output());
      assertTrue(out.matches());
      Path postgres = Path.of(out.group(1));
      String pid = Files.readAllLines(postgres.resolve("data/postmaster.pid")).get(0);
      URI root = URI.create(out.group(2));

      run(
          () -> {
            try (Browser browser = await(Browser.start(chromium.get()))) {
              await(browser.open(root));
              await(browser.until(votes("Coffee", 0)));
              await(browser.evaluate("window.neverReloaded = true"));
              await(useAndWatch(browser, root));
              assertEquals(true, await(browser.evaluate("window.neverReloaded")));

              program.stop(); // while the page listens
              await(browser.until("document.getElementById('state').textContent !== 'live'"));
            }
            return Task.done();
          });

      WovenProgram.Result result = program.result();
      assertTrue(result.out().endsWith("/\nstopped\n"), result::toString);
      assertEquals("", result.err());
      assertFalse(Files.exists(postgres), () -> "still there: " + postgres);
      ProcessHandle.of(Long.parseLong(pid)).ifPresent(server -> server.onExit().join());
    }
    assertShowsBars(ImageIO.read(SCREENSHOT.toFile()));
  }

  @Async
  private static Task<Void> useAndWatch(Browser browser, URI root) {
    await(browser.click("#voter"));
    await(browser.type("Ada"));
    await(browser.click("[data-choice=\"2\"]"));
    await(browser.until("document.getElementById('said').textContent.includes('Thank you, Ada.')"));
    await(browser.until(votes("Coffee", 1)));

    // Votes from elsewhere: nobody touches the page.
    String[] others = {"Bob:2", "Eve:1", "Joe:3", "Ann:2", "Tim:4", "Sue:1", "Max:2"};
    for (String other : others) {
      String[] vote = other.split(":");
      assertEquals(201, await(CLIENT.sendAsync(vote(root, vote[0], vote[1]), text())).statusCode());
    }
    await(browser.until(votes("Coffee", 4)));
    await(browser.until(votes("Tea", 2)));
    await(browser.until("document.getElementById('voters').innerText === '8 votes'"));
    // The bars move for a while: they are shown where they end.
    await(
        browser.evaluate(
            "Promise.all(document.getAnimations().map(animation => animation.finished)).then(() => 1)"));
    byte[] shot = await(browser.screenshot());
    await(blocking(() -> Files.write(SCREENSHOT, shot)));

    await(browser.click("[data-choice=\"1\"]"));
    await(browser.until("document.getElementById('said').textContent.includes('voted already')"));
    return Task.done();
  }

  private static String votes(String choice, int votes) {
    return "[...document.querySelectorAll('.choice')].some(row => row.innerText.replace(/\\s+/g, ' ')"
        + " === '%s %d')".formatted(choice, votes);
  }

  private static void assertShowsBars(BufferedImage shot) {
    Set<Integer> colours = new HashSet<>();
    int bar = 0;
    for (int y = 0; y < shot.getHeight(); y++) {
      for (int x = 0; x < shot.getWidth(); x++) {
        int colour = shot.getRGB(x, y) & 0xffffff;
        colours.add(colour);
        bar += colour == 0xbcd6f5 ? 1 : 0;
      }
    }
    assertTrue(colours.size() > 20, colours.size() + " colours");
    assertTrue(bar > 5000, bar + " pixels of bars");
  }

  // === Over HTTP, with the database that the URL says ===

  @ParameterizedTest
  @ValueSource(strings = {"postgresql", "jdbc:postgresql", "mariadb", "jdbc:mariadb"})
  void itServesAPollFromAnyDatabase(String scheme) throws Exception {
    try (Servers servers = new Servers()) {
      String url = servers.url(scheme);
      try (WovenProgram program = WovenProgram.startPacked(directory, Web.class, "0", url)) {
        program.awaitOutput("http://localhost:\\d+/\n");
        URI root = URI.create(program.output().strip());
        assertTrue(get(root, "/").body().contains("EventSource"));
        assertEquals(404, get(root, "/nothing").statusCode());

        assertEquals(201, CLIENT.send(vote(root, "ada", "2"), text()).statusCode());
        HttpResponse<String> again = CLIENT.send(vote(root, "ada", "3"), text());
        assertEquals("409 ada has voted already.\n", again.statusCode() + " " + again.body());
        assertEquals(409, CLIENT.send(vote(root, "bob", "9"), text()).statusCode());
        assertEquals(400, CLIENT.send(vote(root, "", "1"), text()).statusCode());
        assertEquals(504, get(root, "/pause?seconds=60").statusCode());
        assertEquals(
            """
            {"choices":[{"id":1,"name":"Tea","votes":0},{"id":2,"name":"Coffee","votes":1},\
            {"id":3,"name":"Cocoa","votes":0},{"id":4,"name":"Water","votes":0}],\
            "voters":1,"latest":["ada: Coffee"]}""",
            get(root, "/results").body());
        program.stop();
        WovenProgram.Result result = program.result();
        assertEquals(root + "\nstopped\n", result.out());
        assertEquals("", result.err());
      }
    }
  }

  private static HttpRequest vote(URI root, String voter, String choice) {
    return HttpRequest.newBuilder(root.resolve("/votes"))
        .POST(HttpRequest.BodyPublishers.ofString("voter=" + voter + "&choice=" + choice, UTF_8))
        .build();
  }

  private static HttpResponse<String> get(URI root, String path) throws Exception {
    return CLIENT.send(HttpRequest.newBuilder(root.resolve(path)).build(), text());
  }

  private static HttpResponse.BodyHandler<String> text() {
    return BodyHandlers.ofString(UTF_8);
  }

  // === What can be wrong ===

  @Test
  void aWrongArgumentIsAnsweredByTheUsage() throws Exception {
    assertEquals(new WovenProgram.Result(2, "", Web.USAGE), ends("localhost"));
    WovenProgram.Result wrongUrl = ends("0", "oracle://scott:tiger@localhost/db");
    assertEquals(2, wrongUrl.status());
    assertTrue(wrongUrl.err().startsWith("URL not of the form postgresql://"), wrongUrl::err);
  }

  private WovenProgram.Result ends(String... args) throws Exception {
    try (WovenProgram program = WovenProgram.startPacked(directory, Web.class, args)) {
      return program.result();
    }
  }

  // === A PostgreSQL from a jar ===

  @Test
  void aMachineWithoutPostgresTakesTheOneOfTheProfile() {
    assumeTrue(ThrowawayPostgres.hasEmbedded(), "it comes with -Pembedded-postgres");
    run(
        () -> {
          try (var postgres = await(ThrowawayPostgres.startEmbedded());
              Database database = Database.at(postgres.url(), Duration.ofSeconds(60))) {
            String version = await(database.query("select version()")).get(0).text(0);
            assertTrue(version.startsWith("PostgreSQL 15."), version);
          }
          return Task.done();
        });
  }
}
