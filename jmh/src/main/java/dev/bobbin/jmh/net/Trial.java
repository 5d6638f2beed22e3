package dev.bobbin.jmh.net;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One server under one load: warmed up once, then measured round by round. */
final class Trial implements AutoCloseable {

  private static final int SERVER_CORE = 0;
  private static final int LOAD_CORE = 1;
  private static final int WARM_CONNECTIONS = 100;

  private final Scenario scenario;
  private final Child server;
  private final Child load;
  private final int port;
  private final boolean byWrk;

  private Trial(Scenario scenario, Child server, Child load) throws IOException {
    this.scenario = scenario;
    this.server = server;
    this.load = load;
    this.port = Math.toIntExact(server.answer());
    this.byWrk = scenario.isHttp() && Child.isInstalled("wrk");
  }

  static Trial of(Contender contender, Scenario scenario, Child load) throws IOException {
    String[] arguments = contender.arguments(scenario.isHttp());
    Child server = Child.start(SERVER_CORE, contender.options(), ServerMain.class, arguments);
    return new Trial(scenario, server, load);
  }

  static Child startLoad() throws IOException {
    return Child.start(LOAD_CORE, List.of(), LoadMain.class);
  }

  /** CPU microseconds a message. */
  double run(long millis) throws IOException {
    return byWrk ? runWrk(millis) : runLoad(millis);
  }

  private double runLoad(long millis) throws IOException {
    open(scenario.connections());
    long before = server.cpuNanos();
    long messages = load.ask("run " + millis);
    long used = server.cpuNanos() - before;
    load.ask("close");
    return used / 1e3 / messages;
  }

  private double runWrk(long millis) throws IOException {
    List<String> command = Child.pinned(LOAD_CORE);
    Collections.addAll(command, "wrk", "-t1", "-c" + scenario.connections());
    Collections.addAll(command, "-d" + Math.max(1, millis / 1000) + "s");
    command.add("http://127.0.0.1:" + port + "/");
    long before = server.cpuNanos();
    String told = Child.output(command);
    long used = server.cpuNanos() - before;
    Matcher requests = Pattern.compile("(\\d+) requests in").matcher(told);
    if (!requests.find() || told.contains("Socket errors") || told.contains("Non-2xx")) {
      throw new IOException(String.join(" ", command) + " says:\n" + told);
    }
    return used / 1e3 / Long.parseLong(requests.group(1));
  }

  /** KB of live heap that each connection keeps while nothing happens at it. */
  double idleKilobytes() throws IOException {
    List<Long> used = new ArrayList<>();
    for (int connections : new int[] {WARM_CONNECTIONS, scenario.connections()}) {
      open(connections);
      used.add(server.ask("heap"));
      load.ask("close");
    }
    return (used.get(1) - used.get(0)) / 1024.0 / (scenario.connections() - WARM_CONNECTIONS);
  }

  private void open(int connections) throws IOException {
    load.ask("open " + scenario.load() + " " + port + " " + connections);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
