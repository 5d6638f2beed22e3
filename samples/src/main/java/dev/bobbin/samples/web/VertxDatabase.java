package dev.bobbin.samples.web;

import static dev.bobbin.Bobbin.await;

import dev.bobbin.Async;
import dev.bobbin.Task;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.mysqlclient.MySQLBuilder;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.ClientBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.concurrent.CancellationException;

/**
 * A library that is asynchronous itself. It has a thread of its own, on which its futures end; who
 * awaits them goes on on the loop's thread.
 */
final class VertxDatabase implements Database {

  private final Dialect dialect;
  private final Vertx vertx;
  private final SqlConnectOptions address;
  private final Pool pool;

  VertxDatabase(String url, Duration limit) {
    dialect = Dialect.of(url);
    vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setUseDaemonThread(true)
                .setFileSystemOptions( // no directory for files that are not there
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
    address =
        dialect == Dialect.POSTGRESQL
            ? PgConnectOptions.fromUri(url)
            : MySQLConnectOptions.fromUri(url);
    String settings = dialect.settings(limit);
    pool =
        builder(SESSIONS)
            .withConnectHandler( // on the library's thread, where nothing can be awaited
                fresh -> fresh.query(settings).execute().onComplete(done -> fresh.close()))
            .build();
  }

  private ClientBuilder<Pool> builder(int connections) {
    return (dialect == Dialect.POSTGRESQL ? PgBuilder.pool() : MySQLBuilder.pool())
        .with(new PoolOptions().setMaxSize(connections))
        .connectingTo(address)
        .using(vertx);
  }

  @Override
  public Dialect dialect() {
    return dialect;
  }

  @Override
  @Async
  public Task<Session> session() {
    Future<SqlConnection> coming = pool.getConnection();
    try {
      SqlConnection connection = await(coming.toCompletionStage());
      return Task.of(new VertxSession(connection, dialect, this::cancel));
    } catch (CancellationException cancelled) {
      coming.onSuccess(SqlConnection::close); // it comes all the same, and nobody has it
      throw cancelled;
    }
  }

  /**
   * Cancels what a connection does, on another one, and not one of the pool, which may have none
   * left. What PostgreSQL offers beside, {@code PgConnection.cancelRequest}, is done when it is
   * sent, not when it has had its effect, which may be on the connection's next statement.
   */
  @Async
  private Task<Void> cancel(int id) {
    Pool another = builder(1).build();
    try {
      await(another.query(dialect.cancel(id)).execute().toCompletionStage());
    } finally {
      await(another.close().toCompletionStage());
    }
    return Task.done();
  }

  @Override
  @Async
  public Task<Void> closeAsync() {
    await(pool.close().toCompletionStage());
    await(vertx.close().toCompletionStage());
    return Task.done();
  }
}
