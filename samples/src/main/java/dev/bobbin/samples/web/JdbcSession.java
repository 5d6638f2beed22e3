package dev.bobbin.samples.web;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.blocking;
import static dev.bobbin.Bobbin.uncancellable;

import dev.bobbin.Async;
import dev.bobbin.Task;
import dev.bobbin.samples.web.Database.Row;
import dev.bobbin.samples.web.Database.Session;
import dev.bobbin.samples.web.JdbcDatabase.Numbered;
import dev.bobbin.sync.Permit;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Wraps a library that blocks. */
final class JdbcSession implements Session {

  private final JdbcDatabase database;
  private final Numbered numbered;
  private final Connection connection;
  private final Permit permit;
  private boolean begun;

  JdbcSession(JdbcDatabase database, Numbered numbered, Permit permit) {
    this.database = database;
    this.numbered = numbered;
    this.connection = numbered.jdbc();
    this.permit = permit;
  }

  /** Something to do with a statement that has its values. */
  private interface Execution<T> {
    T of(PreparedStatement statement) throws SQLException;
  }

  /** Something to do with the connection. */
  private interface Order {
    void give() throws SQLException;
  }

  @Override
  public Task<List<Row>> query(String sql, Object... values) {
    return execute(sql, values, statement -> rows(statement.executeQuery()));
  }

  @Override
  public Task<Integer> update(String sql, Object... values) {
    return execute(sql, values, PreparedStatement::executeUpdate);
  }

  @Async
  private <T> Task<T> execute(String sql, Object[] values, Execution<T> execution) {
    Task<T> executed =
        blocking(
            () -> {
              try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < values.length; i++) {
                  statement.setObject(i + 1, values[i]);
                }
                return execution.of(statement);
              }
            });
    try {
      return Task.of(
          await(
              Statement.outcome(executed, () -> database.cancel(numbered.id())),
              SQLException.class));
    } catch (SQLException refused) {
      throw new StatementException(refused.getSQLState(), refused);
    }
  }

  private static List<Row> rows(ResultSet results) throws SQLException {
    List<Row> rows = new ArrayList<>();
    while (results.next()) {
      List<Object> columns = new ArrayList<>();
      for (int i = 1; i <= results.getMetaData().getColumnCount(); i++) {
        columns.add(results.getObject(i));
      }
      rows.add(new Row(columns));
    }
    return rows;
  }

  @Override
  public Task<Void> begin() {
    begun = true;
    return order(() -> connection.setAutoCommit(false));
  }

  /** To cancel it now would leave open whether it is committed. */
  @Override
  @Async
  public Task<Void> commit() {
    await(uncancellable(() -> order(connection::commit)));
    begun = false;
    return order(() -> connection.setAutoCommit(true));
  }

  @Override
  @Async
  public Task<Void> closeAsync() {
    try {
      if (begun) {
        begun = false;
        await(order(connection::rollback));
        await(order(() -> connection.setAutoCommit(true)));
      }
    } finally {
      database.giveBack(numbered, permit);
    }
    return Task.done();
  }

  private static Task<Void> order(Order order) {
    return blocking(
        () -> {
          order.give();
          return null;
        });
  }
}
