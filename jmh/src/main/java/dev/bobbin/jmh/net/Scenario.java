package dev.bobbin.jmh.net;

import java.util.List;

/**
 * A question.
 *
 * @param load a kind of {@link Load}
 */
record Scenario(String key, String name, String load, int connections) {

  static final List<Scenario> ALL =
      List.of(
          new Scenario("echo50", "64 B, 50", "64", 50),
          new Scenario("echo2000", "64 B, 2000", "64", 2_000),
          new Scenario("bulk", "64 KiB, 4", "65536", 4),
          new Scenario("http", "HTTP, 50", "http", 50),
          new Scenario("accept", "accept, 16", "accept", 16),
          new Scenario("idle", "idle heap", "64", 10_000));

  boolean isHttp() {
    return load.equals("http");
  }

  boolean isIdle() {
    return key.equals("idle");
  }
}
