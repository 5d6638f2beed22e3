package dev.bobbin.agent;

import dev.bobbin.agent.remote.AttachApi;
import dev.bobbin.agent.remote.JvmProcess;
import dev.bobbin.agent.remote.RemoteJvm;
import dev.bobbin.agent.remote.RemoteLoop;
import dev.bobbin.agent.remote.UnreachableException;
import java.io.Console;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** {@code top}: how busy the loops of another JVM are, again and again. */
final class TopCommand {
  static final String USAGE =
      """
        top [-n ROUNDS] [-d SECONDS] PID
                     print each second, or each SECONDS, how busy the loops of a JVM are; end by
                     Ctrl-C, or after ROUNDS. Meanwhile that JVM times the steps of its loops
      """;

  private static final String ROUNDS = "-n";
  private static final String DELAY = "-d";
  private static final String CLEAR = "\033[H\033[2J";

  private final RemoteJvm jvm;
  private final PrintStream out;
  private final boolean terminal = isTerminal();

  /** Nothing is drawn any more. */
  private boolean ended; // guarded by this

  private Map<String, RemoteLoop.Numbers> before = new HashMap<>();

  private TopCommand(RemoteJvm jvm, PrintStream out) {
    this.jvm = jvm;
    this.out = out;
  }

  /** Reads the arguments behind {@code top} and does it; returns the status. */
  static int run(String[] args, PrintStream out, PrintStream err) {
    try {
      Arguments arguments = Arguments.of(args, Set.of(ROUNDS, DELAY), Set.of());
      if (arguments.asks() != null) {
        return Main.answer(arguments.asks(), USAGE, out);
      }
      long pid = PsCommand.pid("top", arguments.operands());
      long rounds = number(arguments, ROUNDS, Long.MAX_VALUE);
      long seconds = number(arguments, DELAY, 1);
      AttachApi.require();
      look(pid, rounds, seconds, out);
      return Main.DONE;
    } catch (Arguments.MisuseException e) {
      return Main.misuse(err, String.valueOf(e.getMessage()));
    } catch (UnreachableException e) {
      return Main.unreachable(err, e);
    }
  }

  /** From JDK 22 on a console need not be a terminal. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  private static void look(long pid, long rounds, long seconds, PrintStream out)
      throws UnreachableException {
    try (RemoteJvm jvm = RemoteJvm.open(JvmProcess.of(pid))) {
      new TopCommand(jvm, out).run(rounds, seconds);
    }
  }

  private static long number(Arguments arguments, String option, long otherwise)
      throws Arguments.MisuseException {
    String value = arguments.options().get(option);
    try {
      long number = value == null ? otherwise : Long.parseLong(value);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // As one that is not positive.
    }
    throw new Arguments.MisuseException(
        option + " needs a positive whole number, not \"" + value + "\"");
  }

  private void run(long rounds, long seconds) throws UnreachableException {
    Thread atExit = new Thread(this::end, "bobbin-top-end");
    Runtime.getRuntime().addShutdownHook(atExit);
    try {
      jvm.requireLoops();
      for (long round = 1; round <= rounds; round++) {
        draw(table(jvm.loops()));
        if (round < rounds) {
          TimeUnit.SECONDS.sleep(seconds);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // whoever runs this wants it to end
    } catch (UnreachableException e) {
      if (!jvm.isClosed()) { // by Ctrl-C, under our hands: no failure to be told of
        throw e;
      }
    } finally {
      forget(atExit);
    }
  }

  /** Ctrl-C: what stands there is whole, and what the shell writes begins a line. */
  private synchronized void end() {
    ended = true;
    if (terminal) {
      out.println();
      out.flush();
    }
  }

  private static void forget(Thread atExit) {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // It runs already.
    }
  }

  private synchronized void draw(String text) {
    if (!ended) {
      out.print(text);
      out.flush();
    }
  }

  private String table(List<RemoteLoop> loops) throws UnreachableException {
    Table table =
        new Table(
            "LOOP", "PHASE", "STEPS/S", "READY", "LIVE", "TIMERS", "POSTS/S", "WAKES/S", "LONGEST");
    Map<String, RemoteLoop.Numbers> now = new HashMap<>();
    for (RemoteLoop loop : loops) {
      jvm.timeSteps(loop);
      RemoteLoop.Numbers numbers = loop.numbers();
      RemoteLoop.Numbers last = before.get(loop.name());
      now.put(loop.name(), numbers);
      table.row(
          loop.name(),
          numbers.phase(),
          last == null ? "-" : rate(last, numbers, numbers.steps() - last.steps()),
          numbers.ready(),
          numbers.live(),
          numbers.timers(),
          last == null ? "-" : rate(last, numbers, numbers.posts() - last.posts()),
          last == null ? "-" : rate(last, numbers, numbers.wakeUps() - last.wakeUps()),
          numbers.longestStepNanos() == 0 ? "-" : millis(numbers.longestStepNanos()));
    }
    before = now;
    String title = (jvm.id() + " " + jvm.main()).strip();
    return (terminal ? CLEAR : "") + title + System.lineSeparator() + table;
  }

  private static String rate(RemoteLoop.Numbers last, RemoteLoop.Numbers now, long count) {
    double seconds = (now.atNanos() - last.atNanos()) / 1e9;
    return Long.toString(Math.round(count / seconds));
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.2f ms", nanos / 1e6);
  }
}
