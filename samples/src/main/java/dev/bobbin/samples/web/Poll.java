package dev.bobbin.samples.web;

import static dev.bobbin.Bobbin.await;

import dev.bobbin.Async;
import dev.bobbin.Task;
import dev.bobbin.TaskGroup;
import dev.bobbin.samples.web.Database.Row;
import dev.bobbin.samples.web.Database.Session;
import dev.bobbin.stream.AsyncStream;
import dev.bobbin.sync.AsyncEvent;
import java.util.List;

/** What is voted on, who has voted, and the results for those who watch. */
final class Poll {

  /** The state of things. */
  record Results(List<Choice> choices, int voters, List<String> latest) {}

  /** One of the things to choose from. */
  record Choice(int id, String name, int votes) {}

  /** Why a vote does not count. */
  static final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    RefusedException(String why) {
      super(why);
    }
  }

  private static final List<String> NAMES = List.of("Tea", "Coffee", "Cocoa", "Water");

  private final Database database;
  private final Latest<Results> latest = new Latest<>();
  private final AsyncEvent voted = new AsyncEvent();

  Poll(Database database) {
    this.database = database;
  }

  /** Makes the tables, if they are not there. */
  @Async
  Task<Void> open() {
    await(
        database.update(
            "create table if not exists choices"
                + " (id int primary key, name varchar(40) not null, votes int not null)"));
    await(
        database.update(
            "create table if not exists ballots (voter varchar(40) primary key, choice int not null,"
                + " at timestamp(6) not null default current_timestamp(6))"));
    if (await(database.query("select count(*) from choices")).get(0).number(0) == 0) {
      for (String name : NAMES) {
        int id = NAMES.indexOf(name) + 1;
        await(database.update("insert into choices values (?, ?, 0)", id, name));
      }
    }
    return Task.done();
  }

  // === A transaction ===

  /** Counts a vote and notes the voter: both or, if anything is wrong, neither. */
  @Async
  Task<Void> vote(String voter, int choice) throws RefusedException {
    try (Session session = await(database.session())) {
      await(session.begin());
      String count = "update choices set votes = votes + 1 where id = ?";
      if (await(session.update(count, choice)) == 0) {
        throw new RefusedException("There is no choice " + choice + ".");
      }
      await(session.update("insert into ballots (voter, choice) values (?, ?)", voter, choice));
      await(session.commit());
    } catch (StatementException refused) { // and what was counted has been rolled back
      if (refused.isViolation()) {
        throw new RefusedException(voter + " has voted already.");
      }
      throw refused;
    }
    voted.set();
    return Task.done();
  }

  // === Queries side by side ===

  /**
   * Asks three things at once, each on a connection of its own; one that fails ends the others. If
   * somebody votes meanwhile, one may count the vote and another not: then they are asked again.
   */
  @Async
  Task<Results> results() {
    try (var group = TaskGroup.<List<Row>>open()) {
      var choices = group.fork(() -> database.query("select * from choices order by id"));
      var voters = group.fork(() -> database.query("select count(*) from ballots"));
      var latest =
          group.fork(
              () ->
                  database.query(
                      "select voter, name from ballots join choices on choices.id = choice"
                          + " order by at desc limit 5"));
      await(group.join());
      return Task.of(
          new Results(
              choices.resultNow().stream()
                  .map(row -> new Choice(row.number(0), row.text(1), row.number(2)))
                  .toList(),
              voters.resultNow().get(0).number(0),
              latest.resultNow().stream().map(row -> row.text(0) + ": " + row.text(1)).toList()));
    }
  }

  /** A query that takes so long, for those who want to see it cancelled. */
  Task<List<Row>> pause(int seconds) {
    return database.query(database.dialect().pause(seconds));
  }

  // === Those who watch ===

  /**
   * Asks for the results after each vote, until it is cancelled: once, however many watch, and once
   * for all votes that came while it was asking.
   */
  @Async
  Task<Void> publish() {
    try {
      while (true) {
        voted.clear();
        latest.set(await(results()));
        await(voted.await());
      }
    } finally {
      latest.close();
    }
  }

  /** The results now and whenever they change, until nobody publishes them any more. */
  AsyncStream<Results> watch() {
    return latest.values();
  }
}
