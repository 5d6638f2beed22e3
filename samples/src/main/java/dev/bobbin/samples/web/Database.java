package dev.bobbin.samples.web;

import static dev.bobbin.Bobbin.await;

import dev.bobbin.Async;
import dev.bobbin.AsyncCloseable;
import dev.bobbin.Task;
import java.time.Duration;
import java.util.List;

/** Connections to a database; which one, and by which library, the URL says. */
interface Database extends AsyncCloseable {

  /** Connections that are open at most. */
  int SESSIONS = 4;

  /**
   * Nothing is connected yet.
   *
   * @param url {@code postgresql://USER:PASSWORD@HOST:PORT/NAME} or {@code mariadb://...} for the
   *     asynchronous library, the same with {@code jdbc:} in front for the one that blocks
   * @param limit after which the server breaks a statement off
   */
  static Database at(String url, Duration limit) {
    return url.startsWith("jdbc:") ? new JdbcDatabase(url, limit) : new VertxDatabase(url, limit);
  }

  Dialect dialect();

  /** A connection, once there is one; closing it gives it back. */
  Task<Session> session();

  /** One statement on any connection. */
  @Async
  default Task<List<Row>> query(String sql, Object... values) {
    try (Session session = await(session())) {
      return Task.of(await(session.query(sql, values)));
    }
  }

  /** One statement on any connection. */
  @Async
  default Task<Integer> update(String sql, Object... values) {
    try (Session session = await(session())) {
      return Task.of(await(session.update(sql, values)));
    }
  }

  /**
   * A connection while it is used. Statements have a question mark for each value. To cancel a task
   * that waits for one cancels it in the server, too, and waits until it has ended there.
   */
  interface Session extends AsyncCloseable {

    Task<List<Row>> query(String sql, Object... values);

    /** Gives how many rows it changed. */
    Task<Integer> update(String sql, Object... values);

    Task<Void> begin();

    Task<Void> commit();

    /** Rolls back what was begun and not committed, and gives the connection back. */
    @Override
    Task<Void> closeAsync();
  }

  /** The values of a row, by column from 0 on. */
  record Row(List<Object> values) {

    String text(int column) {
      return values.get(column).toString();
    }

    int number(int column) {
      return ((Number) values.get(column)).intValue();
    }
  }
}
