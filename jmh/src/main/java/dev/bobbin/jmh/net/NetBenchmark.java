package dev.bobbin.jmh.net;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What does a message cost a server of one thread, compared with a selector loop by hand?
 *
 * <p>{@code java -cp benchmarks.jar dev.bobbin.jmh.net.NetBenchmark}, with {@code -Drounds=5},
 * {@code -Dmillis=1000} a round, and {@code -Dservers=} or {@code -Dscenarios=} for some of them,
 * by the keys that it prints. Netty takes part if the jar was built with the profile {@code peers}.
 *
 * <p>Each server is a process on one core, the load another on the next; {@code wrk} makes that of
 * HTTP, if it is installed. Servers take turns, and each round is held against the hand-written
 * loop's in the same round. Printed: the median of these ratios, and the median of the CPU time for
 * a message in microseconds, in the kernel and garbage collection included, the JVM's compiler not;
 * at last KB of live heap for a connection at which nothing happens.
 */
public final class NetBenchmark {

  private static final int WARM_UPS = 2;

  private final int rounds = Integer.getInteger("rounds", 5);
  private final long millis = Long.getLong("millis", 1000);
  private final List<Contender> contenders = new ArrayList<>(Contender.all());
  private final List<Scenario> scenarios = new ArrayList<>(Scenario.ALL);

  private NetBenchmark() {
    List<String> servers = chosen("servers");
    contenders.removeIf(
        c -> !servers.isEmpty() && !servers.contains(c.key()) && !c.key().equals("hand"));
    List<String> questions = chosen("scenarios");
    scenarios.removeIf(s -> !questions.isEmpty() && !questions.contains(s.key()));
  }

  private static List<String> chosen(String property) {
    String keys = System.getProperty(property, "");
    return keys.isEmpty() ? List.of() : Arrays.asList(keys.split(","));
  }

  public static void main(String[] args) throws IOException {
    NetBenchmark benchmark = new NetBenchmark();
    String[][] cells = new String[benchmark.contenders.size()][benchmark.scenarios.size()];
    for (int column = 0; column < benchmark.scenarios.size(); column++) {
      String[] answers = benchmark.ask(benchmark.scenarios.get(column));
      for (int row = 0; row < cells.length; row++) {
        cells[row][column] = answers[row];
      }
    }
    benchmark.print(cells);
  }

  private String[] ask(Scenario scenario) throws IOException {
    List<Contender> taking = contenders.stream().filter(c -> c.takesPartIn(scenario)).toList();
    final String[] answers;
    try (Child load = Trial.startLoad()) {
      answers = scenario.isIdle() ? idle(taking, scenario, load) : cpu(taking, scenario, load);
    }
    String[] column = new String[contenders.size()];
    Arrays.setAll(
        column,
        row -> {
          int answer = taking.indexOf(contenders.get(row));
          return answer < 0 ? "" : answers[answer];
        });
    return column;
  }

  private String[] idle(List<Contender> contenders, Scenario scenario, Child load)
      throws IOException {
    String[] answers = new String[contenders.size()];
    for (int i = 0; i < answers.length; i++) {
      try (Trial trial = Trial.of(contenders.get(i), scenario, load)) {
        answers[i] = String.format("%.2f KB", trial.idleKilobytes());
      }
    }
    return answers;
  }

  private String[] cpu(List<Contender> contenders, Scenario scenario, Child load)
      throws IOException {
    List<Trial> trials = new ArrayList<>();
    double[][] micros = new double[contenders.size()][rounds];
    try {
      for (Contender contender : contenders) {
        trials.add(Trial.of(contender, scenario, load));
      }
      for (int round = -WARM_UPS; round < rounds; round++) {
        for (int i = 0; i < micros.length; i++) {
          double one = trials.get(i).run(millis);
          if (round >= 0) {
            micros[i][round] = one;
          }
        }
      }
    } finally {
      for (Trial trial : trials) {
        trial.close();
      }
    }
    String[] answers = new String[micros.length];
    for (int i = 0; i < micros.length; i++) {
      answers[i] = String.format("%.2f (%.1f)", ratio(micros[i], micros[0]), median(micros[i]));
    }
    return answers;
  }

  private static double ratio(double[] ours, double[] byHand) {
    double[] ratios = new double[ours.length];
    Arrays.setAll(ratios, round -> ours[round] / byHand[round]);
    return median(ratios);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private void print(String[][] cells) {
    System.out.printf("Java %s, %d rounds of %d ms%n", Runtime.version().feature(), rounds, millis);
    System.out.printf("%-33s", "");
    scenarios.forEach(s -> System.out.printf(" %13s", s.name()));
    System.out.printf("%n%-33s", "");
    scenarios.forEach(s -> System.out.printf(" %13s", s.key()));
    System.out.println();
    for (int row = 0; row < cells.length; row++) {
      Contender contender = contenders.get(row);
      System.out.printf("%-23s %-9s", contender.name(), contender.key());
      for (String cell : cells[row]) {
        System.out.printf(" %13s", cell);
      }
      System.out.println();
    }
  }
}
