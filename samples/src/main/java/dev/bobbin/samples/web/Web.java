package dev.bobbin.samples.web;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;

import dev.bobbin.Async;
import dev.bobbin.Task;
import dev.bobbin.TaskGroup;
import dev.bobbin.samples.http.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The program: a poll at http://localhost:8080/. Ctrl-C ends it. */
public final class Web {

  static final String USAGE =
      """
      usage: Web [PORT [URL]]

      PORT  of the page, 8080 if it is not given; 0 is any that is free
      URL   of the database, by an asynchronous library or by one that blocks:
              postgresql://USER:PASSWORD@HOST:PORT/NAME     jdbc:postgresql://...
              mariadb://USER:PASSWORD@HOST:PORT/NAME        jdbc:mariadb://...
            Without it, a PostgreSQL is started that ends with the program.
      """;

  /** After which the server breaks a statement off, should nobody else. */
  private static final Duration STATEMENT_LIMIT = Duration.ofSeconds(5);

  private Web() {}

  public static void main(String[] args) {
    if (args.length > 2 || (args.length > 0 && !args[0].matches("\\d{1,5}"))) {
      refuse("");
    }
    if (args.length == 2) {
      try {
        Dialect.of(args[1]);
      } catch (IllegalArgumentException e) {
        refuse("URL " + e.getMessage() + "\n");
      }
    }
    int port = args.length == 0 ? 8080 : Integer.parseInt(args[0]);
    CountDownLatch ended = new CountDownLatch(1);
    try {
      run(() -> args.length < 2 ? serveWithDatabase(port, ended) : serve(port, args[1], ended));
    } catch (MissingServerException missing) {
      System.err.println(missing.getMessage());
      System.exit(1);
    } finally {
      System.out.println("stopped");
      ended.countDown();
    }
  }

  private static void refuse(String why) {
    System.err.print(why + USAGE);
    System.exit(2);
  }

  @Async
  private static Task<Void> serveWithDatabase(int port, CountDownLatch ended) {
    try (var postgres = await(ThrowawayPostgres.start())) {
      System.out.println(postgres);
      return Task.of(await(serve(port, postgres.url(), ended)));
    }
  }

  @Async
  private static Task<Void> serve(int port, String url, CountDownLatch ended) {
    try (Database database = Database.at(url, STATEMENT_LIMIT)) {
      Poll poll = new Poll(database);
      await(poll.open());
      Api api = new Api(poll);
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      // Closed from below: who watches is told the end before the server waits for their requests.
      try (HttpServer server = await(HttpServer.listen(address, api::answer));
          var group = TaskGroup.<Void>open()) {
        Task<Void> published = group.fork(poll::publish);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(published, ended)));
        System.out.println("http://localhost:" + server.port() + "/");
        await(group.join());
      }
    }
    return Task.done();
  }

  /** Ctrl-C runs this on a thread of its own; when it returns, the JVM exits. */
  private static void stop(Task<Void> published, CountDownLatch ended) {
    published.cancel("Ctrl-C");
    try {
      ended.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException nobodyWaits) {
      Thread.currentThread().interrupt();
    }
  }
}
