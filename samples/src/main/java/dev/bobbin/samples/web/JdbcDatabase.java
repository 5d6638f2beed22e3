package dev.bobbin.samples.web;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.blocking;
import static dev.bobbin.Bobbin.uncancellable;

import dev.bobbin.Async;
import dev.bobbin.Task;
import dev.bobbin.sync.AsyncSemaphore;
import dev.bobbin.sync.Permit;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A library that blocks: JDBC, each call on a thread that may. A pool of connections is a semaphore
 * and a queue, both used on the loop's thread alone. Who takes a connection from it gets one that
 * works, since that is tried first: one round trip to the server, which pools for more than a
 * sample spare those who come shortly after each other.
 */
final class JdbcDatabase implements Database {

  /** A connection and its number in the server. */
  record Numbered(Connection jdbc, int id) {}

  /** After which a connection that does not answer is taken for broken. */
  private static final int VALIDITY_SECONDS = 2;

  static {
    // MariaDB's driver prints the failures that it throws.
    System.setProperty("mariadb.logging.disable", "true");
  }

  private final Dialect dialect;
  private final String url;
  private final String settings;
  private final AsyncSemaphore free = new AsyncSemaphore(SESSIONS);
  private final Deque<Numbered> idle = new ArrayDeque<>();

  JdbcDatabase(String url, Duration limit) {
    this.dialect = Dialect.of(url);
    this.url = url;
    this.settings = dialect.settings(limit);
  }

  @Override
  public Dialect dialect() {
    return dialect;
  }

  @Override
  @Async
  public Task<Session> session() {
    Permit permit = await(free.acquire());
    try {
      Numbered last = idle.poll();
      // uncancellable: nobody would close one that comes too late
      Numbered connection =
          await(uncancellable(() -> blocking(() -> working(last))), SQLException.class);
      return Task.of(new JdbcSession(this, connection, permit));
    } catch (SQLException refused) {
      permit.close();
      throw new StatementException(refused.getSQLState(), refused);
    } catch (Throwable failure) {
      permit.close();
      throw failure;
    }
  }

  /** The one from the pool, or a new one where there is none, or the server has dropped it. */
  private Numbered working(@Nullable Numbered last) throws SQLException {
    if (last != null) {
      if (last.jdbc.isValid(VALIDITY_SECONDS)) {
        return last;
      }
      last.jdbc.close();
    }
    return open();
  }

  private Numbered open() throws SQLException {
    Connection connection = connect();
    try (Statement statement = connection.createStatement()) {
      statement.execute(settings);
      ResultSet id = statement.executeQuery(dialect.ownId());
      id.next();
      return new Numbered(connection, id.getInt(1));
    }
  }

  private Connection connect() throws SQLException {
    URI address = URI.create(url.substring("jdbc:".length()));
    String[] user = address.getUserInfo().split(":", 2);
    String bare = url.replace(address.getRawUserInfo() + "@", "");
    return DriverManager.getConnection(bare, user[0], user[1]);
  }

  /**
   * Cancels what a connection does, on another one. JDBC has {@code Statement.cancel} for that, but
   * PostgreSQL's driver asks once: too early, if the statement is still on its way to the server.
   */
  Task<Void> cancel(int id) {
    return blocking(
        () -> {
          try (Connection another = connect();
              Statement statement = another.createStatement()) {
            statement.execute(dialect.cancel(id));
          }
          return null;
        });
  }

  /** For the next one. */
  void giveBack(Numbered connection, Permit permit) {
    idle.push(connection);
    permit.close();
  }

  /** Waits until all connections were given back. */
  @Override
  @Async
  public Task<Void> closeAsync() {
    for (int i = 0; i < SESSIONS; i++) {
      await(free.acquire()); // and keeps it
    }
    return blocking(
        () -> {
          for (Numbered connection : idle) {
            connection.jdbc.close();
          }
          return null;
        });
  }
}
