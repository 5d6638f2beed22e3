package dev.bobbin.samples.web;

import static dev.bobbin.Bobbin.run;

import dev.bobbin.AsyncCloseable;
import java.util.HashMap;
import java.util.Map;
import org.opentest4j.TestAbortedException;

/** Database servers for the tests of a class, each started when the first test wants it. */
final class Servers implements AutoCloseable {

  /** A server and where it is. */
  private record Server(AsyncCloseable process, String url) {}

  private final Map<String, Server> started = new HashMap<>();

  /**
   * @param scheme that the URL begins with; the test is skipped, and says why, if there is no such
   *     server here
   */
  String url(String scheme) {
    String name = scheme.replaceFirst("^jdbc:", "");
    Server server = started.computeIfAbsent(name, Servers::start);
    return server.url.replaceFirst("^" + name, scheme);
  }

  private static Server start(String name) {
    try {
      if (name.equals("mariadb")) {
        ThrowawayMariaDb mariaDb = run(ThrowawayMariaDb::start);
        return new Server(mariaDb, mariaDb.url());
      }
      ThrowawayPostgres postgres = run(ThrowawayPostgres::start);
      return new Server(postgres, postgres.url());
    } catch (MissingServerException missing) {
      throw new TestAbortedException(missing.getMessage());
    }
  }

  @Override
  public void close() {
    started.values().forEach(server -> run(server.process::closeAsync));
  }
}
