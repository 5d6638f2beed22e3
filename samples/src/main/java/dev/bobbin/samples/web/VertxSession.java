package dev.bobbin.samples.web;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.uncancellable;

import dev.bobbin.Async;
import dev.bobbin.Task;
import dev.bobbin.samples.web.Database.Row;
import dev.bobbin.samples.web.Database.Session;
import io.vertx.core.Future;
import io.vertx.sqlclient.DatabaseException;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Awaits a library's futures. */
final class VertxSession implements Session {

  private final SqlConnection connection;
  private final Dialect dialect;
  private final IntFunction<Task<Void>> cancel;

  /** What the server calls this connection; 0 until it was asked. */
  private int id;

  private boolean begun;

  /**
   * @param cancel cancels what the connection of this number does
   */
  VertxSession(SqlConnection connection, Dialect dialect, IntFunction<Task<Void>> cancel) {
    this.connection = connection;
    this.dialect = dialect;
    this.cancel = cancel;
  }

  @Override
  @Async
  public Task<List<Row>> query(String sql, Object... values) {
    List<Row> rows = new ArrayList<>();
    for (io.vertx.sqlclient.Row row : await(execute(sql, values))) {
      List<Object> columns = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        columns.add(row.getValue(i));
      }
      rows.add(new Row(columns));
    }
    return Task.of(rows);
  }

  @Override
  @Async
  public Task<Integer> update(String sql, Object... values) {
    return Task.of(await(execute(sql, values)).rowCount());
  }

  @Async
  private Task<RowSet<io.vertx.sqlclient.Row>> execute(String sql, Object... values) {
    try {
      if (id == 0) {
        id = await(send(dialect.ownId()).toCompletionStage()).iterator().next().getInteger(0);
      }
      String own = dialect == Dialect.POSTGRESQL ? numbered(sql) : sql;
      var running = send(own, values).toCompletionStage();
      return Task.of(await(Statement.outcome(running, () -> cancel.apply(id))));
    } catch (DatabaseException refused) {
      throw new StatementException(refused.getSqlState(), refused);
    }
  }

  private Future<RowSet<io.vertx.sqlclient.Row>> send(String sql, Object... values) {
    return connection.preparedQuery(sql).execute(Tuple.from(values));
  }

  /** PostgreSQL itself knows no question marks, but {@code $1} and so on. */
  private static String numbered(String sql) {
    String[] parts = sql.split("\\?", -1);
    StringBuilder numbered = new StringBuilder(parts[0]);
    for (int i = 1; i < parts.length; i++) {
      numbered.append('$').append(i).append(parts[i]);
    }
    return numbered.toString();
  }

  @Override
  public Task<Void> begin() {
    begun = true;
    return say("begin");
  }

  /** To cancel it now would leave open whether it is committed. */
  @Override
  @Async
  public Task<Void> commit() {
    await(uncancellable(() -> say("commit")));
    begun = false;
    return Task.done();
  }

  @Override
  @Async
  public Task<Void> closeAsync() {
    try {
      if (begun) {
        begun = false;
        await(say("rollback"));
      }
    } finally {
      await(connection.close().toCompletionStage());
    }
    return Task.done();
  }

  private Task<Void> say(String word) {
    return Task.from(connection.query(word).execute().<Void>mapEmpty().toCompletionStage());
  }
}
