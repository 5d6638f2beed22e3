package dev.bobbin.samples.web;

import static dev.bobbin.Bobbin.all;
import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.run;
import static dev.bobbin.Bobbin.settle;
import static dev.bobbin.Bobbin.sleep;
import static dev.bobbin.Bobbin.timeout;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.bobbin.Async;
import dev.bobbin.AsyncFunction;
import dev.bobbin.Task;
import dev.bobbin.TaskGroup;
import dev.bobbin.TimeoutException;
import dev.bobbin.samples.web.Database.Row;
import dev.bobbin.samples.web.Database.Session;
import dev.bobbin.samples.web.Poll.Choice;
import dev.bobbin.samples.web.Poll.RefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same for either library and either server, chosen by the URL alone. */
@Timeout(120)
class DatabaseTest {

  /** More than a test may take, so that each of them sees a statement that was cancelled. */
  private static final int LONG = 300;

  private static final Duration LIMIT = Duration.ofSeconds(250);

  private static final Servers SERVERS = new Servers();

  @AfterAll
  static void stopServers() {
    SERVERS.close();
  }

  private static void on(String scheme, Duration limit, AsyncFunction<Database, Void> test) {
    String url = SERVERS.url(scheme);
    run(
        () -> {
          try (Database database = Database.at(url, limit)) {
            assertEquals(scheme.startsWith("jdbc:"), database instanceof JdbcDatabase);
            await(database.update("drop table if exists choices"));
            await(database.update("drop table if exists ballots"));
            await(new Poll(database).open());
            await(test.apply(database));
          }
          return Task.done();
        });
  }

  // === Transactions, and queries side by side ===

  @ParameterizedTest
  @ValueSource(strings = {"postgresql", "jdbc:postgresql", "mariadb", "jdbc:mariadb"})
  void aVoteCountsOnceOrNotAtAll(String scheme) {
    on(
        scheme,
        LIMIT,
        database -> {
          Thread loop = Thread.currentThread();
          Poll poll = new Poll(database);
          await(poll.vote("ada", 2));
          assertSame(loop, Thread.currentThread());
          assertEquals("ada has voted already.", await(refusal(poll, "ada", 3)));
          assertEquals("There is no choice 9.", await(refusal(poll, "bob", 9)));
          await(poll.vote("bob", 2));
          assertEquals(
              new Poll.Results(
                  List.of(
                      new Choice(1, "Tea", 0),
                      new Choice(2, "Coffee", 2),
                      new Choice(3, "Cocoa", 0),
                      new Choice(4, "Water", 0)),
                  2,
                  List.of("bob: Coffee", "ada: Coffee")),
              await(poll.results()));
          assertSame(loop, Thread.currentThread());
          return Task.done();
        });
  }

