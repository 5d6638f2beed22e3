package dev.bobbin.samples;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.sleep;

import dev.bobbin.Async;
import dev.bobbin.Task;
import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * Shows how far a crawl is: one line that updates itself on a terminal, a line a second elsewhere.
 */
final class Progress {

  private final Tally tally;
  private final Frontier frontier;
  private final PrintStream out;
  private final boolean terminal;

  Progress(Tally tally, Frontier frontier, PrintStream out, boolean terminal) {
    this.tally = tally;
    this.frontier = frontier;
    this.out = out;
    this.terminal = terminal;
  }

  /** Shows it until cancelled. */
  @Async
  Task<Void> show() {
    Duration pause = terminal ? Duration.ofMillis(100) : Duration.ofSeconds(1);
    try {
      while (true) {
        await(sleep(pause));
        out.print(terminal ? "\r\033[K" + line() : line() + System.lineSeparator());
        out.flush();
      }
    } finally {
      if (terminal) {
        out.print("\r\033[K");
        out.flush();
      }
    }
  }

  private String line() {
    return String.format(
        Locale.ROOT,
        "%5.1f s  %d pages, %d failed, %d under way, %d waiting",
        tally.elapsedNanos() / 1e9,
        tally.pages,
        tally.failures.size(),
        tally.underWay,
        frontier.waiting());
  }

  /** Whether the output is seen by a person. */
  @SuppressWarnings("SystemConsoleNull") // JDK 22 to 24 always have a Console, but it can be asked
  static boolean onTerminal() {
    Console console = System.console();
    try {
      return console != null && (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException beforeJdk22) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
