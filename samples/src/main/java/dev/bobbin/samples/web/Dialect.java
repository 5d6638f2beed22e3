package dev.bobbin.samples.web;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where two servers want different SQL. */
enum Dialect {
  POSTGRESQL {
    @Override
    String settings(Duration limit) {
      long millis = limit.toMillis();
      return "set statement_timeout = " + millis + "; set client_min_messages = warning";
    }

    @Override
    String ownId() {
      return "select pg_backend_pid()";
    }

    @Override
    String cancel(int id) {
      return "select pg_cancel_backend(" + id + ")";
    }

    @Override
    String pause(int seconds) {
      return "select 1 from pg_sleep(" + seconds + ")";
    }
  },
  MARIADB {
    @Override
    String settings(Duration limit) {
      return "set max_statement_time = " + limit.toMillis() / 1000.0;
    }

    @Override
    String ownId() {
      return "select connection_id()";
    }

    @Override
    String cancel(int id) {
      return "kill query " + id;
    }

    @Override
    String pause(int seconds) {
      return "select sleep(" + seconds + ")";
    }
  };

  private static final Pattern URL =
      Pattern.compile("(jdbc:)?(postgresql|mariadb)://[^:@/]+:[^@/]*@.+");

  /**
   * Of a URL, see {@link Database#at}.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Dialect of(String url) {
    Matcher matcher = URL.matcher(url);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "not of the form postgresql://USER:PASSWORD@HOST:PORT/NAME, nor with mariadb: or jdbc:"
              + " in front");
    }
    return matcher.group(2).equals("mariadb") ? MARIADB : POSTGRESQL;
  }

  /** For each connection: the server breaks off statements that take longer. */
  abstract String settings(Duration limit);

  /** Asks for the number of a connection. */
  abstract String ownId();

  /** Cancels what the connection of this number does. */
  abstract String cancel(int id);

  /** A query that takes so long. */
  abstract String pause(int seconds);
}
