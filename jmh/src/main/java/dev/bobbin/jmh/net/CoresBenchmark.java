package dev.bobbin.jmh.net;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How much more do loops on all cores serve than one, when each message is some work?
 *
 * <p>{@code java -cp benchmarks.jar dev.bobbin.jmh.net.CoresBenchmark}, with {@code -Drounds=5},
 * {@code -Dmillis=1000} and {@code -Dconnections=50}. Printed for each {@link LoopsServer.Way}: the
 * median of the messages a second, that of the ratio to one loop in the same round, and that of the
 * server's CPU time for a message in microseconds. The load takes its share of the cores.
 */
public final class CoresBenchmark {

  private static final int WARM_UPS = 2;
  private static final int ANY_CORE = Integer.MAX_VALUE;

  private CoresBenchmark() {}

  public static void main(String[] args) throws IOException {
    int rounds = Integer.getInteger("rounds", 5);
    long millis = Long.getLong("millis", 1000);
    String open = "open 64 %d " + Integer.getInteger("connections", 50);
    LoopsServer.Way[] ways = LoopsServer.Way.values();
    double[][] rates = new double[ways.length][rounds];
    double[][] micros = new double[ways.length][rounds];
    List<Child> servers = new ArrayList<>();
    try (Child load = Child.start(ANY_CORE, List.of(), LoadMain.class)) {
      long[] ports = new long[ways.length];
      for (int way = 0; way < ways.length; way++) {
        String type = LoopsServer.class.getName();
        Child server =
            Child.start(ANY_CORE, List.of(), ServerMain.class, type, "echo", ways[way].name());
        servers.add(server);
        ports[way] = server.answer();
      }
      for (int round = -WARM_UPS; round < rounds; round++) {
        for (int way = 0; way < ways.length; way++) {
          load.ask(String.format(open, ports[way]));
          long before = servers.get(way).cpuNanos();
          long messages = load.ask("run " + millis);
          long used = servers.get(way).cpuNanos() - before;
          load.ask("close");
          if (round >= 0) {
            rates[way][round] = messages * 1000.0 / millis;
            micros[way][round] = used / 1e3 / messages;
          }
        }
      }
    } finally {
      for (Child server : servers) {
        server.close();
      }
    }
    System.out.printf(
        "Java %s, %d cores%n%-12s %12s %7s %12s%n",
        Runtime.version().feature(),
        Runtime.getRuntime().availableProcessors(),
        "loops",
        "messages/s",
        "ratio",
        "CPU us each");
    for (int way = 0; way < ways.length; way++) {
      double[] ratios = new double[rounds];
      for (int round = 0; round < rounds; round++) {
        ratios[round] = rates[way][round] / rates[0][round];
      }
      System.out.printf(
          "%-12s %12.0f %7.2f %12.1f%n",
          ways[way], median(rates[way]), median(ratios), median(micros[way]));
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
