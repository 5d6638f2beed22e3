package dev.bobbin.samples.web;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.blocking;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bobbin.Async;
import dev.bobbin.AsyncCloseable;
import dev.bobbin.Task;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/** A PostgreSQL server of our own, in a directory that goes when it is closed. */
final class ThrowawayPostgres implements AsyncCloseable {

  static final String MISSING =
      "no PostgreSQL server is installed: on Debian, apt-get install postgresql; on Linux, x86-64,"
          + " build the samples with -Pembedded-postgres; or give the URL of one that runs";

  /** What {@code -Pembedded-postgres} puts on the class path. */
  private static final String EMBEDDED = "/postgres-linux-x86_64.txz";

  private final ServerDirectory directory;
  private final Path programs;
  private final String url;

  private ThrowawayPostgres(ServerDirectory directory, Path programs, String url) {
    this.directory = directory;
    this.programs = programs;
    this.url = url;
  }

  /** One that is installed, else the embedded one; fails with {@link MissingServerException}. */
  @Async
  static Task<ThrowawayPostgres> start() {
    Optional<Path> programs = await(blocking(ThrowawayPostgres::installed));
    return programs.isEmpty() ? startEmbedded() : startIn(programs);
  }

  private static Optional<Path> installed() throws IOException {
    return ServerDirectory.find("initdb", "/usr/lib/postgresql").map(Path::getParent);
  }

  static boolean isThere() throws IOException {
    return installed().isPresent() || hasEmbedded();
  }

  /** The one of {@code -Pembedded-postgres}. */
  static Task<ThrowawayPostgres> startEmbedded() {
    return hasEmbedded()
        ? startIn(Optional.empty())
        : Task.failed(new MissingServerException(MISSING));
  }

  static boolean hasEmbedded() {
    return ThrowawayPostgres.class.getResource(EMBEDDED) != null;
  }

  @Async
  private static Task<ThrowawayPostgres> startIn(Optional<Path> installed) {
    ServerDirectory directory = await(ServerDirectory.create());
    try {
      Path programs = installed.isPresent() ? installed.get() : await(unpack(directory));
      String password = HexFormat.of().formatHex(new SecureRandom().generateSeed(16));
      int port = await(blocking(ServerDirectory::freePort));
      Path secret = await(blocking(() -> directory.write("password", password.getBytes(UTF_8))));
      await(
          directory.run(
              programs.resolve("initdb"),
              "--pgdata=data",
              "--username=poll",
              "--pwfile=" + secret,
              "--auth=scram-sha-256",
              "--encoding=UTF8",
              "--locale=C",
              "--no-sync"));
      String options = // no socket in the file system, and nothing that outlives a crash
          "-p %d -h 127.0.0.1 -k '' -c fsync=off -c synchronous_commit=off".formatted(port);
      await(
          directory.run(
              programs.resolve("pg_ctl"), "start", "-w", "-D", "data", "-l", "log", "-o", options));
      String url = "postgresql://poll:" + password + "@127.0.0.1:" + port + "/postgres";
      return Task.of(new ThrowawayPostgres(directory, programs, url));
    } catch (Throwable failure) {
      await(directory.closeAsync());
      throw failure;
    }
  }

  @Async
  private static Task<Path> unpack(ServerDirectory directory) {
    Path packed =
        await(
            blocking(
                () -> {
                  try (InputStream in = ThrowawayPostgres.class.getResourceAsStream(EMBEDDED)) {
                    return directory.write("postgres.txz", in.readAllBytes());
                  }
                }));
    await(directory.run("tar", "-xJf", packed));
    return Task.of(directory.resolve("bin"));
  }

  /** As a user who may do anything. */
  String url() {
    return url;
  }

  /** Ends connections, then the server, then its directory. */
  @Override
  @Async
  public Task<Void> closeAsync() {
    try {
      await(directory.run(programs.resolve("pg_ctl"), "stop", "-w", "-D", "data", "-m", "fast"));
    } finally {
      await(directory.closeAsync());
    }
    return Task.done();
  }

  @Override
  public String toString() {
    return "PostgreSQL in " + directory;
  }
}
