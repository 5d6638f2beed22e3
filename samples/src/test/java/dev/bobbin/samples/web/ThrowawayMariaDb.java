package dev.bobbin.samples.web;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.blocking;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bobbin.Async;
import dev.bobbin.AsyncCloseable;
import dev.bobbin.Task;
import dev.bobbin.net.AsyncProcess;
import dev.bobbin.stream.AsyncIterator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A MariaDB server in a directory that goes when it is closed. */
record ThrowawayMariaDb(ServerDirectory directory, AsyncProcess server, String url)
    implements AsyncCloseable {

  static final String MISSING =
      "no MariaDB server is installed: apt-get install mariadb-server-core mariadb-client-core";

  @Async
  static Task<ThrowawayMariaDb> start() {
    Path install = program("mariadb-install-db");
    Path mariadbd = program("mariadbd");
    program("my_print_defaults"); // which the installation wants, and Debian has elsewhere
    ServerDirectory directory = await(ServerDirectory.create());
    try {
      int port = await(blocking(ServerDirectory::freePort));
      String sql =
          """
          create database poll;
          create user poll@'127.0.0.1' identified by 'secret';
          grant all on *.* to poll@'127.0.0.1';
          """;
      Path first = await(blocking(() -> directory.write("first.sql", sql.getBytes(UTF_8))));
      String data = "--datadir=" + directory.resolve("data");
      await(directory.run(install, "--no-defaults", data, "--skip-test-db", "--skip-name-resolve"));
      ProcessBuilder command =
          directory.command(
              mariadbd,
              "--no-defaults",
              data,
              "--port=" + port,
              "--bind-address=127.0.0.1",
              "--skip-name-resolve",
              "--socket=" + directory.resolve("socket"),
              "--pid-file=" + directory.resolve("pid"),
              "--innodb-flush-log-at-trx-commit=0",
              "--init-file=" + first);
      AsyncProcess server = await(AsyncProcess.start(command));
      await(ready(server));
      String url = "mariadb://poll:secret@127.0.0.1:" + port + "/poll";
      return Task.of(new ThrowawayMariaDb(directory, server, url));
    } catch (Throwable failure) {
      await(directory.closeAsync());
      throw failure;
    }
  }

  @Async
  private static Task<Void> ready(AsyncProcess server) {
    List<String> said = new ArrayList<>();
    AsyncIterator<String> lines = server.stderr().lines().iterator();
    while (await(lines.hasNext())) {
      said.add(lines.next());
      if (said.get(said.size() - 1).contains("ready for connections")) {
        return Task.done();
      }
    }
    throw new IllegalStateException("mariadbd has ended: " + String.join("\n", said));
  }

  private static Path program(String name) {
    try {
      return ServerDirectory.find(name).orElseThrow(() -> new MissingServerException(MISSING));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  @Async
  public Task<Void> closeAsync() {
    await(server.destroy(Duration.ofSeconds(30)));
    await(server.closeAsync());
    return directory.closeAsync();
  }
}