  @Async
  private static Task<String> refusal(Poll poll, String voter, int choice) {
    try {
      await(poll.vote(voter, choice), RefusedException.class);
      return fail("it counts");
    } catch (RefusedException refused) {
      return Task.of(refused.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgresql", "jdbc:postgresql", "mariadb", "jdbc:mariadb"})
  void noneOfManyVotesAtOnceIsLost(String scheme) {
    on(
        scheme,
        LIMIT,
        database -> {
          Poll poll = new Poll(database);
          List<Task<Void>> votes = new ArrayList<>();
          for (int i = 0; i < 40; i++) {
            votes.add(poll.vote("voter " + i, i % 2 + 1));
          }
          await(all(votes));
          Poll.Results results = await(poll.results());
          assertEquals(
              List.of(20, 20, 0, 0), results.choices().stream().map(Choice::votes).toList());
          assertEquals(40, results.voters());
          return Task.done();
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgresql", "jdbc:postgresql", "mariadb", "jdbc:mariadb"})
  void aQueryThatFailsEndsThoseBesideIt(String scheme) {
    on(
        scheme,
        LIMIT,
        database -> {
          try (var group = TaskGroup.<List<Row>>open()) {
            group.fork(() -> database.query(database.dialect().pause(LONG)));
            group.fork(
                () -> {
                  await(untilPauses(database, 1));
                  return database.query("select nothing from nowhere");
                });
            await(group.join());
            fail("no failure");
          } catch (TaskGroup.FailedException failed) {
            assertTrue(failed.getCause() instanceof StatementException, failed::toString);
          }
          assertEquals(0, await(pauses(database)));
          return Task.done();
        });
  }

  // === Cancellation ===

  @ParameterizedTest
  @ValueSource(strings = {"postgresql", "jdbc:postgresql", "mariadb", "jdbc:mariadb"})
  void whatIsCancelledHasEndedInTheServerAndIsRolledBack(String scheme) {
    on(
        scheme,
        LIMIT,
        database -> {
          Task<Void> slow = countAndPause(database);
          await(untilPauses(database, 1));
          slow.cancel("no longer wanted");
          await(settle(List.of(slow)));
          assertTrue(slow.isCancelled());
          assertEquals(0, await(pauses(database)));
          Poll poll = new Poll(database);
          assertEquals(0, await(poll.results()).choices().get(0).votes());
          await(takeAll(database));
          return Task.done();
        });
  }

  @Async
  private static Task<Void> countAndPause(Database database) {
    try (Session session = await(database.session())) {
      await(session.begin());
      assertEquals(1, await(session.update("update choices set votes = 7 where id = ?", 1)));
      await(session.query(database.dialect().pause(LONG)));
      await(session.commit());
    }
    return Task.done();
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgresql", "jdbc:postgresql", "mariadb", "jdbc:mariadb"})
  void aCancellationThatComesAtOnceIsNotLost(String scheme) {
    on(
        scheme,
        LIMIT,
        database -> {
          for (int i = 0; i < 10; i++) {
            Task<List<Row>> slow = database.query(database.dialect().pause(LONG));
            await(sleep(Duration.ofMillis(i))); // before it has a connection, or begins, or later
            slow.cancel("at once");
            await(settle(List.of(slow)));
            assertTrue(slow.isCancelled());
            assertEquals(0, await(pauses(database)));
          }
          await(takeAll(database));
          return Task.done();
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgresql", "jdbc:postgresql", "mariadb", "jdbc:mariadb"})
  void aTimeLimitReachesTheServer(String scheme) {
    on(
        scheme,
        LIMIT,
        database -> {
          try {
            await(
                timeout(
                    Duration.ofMillis(300), () -> database.query(database.dialect().pause(LONG))));
            fail("in time");
          } catch (TimeoutException late) {
            assertEquals(0, await(pauses(database)));
          }
          return Task.done();
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgresql", "jdbc:postgresql", "mariadb", "jdbc:mariadb"})
  void whoStopsWaitingForAConnectionTakesNone(String scheme) {
    on(
        scheme,
        LIMIT,
        database -> {
          List<Session> sessions = await(open(database));
          Task<Session> waiting = database.session();
          await(sleep(Duration.ofMillis(20)));
          assertFalse(waiting.isDone());
          waiting.cancel("no longer wanted");
          await(settle(List.of(waiting)));
          for (Session session : sessions) {
            await(session.closeAsync());
          }
          await(takeAll(database));
          return Task.done();
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"postgresql", "jdbc:postgresql", "mariadb", "jdbc:mariadb"})
  void theServerBreaksOffWhatTakesTooLong(String scheme) {
    on(
        scheme,
        Duration.ofMillis(500),
        database -> {
          try {
            await(database.query(database.dialect().pause(LONG)));
            fail("in time");
          } catch (StatementException tooLong) {
            assertTrue(tooLong.isBrokenOff(), tooLong::toString);
          }
          await(takeAll(database));
          return Task.done();
        });
  }

  // === Connections that break ===

  @ParameterizedTest
  @ValueSource(strings = {"jdbc:postgresql", "jdbc:mariadb"})
  void aConnectionThatTheServerHasEndedIsReplaced(String scheme) {
    on(
        scheme,
        LIMIT,
        database -> {
          List<Session> sessions = await(open(database));
          Session first = sessions.get(0);
          List<Integer> ended = new ArrayList<>();
          for (Session other : sessions.subList(1, sessions.size())) {
            int id = await(other.query(database.dialect().ownId())).get(0).number(0);
            await(end(first, database.dialect(), id));
            ended.add(id);
          }
          for (Session session : sessions) {
            await(session.closeAsync());
          }
          assertEquals(
              List.of(), await(idsOfAll(database)).stream().filter(ended::contains).toList());
          return Task.done();
        });
  }

  /** Waits until it is gone. */
  private static Task<Void> end(Session by, Dialect dialect, int id) {
    return timeout(
        Duration.ofSeconds(60),
        () -> {
          boolean postgres = dialect == Dialect.POSTGRESQL;
          if (postgres) {
            await(by.query("select pg_terminate_backend(?)", id));
          } else {
            await(by.update("kill " + id));
          }
          String known =
              postgres
                  ? "select pid from pg_stat_activity where pid = ?"
                  : "select id from information_schema.processlist where id = ?";
          while (!await(by.query(known, id)).isEmpty()) {
            await(sleep(Duration.ofMillis(10)));
          }
          return Task.done();
        });
  }

  @Async
  private static Task<List<Integer>> idsOfAll(Database database) {
    List<Session> sessions = await(open(database));
    List<Integer> ids = new ArrayList<>();
    for (Session session : sessions) {
      ids.add(await(session.query(database.dialect().ownId())).get(0).number(0));
      await(session.closeAsync());
    }
    return Task.of(ids);
  }

  // === What the server knows ===

  /** How many connections pause. */
  @Async
  private static Task<Integer> pauses(Database database) {
    String count =
        database.dialect() == Dialect.POSTGRESQL
            ? "select count(*) from pg_stat_activity"
                + " where state = 'active' and query like 'select 1 from pg_sleep(%'"
            : "select count(*) from information_schema.processlist"
                + " where info like 'select sleep(%'";
    return Task.of(await(database.query(count)).get(0).number(0));
  }

  private static Task<Void> untilPauses(Database database, int wanted) {
    return timeout(
        Duration.ofSeconds(60),
        () -> {
          while (await(pauses(database)) != wanted) {
            await(sleep(Duration.ofMillis(10)));
          }
          return Task.done();
        });
  }

  /** All connections that there may be, each in order. */
  @Async
  private static Task<Void> takeAll(Database database) {
    for (Session session : await(open(database))) {
      assertEquals(1, await(session.query("select 1")).get(0).number(0));
      await(session.closeAsync());
    }
    return Task.done();
  }

  @Async
  private static Task<List<Session>> open(Database database) {
    List<Session> sessions = new ArrayList<>();
    for (int i = 0; i < Database.SESSIONS; i++) {
      sessions.add(await(timeout(Duration.ofSeconds(60), database::session)));
    }
    return Task.of(sessions);
  }
}
